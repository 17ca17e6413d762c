/**
 * The standings of films, series, people and distributors: the race of their wins over the night, then each with one
 * dot a nomination.
 *
 * @typedef {import("../sweepcast.js").Standing} Standing
 * @typedef {import("../sweepcast.js").Board} Board
 * @typedef {import("../format.js").Clock} Clock
 */
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

/** So many are shown at least, and at most; between them all who have won. The rest on request. */
const SHORT = 6;
const LONG = 24;

/**
 * Return what draws the standings, one after the other: each list, and each race above it.
 * @param {() => Board} board
 * @param {() => Clock} clock
 * @returns {(() => void)[]}
 */
export function standings(board, clock) {
  const panels = PANELS.map(({ panel, of, medium }) => new Panel(byId(panel), of, medium));
  return panels.flatMap((panel) => [() => panel.draw(board()), () => panel.drawRace(board(), clock())]);
}

/** One kind of them; remembers whether a viewer wants to see all, and draws only what has changed and is seen. */
class Panel {
  #list = h("ol", { class: "standings" });
  #none = h("p", { class: "quiet-note", hidden: true }, "None are nominated at this ceremony.");
  #more = h("button", { type: "button", class: "more", hidden: true });
  #isWhole = false;
  /** Those that are drawn, null before anything is. @type {readonly Standing[] | null} */
  #all = null;
  /** @type {Board} */
  #board = {};
  /** What the race was drawn from. @type {readonly unknown[]} */
  #run = [];
  /** @type {{board: Board, clock: Clock} | null} */
  #given = null;
  #sight;
  #raceSight;

  /**
   * @param {HTMLElement} panel
   * @param {Standing["of"]} of
   * @param {"film" | "tv" | null} medium
   */
  constructor(panel, of, medium) {
    this.of = of;
    this.medium = medium;
    this.race = new RaceChart(panel.id);
    panel.replaceChildren(this.race.figure, this.#none, this.#list, this.#more, this.race.table);
    this.#more.addEventListener("click", () => this.#showWhole());
    this.#raceSight = new Sight(panel, () => this.#drawRace());
    this.#sight = new Sight(panel, () => this.#draw());
  }

  /** @param {Board} board */
  draw(board) {
    this.#board = board;
    this.#sight.changed();
  }

  /**
   * @param {Board} board
   * @param {Clock} clock
   */
  drawRace(board, clock) {
    this.#given = { board, clock };
    this.#raceSight.changed();
  }

  #draw() {
    const all = standingsOf(this.#board, this.of, this.medium);
    if (this.#all !== null && sameItems(all, this.#all)) return;
    this.#all = all;
    this.#drawList(all);
  }

  #drawRace() {
    if (this.#given === null) return;
    const { board, clock } = this.#given;
    const records = milestonesOf(board, "record-wins").map(({ milestone }) => milestone);
    const now = [clock.zone, ...standingsOf(board, this.of, this.medium), ...categoriesOf(board), ...records];
    if (sameItems(now, this.#run)) return;
    this.#run = now;
    this.race.draw(raceOf(board, this.of, this.medium), clock);
  }

  /** @param {readonly Standing[]} all */
  #drawList(all) {
    const short = Math.min(LONG, Math.max(SHORT, all.filter(({ wins }) => wins > 0).length));
    const shown = this.#isWhole ? all : all.slice(0, short);
    reconcile(
      this.#list,
      shown.map((each) => ({ key: each.id, shows: each, draw: () => drawn(each) })),
    );
    this.#none.hidden = all.length > 0;
    this.#more.hidden = shown.length === all.length;
    setText(this.#more, `Show ${all.length - shown.length} more`);
  }

  #showWhole() {
    const first = this.#list.children.length;
    this.#isWhole = true;
    this.#drawList(this.#all ?? []);
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
