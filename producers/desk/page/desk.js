/**
 * The desk as one value, and what can be read from it: what is chosen, which nominees are shown, what comes next, what an
 * undo would take back. Pure; reducer.js says how it changes, enter_key.js what Enter does with it.
 *
 * @typedef {import("../../../consumers/page/sweepcast.js").Board} Board
 * @typedef {import("../../../consumers/page/sweepcast.js").CategoryState} CategoryState
 * @typedef {import("../../../consumers/page/sweepcast.js").NominationState} NominationState
 * @typedef {import("./said.js").Choice} Choice
 * @typedef {import("./said.js").Recipient} Recipient
 *
 * @typedef {object} Forecast what the desk's server says that the choice would do
 * @property {string} of the choice it is about, as text; a forecast of another choice counts for nothing
 * @property {"asked" | "known" | "refused" | "unknown"} standing `unknown`: the server could not be asked
 * @property {readonly import("./forecast.js").Line[]} lines
 * @property {readonly string[]} extraordinary headlines that ask for a second key press
 * @property {boolean} deliberate whether it is extraordinary and was said with two key presses already, as a tie is
 * @property {string} detail why it would be refused, or could not be asked
 *
 * @typedef {object} Desk
 * @property {string | null} ceremony
 * @property {number} sequence of the last turn in the board
 * @property {Board} board
 * @property {readonly import("./api.js").HistoryTurn[]} turns newest first
 * @property {string | null} category the one at the desk
 * @property {Choice["intent"] | null} intent null while nothing is chosen
 * @property {readonly string[]} nominations
 * @property {readonly Recipient[]} recipients
 * @property {string} reason
 * @property {import("./api.js").HistoryTurn | null} undoes
 * @property {boolean} adding whether each choice adds to a tie
 * @property {string} query letters that narrow the nominees
 * @property {boolean} sought whether its person went to the category at the desk, and has sent nothing there yet
 * @property {boolean} armed whether the second key press is asked for
 * @property {boolean} upset whether somebody else decided the category after it was chosen in
 * @property {boolean} hurried whether Enter was pressed before the forecast came
 * @property {Forecast | null} forecast
 * @property {readonly string[]} underWay categories of which something is in the outbox
 * @property {readonly string[]} steps what is in the outbox of the night's course: `stepOf` its opening, what is up next, its end
 */
import { categoriesOf, categoryOf, stageOf } from "../../../consumers/page/board.js";
import { named, phrase } from "../../../consumers/page/naming.js";
import { narrowed } from "./typeahead.js";

/** What is at the desk when nothing is chosen. */
export const NOTHING_CHOSEN = Object.freeze({
  intent: null,
  nominations: Object.freeze([]),
  recipients: Object.freeze([]),
  reason: "",
  undoes: null,
  adding: false,
  query: "",
  sought: false,
  armed: false,
  upset: false,
  hurried: false,
  forecast: null,
});

/** @type {Desk} */
export const EMPTY_DESK = Object.freeze({
  ceremony: null,
  sequence: 0,
  board: Object.freeze({}),
  turns: Object.freeze([]),
  category: null,
  underWay: Object.freeze([]),
  steps: Object.freeze([]),
  ...NOTHING_CHOSEN,
});

/**
 * Return the choice, or null while nothing is chosen.
 * @param {Desk} desk
 * @returns {Choice | null}
 */
export function choiceOf({ intent, category, nominations, recipients, reason, undoes }) {
  return intent === null ? null : { intent, category, nominations, recipients, reason, undoes };
}

/**
 * Return the choice as text, by which its forecast is known: another choice, or another board, has another. A reason changes nothing of what would be.
 * @param {Desk} desk
 * @returns {string}
 */
export function choiceKey(desk) {
  const choice = choiceOf(desk);
  if (choice === null) return "";
  const { intent, category, nominations, recipients, undoes } = choice;
  return JSON.stringify([desk.ceremony, desk.sequence, intent, category, [...nominations].sort(), recipients, undoes?.sequence]);
}

/** @param {Desk} desk @returns {CategoryState | null} */
export function atDesk(desk) {
  return desk.category === null ? null : categoryOf(desk.board, desk.category);
}

/**
 * Return the nominees of the category at the desk that the letters leave, in the programme's order.
 * @param {Desk} desk
 * @returns {NominationState[]}
 */
export function shownNominees(desk) {
  return narrowed(atDesk(desk)?.nominations ?? [], desk.query, (each) => phrase([named(each)]));
}

/**
 * Return the category to decide next: the first that is not decided behind the one at the desk, or else the first.
 * @param {Desk} desk
 * @returns {CategoryState | null}
 */
export function nextAfter(desk) {
  const all = categoriesOf(desk.board);
  const at = all.findIndex(({ id }) => id === desk.category);
  const open = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].filter(
    ({ id, status }) => status !== "decided" && !desk.underWay.includes(id),
  );
  // What was put off comes when the rest is done.
  return open.find(({ status }) => status !== "postponed") ?? open[0] ?? null;
}

/**
 * Return the category that is on air and waits for its winner, or null.
 * @param {Desk} desk
 * @returns {CategoryState | null}
 */
export function onAir({ board, underWay }) {
  const upNext = stageOf(board)?.up_next ?? null;
  const category = upNext === null ? null : categoryOf(board, upNext);
  return category?.status === "up-next" && !underWay.includes(category.id) ? category : null;
}

/**
 * Return the category to begin with: what is up next, or else what is to be decided first.
 * @param {Desk} desk
 * @returns {string | null}
 */
export function firstOf(desk) {
  return stageOf(desk.board)?.up_next ?? nextAfter({ ...desk, category: null })?.id ?? categoriesOf(desk.board)[0]?.id ?? null;
}

/**
 * Return what an undo would take back: what was last said of the category at the desk, or else what was said last.
 * That a category is up next is taken back by saying that another one is.
 * @param {Desk} desk
 * @returns {Choice | null}
 */
export function undoOf(desk) {
  const undoable = desk.turns.filter((turn) => turn.undoable && !turn.type.endsWith(".category-up-next"));
  const status = atDesk(desk)?.status;
  const settled = status === "decided" || status === "postponed";
  const turn = (settled && undoable.find(({ category }) => category === desk.category)) || undoable[0];
  return turn === undefined ? null : undoing(turn);
}

/**
 * Return the choice that takes back a turn.
 * @param {import("./api.js").HistoryTurn} turn
 * @returns {Choice}
 */
export function undoing(turn) {
  return { ...simple("undo", turn.category), undoes: turn };
}

/**
 * Return the choice of something that needs no more to be said.
 * @param {Choice["intent"]} intent
 * @param {string | null} category
 * @returns {Choice}
 */
export function simple(intent, category) {
  return { intent, category, nominations: [], recipients: [], reason: "", undoes: null };
}

/**
 * Return a step of the night's course as it is known while it is in the outbox.
 * @param {string} type of its announcement
 * @param {string | null} category
 */
export function stepOf(type, category) {
  return `${type.slice(type.lastIndexOf(".") + 1)}/${category ?? ""}`;
}

/**
 * Return whether two lists hold the same.
 * @param {readonly string[]} a
 * @param {readonly string[]} b
 */
export function same(a, b) {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
