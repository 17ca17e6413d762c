/**
 * Rows under a heading, of which only the first are shown at once: the others are folded away, and drawn when they are
 * unfolded.
 *
 * @typedef {import("../dom.js").Entry} Entry
 */
import { h, reconcile, setText } from "../dom.js";

/** So many rows are shown at once. */
const SHOWN = 6;
/** Fewer rows than this are not worth a fold. */
const FOLDED_FROM = 3;

export class Group {
  #heading = h("h3");
  #list = h("ul");
  #none = h("p", { class: "quiet-note" });
  #summary = h("summary");
  #rest = h("ul");
  #fold = h("details", { class: "folded" }, this.#summary, this.#rest);
  /** @type {readonly Entry[]} */
  #folded = [];
  #title;

  /** @param {string} title */
  constructor(title) {
    this.#title = title;
    this.element = h("section", { class: "reach-group", hidden: true }, this.#heading, this.#list, this.#none, this.#fold);
    this.#fold.addEventListener("toggle", () => this.#drawFolded());
  }

  /**
   * @param {object} now
   * @param {string} [now.title] where it is not what it was before
   * @param {readonly Entry[]} now.rows
   * @param {string} [now.empty] what to say where there are no rows; without it the group is not shown
   * @param {number} [now.shown] how many of the rows are not folded; 0 makes the title the fold's
   */
  draw({ title = this.#title, rows, empty = "", shown = SHOWN }) {
    this.#title = title;
    this.element.hidden = rows.length === 0 && empty === "";
    this.element.setAttribute("aria-label", title);
    const first = shown > 0 && rows.length < shown + FOLDED_FROM ? rows.length : shown;
    this.#folded = rows.slice(first);
    this.#heading.hidden = shown === 0;
    setText(this.#heading, title);
    setText(this.#none, empty);
    this.#none.hidden = rows.length > 0 || empty === "";
    this.#list.hidden = first === 0;
    reconcile(this.#list, rows.slice(0, first));
    this.#fold.hidden = this.#folded.length === 0;
    setText(this.#summary, shown === 0 ? title : `${this.#folded.length} more`);
    this.#drawFolded();
  }

  #drawFolded() {
    if (this.#fold.open) reconcile(this.#rest, this.#folded);
  }
}
