/**
 * All about one category: its nominees and how they fared, what was said of it before, and what stands on its outcome.
 *
 * @typedef {import("../sweepcast.js").CategoryState} CategoryState
 * @typedef {import("../sweepcast.js").NominationState} NominationState
 * @typedef {import("../format.js").Clock} Clock
 */
import { categoryOf, milestonesOf } from "../board.js";
import { h } from "../dom.js";
import { ordinal } from "../format.js";
import { named, namedOutcome, phrase, typeset } from "../naming.js";
import { sealOf } from "../seals.js";
import { drawnClaims } from "./claims.js";
import { drawnNamed } from "./names.js";
import { revealer } from "./seal.js";

const FATES = { won: "Won", withdrawn: "Withdrawn", lost: "", nominated: "" };

/**
 * Return title and content of the details of a category, or null where the board has none of that id.
 * @param {import("../sweepcast.js").Board} board
 * @param {string} id
 * @param {Clock} clock
 * @returns {{title: string, content: HTMLElement[]} | null}
 */
export function categoryDetails(board, id, clock) {
  const category = categoryOf(board, id);
  if (category === null) return null;
  const upon = milestonesOf(board).filter(({ milestone }) => standsOn(milestone, id));
  return {
    title: typeset(category.name),
    content: [
      h("p", { class: "rest" }, `${ordinal(category.order)} in the running order`),
      ...drawnState(category, clock),
      drawnNominees(category),
      ...drawnClaims("What stands on it", upon),
    ],
  };
}

/**
 * Return whether a claim that is told stands on the outcome of a category: on a win there, on the loss where all were
 * lost, or on the category itself. What counts nominations stands on none.
 * @param {import("../sweepcast.js").Milestone} milestone
 * @param {string} category id
 */
function standsOn({ kind, weight, numbers, evidence, subjects }, category) {
  if (weight === "quiet" || ("nominations" in numbers && !("wins" in numbers))) return false;
  const isItself = subjects.some((each) => each.kind === "category" && each.id === category);
  return isItself || evidence.categories.some(({ id, won }) => id === category && (won === true || kind === "shutout"));
}

/**
 * Return how far the category is, and what was said before it was corrected.
 * @param {CategoryState} category
 * @param {Clock} clock
 * @returns {HTMLElement[]}
 */
export function drawnState(category, clock) {
  const seal = sealOf(category);
  return [
    seal !== null && h("p", {}, revealer(seal.key, category.name, seal.place > 0)),
    (seal === null || category.status === "decided") && h("p", { class: `status ${category.status}` }, statusWords(category, clock), category.competitive ? null : " · Honorary"),
    ...category.earlier.map(({ winners, recipients, said_at: saidAt, corrected_at: correctedAt, reason }) =>
      h(
        "p",
        { class: "first-said" },
        `Corrected at ${clock.at(correctedAt)}. First said at ${clock.at(saidAt)}: `,
        h("s", {}, phrase(namedOutcome(category, winners, recipients))),
        ` (${reason})`,
      ),
    ),
  ].filter((each) => each !== false);
}

/**
 * Return all nominees with how they fared, those of an honorary award as honoured.
 * @param {CategoryState} category
 */
export function drawnNominees({ id, nominations, recipients }) {
  const honoured = recipients.map(({ id: person, name }) => ({ lead: [{ text: name, person }], rest: [], distributors: [] }));
  return h(
    "ul",
    { class: "nominees", "data-category": id },
    ...nominations.map(nominee),
    ...honoured.map((each) => row("won", drawnNamed(each), "Honoured")),
  );
}

/** @param {NominationState} nomination */
function nominee(nomination) {
  const lines = drawnNamed(named(nomination));
  return row(nomination.status, nomination.status === "withdrawn" ? [h("s", {}, ...lines)] : lines, FATES[nomination.status]);
}

/** @param {string} status @param {HTMLElement[]} lines @param {string} fate */
function row(status, lines, fate) {
  return h("li", { class: `nominee ${status}` }, h("div", {}, ...lines), fate !== "" && h("span", { class: "fate" }, fate));
}

/** @param {CategoryState} category @param {Clock} clock */
function statusWords({ status, decided_at: decidedAt, reason, winners, recipients }, clock) {
  if (status === "decided") {
    const empty = winners.length + recipients.length === 0 ? "No award · " : "";
    return decidedAt === null ? `${empty}Decided` : `${empty}Decided at ${clock.at(decidedAt)}`;
  }
  if (status === "postponed") return reason ? `Postponed: ${reason}` : "Postponed";
  return status === "up-next" ? "Up next" : "To come";
}
