/**
 * What the person at the desk is about to say: the announcement that a choice makes of the board as it stands, in the
 * contract's terms, and the same in a person's words.
 *
 * @typedef {import("../../../consumers/page/sweepcast.js").Board} Board
 * @typedef {import("../../../consumers/page/sweepcast.js").CategoryState} CategoryState
 * @typedef {{id: string, name: string}} Recipient
 *
 * @typedef {object} Choice what is chosen and not yet sent
 * @property {"outcome" | "no-award" | "postpone" | "withdraw" | "up-next" | "open" | "close" | "undo"} intent
 * @property {string | null} category
 * @property {readonly string[]} nominations
 * @property {readonly Recipient[]} recipients
 * @property {string} reason empty: the usual one
 * @property {import("./api.js").HistoryTurn | null} undoes the turn to take back
 *
 * @typedef {{type: string, data: Record<string, unknown>} | {undoes: number, reason: string}} Announced
 *   what is sent, but for its envelope
 */
import { categoryOf } from "../../../consumers/page/board.js";
import { namedOutcome, phrase, typeset } from "../../../consumers/page/naming.js";

const PREFIX = "sweepcast.announcement.";

/** What viewers read as the reason until somebody types a better one. */
export const REASONS = Object.freeze({
  correct: "The wrong result was announced",
  undo: "Entered by mistake",
  postpone: "Put off to later in the night",
  withdraw: "The nomination was withdrawn",
});

/**
 * Return the usual reason of what is chosen, or null where it has none.
 * @param {Choice} choice
 * @param {Board} board
 * @returns {string | null}
 */
export function usualReason(choice, board) {
  switch (choice.intent) {
    case "undo":
      return REASONS.undo;
    case "postpone":
      return REASONS.postpone;
    case "withdraw":
      return REASONS.withdraw;
    case "outcome":
    case "no-award":
      return isDecided(choice, board) ? REASONS.correct : null;
    default:
      return null;
  }
}

/**
 * Return the announcement that the choice makes, or null while it says nothing yet.
 * @param {Choice} choice
 * @param {Board} board
 * @returns {Announced | null}
 */
export function announcedOf(choice, board) {
  const { intent, undoes } = choice;
  if (intent === "undo") return undoes === null ? null : { undoes: undoes.sequence, reason: reasonOf(choice, REASONS.undo) };
  if (intent === "open") return said("ceremony-opened", {});
  if (intent === "close") return said("ceremony-closed", {});
  const category = choice.category === null ? null : categoryOf(board, choice.category);
  if (category === null) return null;
  const named = { category: category.id };
  switch (intent) {
    case "up-next":
      return said("category-up-next", named);
    case "postpone":
      return said("category-postponed", { ...named, reason: reasonOf(choice, REASONS.postpone) });
    case "withdraw": {
      const reason = reasonOf(choice, REASONS.withdraw);
      return choice.nominations.length === 1 ? said("nomination-withdrawn", { ...named, nomination: choice.nominations[0], reason }) : null;
    }
    case "no-award":
      return outcome(choice, category, [], []);
    case "outcome":
      if (choice.nominations.length + choice.recipients.length === 0) return null;
      return outcome(choice, category, choice.nominations, choice.recipients);
  }
}

/**
 * A category that has an outcome gets a new one by a correction.
 * @param {Choice} choice
 * @param {CategoryState} category
 * @param {readonly string[]} nominations
 * @param {readonly Recipient[]} recipients
 */
function outcome(choice, category, nominations, recipients) {
  const data = {
    category: category.id,
    nominations: category.nominations.map(({ id }) => id).filter((id) => nominations.includes(id)),
    recipients: recipients.map(({ id, name }) => ({ id, name })),
  };
  if (category.status !== "decided") return said("winner-announced", data);
  return said("winner-corrected", { ...data, reason: reasonOf(choice, REASONS.correct) });
}

/** @param {string} name @param {Record<string, unknown>} data @returns {Announced} */
function said(name, data) {
  return { type: PREFIX + name, data };
}

/** @param {Choice} choice @param {string} usual */
function reasonOf({ reason }, usual) {
  return reason.trim() === "" ? usual : reason.trim();
}

/** @param {Choice} choice @param {Board} board */
function isDecided({ category }, board) {
  return category !== null && categoryOf(board, category)?.status === "decided";
}

/**
 * Return the choice in words: "Best Director: Damien Chazelle, La La Land", "Tie in Best Director: …".
 * @param {Choice} choice
 * @param {Board} board
 * @returns {string}
 */
export function inWords(choice, board) {
  const { intent, undoes } = choice;
  if (intent === "open") return "The ceremony begins";
  if (intent === "close") return "The ceremony is over";
  if (intent === "undo") return undoes === null ? "" : `Take back “${typeset(undoes.label)}”`;
  const category = choice.category === null ? null : categoryOf(board, choice.category);
  if (category === null) return "";
  const name = typeset(category.name);
  const who = phrase(namedOutcome(category, choice.nominations, choice.recipients));
  const correct = category.status === "decided" ? "Correct " : "";
  switch (intent) {
    case "up-next":
      return `Up next: ${name}`;
    case "postpone":
      return `${name} is postponed`;
    case "withdraw":
      return `Withdrawn from ${name}: ${who}`;
    case "no-award":
      return `${correct}${name}: no award`;
    case "outcome":
      return `${correct}${choice.nominations.length > 1 ? `${correct === "" ? "Tie in" : "to a tie in"} ` : ""}${name}: ${who}`;
  }
}

/**
 * Return who or what the choice is about, without its category, which stands beside it.
 * @param {Choice} choice
 * @param {Board} board
 */
export function shortly(choice, board) {
  const category = choice.category === null ? null : categoryOf(board, choice.category);
  const correct = category?.status === "decided" ? "Correct to " : "";
  if (category !== null && choice.intent === "outcome") {
    const tie = choice.nominations.length > 1 ? "Tie of " : "";
    return `${correct || tie}${phrase(namedOutcome(category, choice.nominations, choice.recipients))}`;
  }
  if (choice.intent === "no-award") return `${correct}no award`;
  if (choice.intent === "undo") return "Take it back";
  return choice.intent === "postpone" ? "Postponed" : inWords(choice, board);
}

/**
 * Return recipients as typed, several with semicolons between them. Who is known to the board keeps the id there.
 * @param {string} text
 * @param {Board} board
 * @returns {Recipient[]}
 */
export function recipientsOf(text, board) {
  const names = text.split(";").map((name) => name.trim()).filter((name) => name !== "");
  return names.map((name) => ({ id: knownPerson(name, board) ?? idOf(name), name }));
}

/** @param {string} name @param {Board} board */
function knownPerson(name, board) {
  const values = Object.values(board);
  const people = values.flatMap((value) => (value.type === "category" ? value.nominations.flatMap((each) => each.people) : []));
  return people.find((person) => person.name === name)?.id ?? null;
}

/**
 * An id holds plain letters only; a name in another script becomes the numbers of its characters.
 * @param {string} name
 */
function idOf(name) {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}+/gu, "").toLowerCase();
  const id = plain.replaceAll(/[^a-z0-9]+/gu, "-").replaceAll(/^-|-$/gu, "");
  const spelled = [...name].map((letter) => (letter.codePointAt(0) ?? 0).toString(36)).join("-");
  return (/\p{L}/u.test(plain.replaceAll(/[a-z]/gu, "")) || id === "" ? `person-${spelled}` : id).slice(0, 150);
}
