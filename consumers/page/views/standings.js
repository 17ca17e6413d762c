/**
 * The standings of films, series, people and distributors: the race of their wins over the night, then each with one
 * dot a nomination.
 *
 * @typedef {import("../sweepcast.js").Standing} Standing
 * @typedef {import("../sweepcast.js").Board} Board
 * @typedef {import("../painter.js").Part} Part
 */
import { become } from "../becoming.js";
import { categoriesOf, milestonesOf, sameItems, standingsOf } from "../board.js";
import { byId, h, opener, reconcile, setText } from "../dom.js";
import { raceOf } from "../race.js";
import { dots, fatesOf, numbersInWords } from "./dots.js";
import { RaceChart } from "./race.js";
import { Sight } from "./sight.js";

/** @type {readonly {panel: string, of: Standing["of"], medium: "film" | "tv" | null}[]} */
const PANELS = [
  { panel: "films", of: "work", medium: "film" },
  { panel: "series", of: "work", medium: "tv" },
  { panel: "people", of: "person", medium: null },
  { panel: "distributors", of: "distributor", medium: null },
];

/** So many are shown at least, and at most; between them all who have won. The rest on request, if they are several. */
const SHORT = 6;
const LONG = 24;
const REST_FROM = 3;

/**
 * Return what draws the standings, one after the other: each list, and each race above it.
 * @param {import("./panes.js").Shown} shown
 * @param {(part: Part) => void} again asks for a part to be drawn once more
 * @returns {Part[]}
 */
export function standings(shown, again) {
  return PANELS.flatMap(({ panel, of, medium }) => new Panel(byId(panel), { of, medium }, shown, again).parts);
}

/** One kind of them; remembers whether a viewer wants to see all, and draws only what has changed and is seen. */
class Panel {
  #list = h("ol", { class: "standings" });
  #none = h("p", { class: "quiet-note", hidden: true }, "None are nominated at this ceremony.");
  #more = h("button", { type: "button", class: "more", hidden: true });
  #isWhole = false;
  #isUnfinished = false;
  /** Those that are drawn, null before anything is. @type {readonly Standing[] | null} */
  #all = null;
  /** What the race was drawn from. @type {readonly unknown[]} */
  #run = [];

  /**
   * @param {HTMLElement} panel
   * @param {{of: Standing["of"], medium: "film" | "tv" | null}} whose
   * @param {import("./panes.js").Shown} shown
   * @param {(part: Part) => void} again
   */
  constructor(panel, { of, medium }, shown, again) {
    this.of = of;
    this.medium = medium;
    this.shown = shown;
    this.race = new RaceChart(panel.id);
    panel.replaceChildren(this.race.figure, this.#none, this.#list, this.#more, this.race.table);
    this.#more.addEventListener("click", () => this.#showWhole());
    const race = new Sight(panel, () => this.#drawRace(), again);
    this.parts = [new Sight(panel, (most) => this.#draw(most), again).part, race.part];
  }

  /** @param {number} most @returns {boolean} whether there is more */
  #draw(most) {
    const all = standingsOf(this.shown.board(), this.of, this.medium);
    if (this.#all !== null && !this.#isUnfinished && sameItems(all, this.#all)) return false;
    this.#all = all;
    this.#isUnfinished = this.#drawList(all, most);
    return this.#isUnfinished;
  }

  #drawRace() {
    const [board, clock] = [this.shown.board(), this.shown.clock()];
    const records = milestonesOf(board, "record-wins").map(({ milestone }) => milestone);
    const now = [clock.zone, ...standingsOf(board, this.of, this.medium), ...categoriesOf(board), ...records];
    if (sameItems(now, this.#run)) return;
    this.#run = now;
    this.race.draw(raceOf(board, this.of, this.medium), clock);
  }

  /** @param {readonly Standing[]} all @param {number} most @returns {boolean} whether there is more */
  #drawList(all, most) {
    const short = Math.min(LONG, Math.max(SHORT, all.filter(({ wins }) => wins > 0).length));
    const shown = this.#isWhole || all.length < short + REST_FROM ? all : all.slice(0, short);
    const rows = shown.map((each) => ({ key: each.id, shows: each, become, draw: () => drawn(each) }));
    const isMore = reconcile(this.#list, rows, { most });
    this.#none.hidden = all.length > 0;
    this.#more.hidden = shown.length === all.length;
    setText(this.#more, `Show ${all.length - shown.length} more`);
    return isMore;
  }

  #showWhole() {
    const first = this.#list.children.length;
    this.#isWhole = true;
    this.#drawList(this.#all ?? [], Infinity);
    this.#list.children[first]?.querySelector("button")?.focus();
  }
}

/** @param {Standing} standing */
function drawn(standing) {
  const { of, id, name, wins, rank } = standing;
  return h(
    "li",
    { class: wins > 0 ? "standing has-won" : "standing" },
    h("span", { class: "rank", "aria-hidden": "true" }, rank === null ? "–" : String(rank)),
    h(
      "div",
      { class: "of" },
      opener(`${of}/${id}`, name),
      h("p", { class: "fates" }, dots(fatesOf(standing)), h("span", { class: "words" }, numbersInWords(standing))),
    ),
    h("span", { class: "wins", "aria-hidden": "true" }, String(wins)),
  );
}
