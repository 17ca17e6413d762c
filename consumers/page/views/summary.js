/**
 * A night on paper, as it is drawn: winners by category, milestones, standings.
 *
 * @typedef {import("../sweepcast.js").Board} Board
 * @typedef {import("../format.js").Clock} Clock
 */
import { categoriesOf, milestonesOf, standingsOf } from "../board.js";
import { h } from "../dom.js";
import { named, namedOutcome, phrase, typeset } from "../naming.js";
import { sealOf } from "../seals.js";
import { inOrderOfTelling } from "../stream.js";
import { numbersInWords } from "./dots.js";
import { kindWords } from "./kinds.js";

const TABLES = /** @type {const} */ ([
  ["Films", "work", "film"],
  ["Series", "work", "tv"],
  ["People", "person", null],
  ["Distributors", "distributor", null],
]);

/** @param {Board} board @param {Clock} clock @returns {HTMLElement[]} */
export function drawnSummary(board, clock) {
  return [
    section("Winners", h("dl", { class: "winners" }, ...categoriesOf(board).flatMap((each) => winner(each, clock)))),
    ...milestones(board, clock),
    ...standings(board),
  ];
}

/** @param {string} title @param {...HTMLElement} content */
function section(title, ...content) {
  return h("section", { "aria-label": title }, h("h2", {}, title), ...content);
}

/** @param {import("../sweepcast.js").CategoryState} category @param {Clock} clock */
function winner(category, clock) {
  const { name, status, nominations, winners, recipients, reason, earlier } = category;
  const others = nominations.filter((each) => each.status === "lost" || each.status === "nominated").map((each) => phrase([named(each)]));
  const seal = sealOf(category);
  const words = { "to-come": "To come", "up-next": "Up next", postponed: reason ? `Postponed: ${reason}` : "Postponed", decided: phrase(namedOutcome(category, winners, recipients)) };
  return [
    h(
      "div",
      { class: "decision" },
      h("dt", {}, typeset(name)),
      seal !== null && h("dd", { class: "open" }, seal.place > 0 ? "Corrected, sealed" : "Decided, sealed"),
      (seal === null || status === "decided") && h("dd", { class: status === "decided" ? "won" : "open" }, words[status]),
      ...earlier.map((first) =>
        h("dd", { class: "rest" }, `Corrected at ${clock.at(first.corrected_at)}; first said: `, h("s", {}, phrase(namedOutcome(category, first.winners, first.recipients))), ` (${first.reason})`),
      ),
      others.length > 0 && h("dd", { class: "rest" }, `${status === "decided" ? "Also nominated" : "Nominated"}: ${others.join("; ")}`),
    ),
  ];
}

/** @param {Board} board @param {Clock} clock */
function milestones(board, clock) {
  const told = inOrderOfTelling(milestonesOf(board).filter(({ milestone }) => milestone.weight !== "quiet"));
  if (told.length === 0) return [];
  const rows = told.map(({ milestone }) =>
    h("li", { class: milestone.weight }, h("span", { class: "headline" }, milestone.headline), h("span", { class: "rest" }, `${kindWords(milestone)}, since ${clock.at(milestone.since_time)}`)),
  );
  return [section("Milestones", h("ul", { class: "milestones" }, ...rows))];
}

/** @param {Board} board */
function standings(board) {
  const tables = TABLES.flatMap(([title, of, medium]) => {
    const rows = standingsOf(board, of, medium).filter(({ wins }) => wins > 0);
    return rows.length === 0 ? [] : [table(title, rows)];
  });
  return tables.length === 0 ? [] : [section("Standings", h("div", { class: "tables" }, ...tables))];
}

/** @param {string} title @param {readonly import("../sweepcast.js").Standing[]} rows */
function table(title, rows) {
  return h(
    "table",
    {},
    h("caption", {}, title),
    h("thead", {}, h("tr", {}, ...["Wins", "Name", "Nominations"].map((each) => h("th", { scope: "col" }, each)))),
    h(
      "tbody",
      {},
      ...rows.map((each) => h("tr", {}, h("td", { class: "wins" }, String(each.wins)), h("th", { scope: "row" }, h("bdi", {}, each.name)), h("td", {}, numbersInWords(each)))),
    ),
  );
}
