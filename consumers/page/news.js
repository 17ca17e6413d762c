/**
 * What is news to this viewer: how many items came that they have not had before their eyes, for the button above the
 * stream and for the tab's title.
 */

export class News {
  /** Everything that was in the stream so far, null before the first stream. @type {Set<string> | null} */
  #known = null;
  #unseen = 0;

  get unseen() {
    return this.#unseen;
  }

  /**
   * Take the stream as it is now; what is new counts as unseen unless the viewer looks at it.
   * @param {readonly {key: string}[]} all every item there is
   * @param {readonly {key: string}[]} shown those of them that the viewer wants to see
   * @param {boolean} looking whether the top of the stream is before the viewer's eyes
   */
  take(all, shown, looking) {
    const known = this.#known;
    this.#known = new Set(all.map(({ key }) => key));
    if (known !== null) this.#unseen += shown.filter(({ key }) => !known.has(key)).length;
    if (looking) this.#unseen = 0;
  }

  looked() {
    this.#unseen = 0;
  }
}

/**
 * Return the title of the tab.
 * @param {import("./sweepcast.js").CeremonyInfo | null} ceremony
 * @param {import("./sweepcast.js").Stage | null} stage
 * @param {number} unseen
 */
export function titleOf(ceremony, stage, unseen) {
  const night = ceremony && stage ? [`${stage.decided} of ${stage.categories}`, ceremony.name] : [];
  return `${unseen > 0 ? `(${unseen}) ` : ""}${[...night, "Sweepcast"].join(" · ")}`;
}
