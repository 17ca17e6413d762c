/**
 * The category board: every category in running order, with all its nominees.
 *
 * @typedef {import("../sweepcast.js").CategoryState} CategoryState
 * @typedef {import("../sweepcast.js").NominationState} NominationState
 * @typedef {import("../format.js").Clock} Clock
 */
import { categoriesOf } from "../board.js";
import { byId, h, reconcile } from "../dom.js";
import { named, namedOutcome, phrase, typeset } from "../naming.js";
import { drawnNamed } from "./names.js";

const FATES = { won: "Won", withdrawn: "Withdrawn", lost: "", nominated: "" };

/**
 * @param {import("../sweepcast.js").Board} board
 * @param {Clock} clock
 */
export function drawCategories(board, clock) {
  const categories = categoriesOf(board);
  byId("to-next").hidden = !(categories.some(isDecided) && nextOf(categories));
  reconcile(
    byId("board"),
    categories.map((category) => ({
      key: category.id,
      shows: [category, clock.zone],
      draw: () => drawn(category, clock),
    })),
  );
}

/**
 * Scroll to the category that is up next, or else to the first that is still to come, and go on from there.
 * @param {import("../sweepcast.js").Board} board
 */
export function goToNext(board) {
  const next = nextOf(categoriesOf(board));
  const row = [...byId("board").children].find((each) => /** @type {HTMLElement} */ (each).dataset.key === next?.id);
  if (!(row instanceof HTMLElement)) return;
  row.scrollIntoView({ block: "start" });
  row.focus({ preventScroll: true });
}

/** @param {readonly CategoryState[]} categories @returns {CategoryState | undefined} */
function nextOf(categories) {
  return categories.find(({ status }) => status === "up-next") ?? categories.find(({ status }) => status === "to-come");
}

/** @param {CategoryState} category */
function isDecided({ status }) {
  return status === "decided";
}

/** @param {CategoryState} category @param {Clock} clock */
function drawn(category, clock) {
  const { name, status, nominations, recipients, competitive } = category;
  return h(
    "li",
    { class: `category ${status}`, tabindex: "-1" },
    h("h3", {}, typeset(name)),
    h("p", { class: "status" }, statusWords(category, clock), competitive ? null : " · Honorary"),
    ...earlierWords(category, clock),
    h("ul", { class: "nominees" }, ...nominations.map(nominee), ...recipients.map((each) => row("won", [h("span", { class: "lead" }, each.name)], "Honoured"))),
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

/** @param {CategoryState} category @param {Clock} clock */
function earlierWords(category, clock) {
  return category.earlier.map(({ winners, recipients, said_at: saidAt, corrected_at: correctedAt, reason }) =>
    h(
      "p",
      { class: "first-said" },
      `Corrected at ${clock.at(correctedAt)}. First said at ${clock.at(saidAt)}: `,
      h("s", {}, phrase(namedOutcome(category, winners, recipients))),
      ` (${reason})`,
    ),
  );
}
