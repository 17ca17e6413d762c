/**
 * The standings of films, series, people and distributors: wins, and one dot a nomination.
 *
 * @typedef {import("../sweepcast.js").Standing} Standing
 */
import { standingsOf } from "../board.js";
import { byId, h, opener, reconcile } from "../dom.js";
import { dots, fatesOf, numbersInWords } from "./dots.js";

/** @type {readonly {panel: string, of: Standing["of"], medium: "film" | "tv" | null}[]} */
const PANELS = [
  { panel: "films", of: "work", medium: "film" },
  { panel: "series", of: "work", medium: "tv" },
  { panel: "people", of: "person", medium: null },
  { panel: "distributors", of: "distributor", medium: null },
];

/** So many are shown of those that have won nothing; the rest on request. */
const SHORT = 6;

/** Draws the standings; remembers which lists a viewer wants to see whole. */
export class Standings {
  /** @type {Set<string>} */
  #whole = new Set();
  /** @type {import("../sweepcast.js").Board} */
  #board = {};

  /** @param {import("../sweepcast.js").Board} board */
  draw(board) {
    this.#board = board;
    for (const { panel, of, medium } of PANELS) this.#drawPanel(byId(panel), standingsOf(board, of, medium));
  }

  /** @param {HTMLElement} panel @param {readonly Standing[]} all */
  #drawPanel(panel, all) {
    const list = panel.querySelector("ol") ?? panel.appendChild(h("ol", { class: "standings" }));
    const short = Math.max(SHORT, all.filter(({ wins }) => wins > 0).length);
    const shown = this.#whole.has(panel.id) ? all : all.slice(0, short);
    reconcile(
      list,
      shown.map((each) => ({ key: each.id, shows: each, draw: () => drawn(each) })),
    );
    this.#drawMore(panel, all.length - shown.length);
  }

  /** @param {HTMLElement} panel @param {number} hidden */
  #drawMore(panel, hidden) {
    const present = panel.querySelector("button.more");
    if (hidden === 0) {
      present?.remove();
      return;
    }
    const button = present ?? panel.appendChild(this.#moreButton(panel));
    button.textContent = `Show ${hidden} more`;
  }

  /** @param {HTMLElement} panel */
  #moreButton(panel) {
    const button = h("button", { type: "button", class: "more" });
    button.addEventListener("click", () => {
      const first = panel.querySelectorAll("li").length;
      this.#whole.add(panel.id);
      this.draw(this.#board);
      /** @type {HTMLElement | null | undefined} */ (panel.querySelectorAll("li")[first]?.querySelector("button"))?.focus();
    });
    return button;
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
