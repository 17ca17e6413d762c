/**
 * The desk as one value, and how it changes: a pure reducer. What a command or a piece of news does to what is chosen,
 * and what Enter would do now, is decided here; the network, the storage and the drawing are around it.
 *
 * @typedef {import("../../../consumers/page/sweepcast.js").Board} Board
 * @typedef {import("../../../consumers/page/sweepcast.js").CategoryState} CategoryState
 * @typedef {import("../../../consumers/page/sweepcast.js").NominationState} NominationState
 * @typedef {import("./said.js").Choice} Choice
 * @typedef {import("./said.js").Recipient} Recipient
 * @typedef {import("./keys.js").Command} Command
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
 * @property {boolean} armed whether the second key press is asked for
 * @property {boolean} upset whether somebody else decided the category after it was chosen in
 * @property {boolean} hurried whether Enter was pressed before the forecast came
 * @property {Forecast | null} forecast
 * @property {readonly string[]} underWay categories of which something is in the outbox
 *
 * @typedef {{do: "send", choice: Choice} | {do: "ask"} | {do: "wait"} | {do: "advance", choice: Choice} | {do: "nothing"}} Step
 * @typedef {{step: Step, label: string, tone: "plain" | "send" | "ask"}} Primary what Enter does now, and its name
 *
 * @typedef {{type: "board", ceremony: string, sequence: number, board: Board, turns: readonly import("./api.js").HistoryTurn[]}
 *   | {type: "command", command: Command}
 *   | {type: "category", category: string}
 *   | {type: "choose", nomination: string, add: boolean}
 *   | {type: "intend", choice: Choice}
 *   | {type: "reason", reason: string}
 *   | {type: "recipients", recipients: readonly Recipient[]}
 *   | {type: "query", query: string}
 *   | {type: "forecast", forecast: Forecast}
 *   | {type: "armed"} | {type: "hurried"} | {type: "sent"}
 *   | {type: "under-way", categories: readonly string[]}} DeskEvent
 */
import { categoriesOf, categoryOf, stageOf } from "../../../consumers/page/board.js";
import { named, phrase, typeset } from "../../../consumers/page/naming.js";
import { announcedOf, shortly } from "./said.js";
import { narrowed } from "./typeahead.js";

const NOTHING_CHOSEN = Object.freeze({
  intent: null,
  nominations: Object.freeze([]),
  recipients: Object.freeze([]),
  reason: "",
  undoes: null,
  adding: false,
  query: "",
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
  ...NOTHING_CHOSEN,
});

/**
 * Return the desk after an event.
 * @param {Desk} desk
 * @param {DeskEvent} event
 * @returns {Desk}
 */
export function reduce(desk, event) {
  switch (event.type) {
    case "board":
      return withBoard(desk, event);
    case "command":
      return commanded(desk, event.command);
    case "category":
      return event.category === desk.category ? desk : { ...desk, ...NOTHING_CHOSEN, category: event.category };
    case "choose":
      return chosen(desk, event.nomination, event.add || desk.adding);
    case "intend":
      return intending(desk, event.choice);
    case "reason":
      return { ...desk, reason: event.reason };
    case "recipients":
      return changed({ ...desk, intent: event.recipients.length === 0 ? null : "outcome", recipients: event.recipients });
    case "query":
      return typed(desk, event.query);
    case "forecast":
      return event.forecast.of === choiceKey(desk) ? { ...desk, forecast: event.forecast } : desk;
    case "armed":
      return { ...desk, armed: true, hurried: false };
    case "hurried":
      return { ...desk, hurried: true };
    case "sent":
      return { ...desk, ...NOTHING_CHOSEN };
    case "under-way":
      return same(desk.underWay, event.categories) ? desk : { ...desk, underWay: event.categories };
  }
}

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
 * Return what Enter does now.
 * @param {Desk} desk
 * @returns {Primary}
 */
export function primaryOf(desk) {
  const choice = choiceOf(desk);
  if (choice !== null && announcedOf(choice, desk.board) !== null) return primaryOfChoice(desk, choice);
  const stage = stageOf(desk.board);
  if (stage === null) return idle("No ceremony at the desk");
  if (stage.status === "closed") return idle("The night is over");
  if (stage.status === "published") {
    return plain({ do: "send", choice: simple("open", null) }, "Open the ceremony");
  }
  return primaryOfCategory(desk);
}

/** @param {Desk} desk @param {Choice} choice @returns {Primary} */
function primaryOfChoice(desk, choice) {
  const words = shortly(choice, desk.board);
  const forecast = desk.forecast?.of === choiceKey(desk) ? desk.forecast : null;
  if (choice.intent === "close" && forecast?.standing === "known" && !desk.armed) {
    return { step: { do: "ask" }, label: "Close the ceremony", tone: "ask" };
  }
  if (forecast === null || forecast.standing === "asked") return { step: { do: "wait" }, label: `Send: ${words}`, tone: "send" };
  if (forecast.standing === "refused") return idle(forecast.detail);
  if (isAsItWas(desk, choice)) return idle("This is what was said already");
  if (desk.armed) return { step: { do: "send", choice }, label: `Yes, send: ${words}`, tone: "ask" };
  const asks = desk.upset || forecast.standing === "unknown" || forecast.extraordinary.length > 0;
  return asks ? { step: { do: "ask" }, label: `Send: ${words}`, tone: "ask" } : { step: { do: "send", choice }, label: `Send: ${words}`, tone: "send" };
}

/** @param {Desk} desk @param {Choice} choice */
function isAsItWas(desk, { intent, nominations, recipients }) {
  const category = atDesk(desk);
  if (category?.status !== "decided" || (intent !== "outcome" && intent !== "no-award")) return false;
  return same([...category.winners].sort(), [...nominations].sort()) && same(category.recipients.map(({ id }) => id), recipients.map(({ id }) => id));
}

/** @param {Desk} desk @returns {Primary} */
function primaryOfCategory(desk) {
  const category = atDesk(desk);
  const settled = category === null || category.status === "decided" || desk.underWay.includes(category.id);
  if (!settled && category.status === "up-next") {
    return idle(category.nominations.length > 0 ? "Choose who won" : "Enter who is honoured");
  }
  if (!settled) return plain({ do: "send", choice: simple("up-next", category.id) }, `Up next: ${typeset(category.name)}`);
  const next = nextAfter(desk);
  if (next !== null) return plain({ do: "advance", choice: simple("up-next", next.id) }, `On to ${typeset(next.name)}`);
  const waiting = categoriesOf(desk.board).some(({ status }) => status !== "decided");
  return waiting ? idle("Everything else is in the outbox") : plain({ do: "advance", choice: simple("close", null) }, "Close the ceremony");
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
 * @param {Desk} desk
 * @param {{ceremony: string, sequence: number, board: Board, turns: Desk["turns"]}} news
 * @returns {Desk}
 */
function withBoard(desk, { ceremony, sequence, board, turns }) {
  if (desk.ceremony !== ceremony) {
    const fresh = { ...EMPTY_DESK, ceremony, sequence, board, turns };
    return { ...fresh, category: firstOf(fresh) };
  }
  const upNext = stageOf(board)?.up_next ?? null;
  const moved = upNext !== null && upNext !== (stageOf(desk.board)?.up_next ?? null);
  const idleHere = desk.intent === null && desk.query === "";
  const category = (moved && idleHere) || desk.category === null ? (upNext ?? firstOf({ ...desk, board })) : desk.category;
  // What a person was asked about was asked of another board: the forecast is asked anew, and so is the person.
  const after = { ...desk, sequence, board, turns, category, armed: false, hurried: false };
  // What was meant as a winner would be a correction now: nobody makes one by a key that was already on its way.
  after.upset = desk.intent !== null && (desk.upset || atDesk(after)?.sequence !== atDesk(desk)?.sequence);
  return atDesk(after) === null ? { ...after, ...NOTHING_CHOSEN, category: firstOf(after) } : after;
}

/** @param {Desk} desk @returns {string | null} */
function firstOf(desk) {
  return stageOf(desk.board)?.up_next ?? nextAfter({ ...desk, category: null })?.id ?? categoriesOf(desk.board)[0]?.id ?? null;
}

/** @param {Desk} desk @param {Command} command @returns {Desk} */
function commanded(desk, command) {
  const category = atDesk(desk);
  switch (command.do) {
    case "pick": {
      const nominee = shownNominees(desk)[command.place - 1];
      return nominee === undefined ? desk : chosen(desk, nominee.id, command.add || desk.adding);
    }
    case "move":
      return stepped(desk, command.by, command.add || desk.adding);
    case "type": {
      const longer = typed(desk, desk.query + (desk.query === "" ? command.letter.trimStart() : command.letter));
      // A letter that leads nowhere is a slip: it changes nothing.
      return shownNominees(longer).length === 0 ? desk : longer;
    }
    case "erase":
      return typed(desk, [...desk.query].slice(0, -1).join(""));
    case "tie":
      return { ...desk, adding: !desk.adding };
    case "no-award":
      return category === null ? desk : intending(desk, simple("no-award", category.id));
    case "postpone":
      return category === null || category.status === "decided" ? desk : intending(desk, simple("postpone", category.id));
    case "withdraw":
      return desk.nominations.length === 1 && category?.status !== "decided" ? changed({ ...desk, intent: "withdraw" }) : desk;
    case "undo": {
      const undo = undoOf(desk);
      return undo === null ? desk : intending(desk, undo);
    }
    case "category":
      return besides(desk, command.by);
    case "leave":
      return { ...desk, ...NOTHING_CHOSEN };
    default:
      return desk;
  }
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

/** @param {Desk} desk @param {Choice} choice @returns {Desk} */
function intending(desk, choice) {
  return { ...desk, ...NOTHING_CHOSEN, ...choice, category: choice.category ?? desk.category };
}

/** @param {Desk} desk @param {string} nomination @param {boolean} add @returns {Desk} */
function chosen(desk, nomination, add) {
  if (atDesk(desk)?.nominations.find(({ id }) => id === nomination)?.status === "withdrawn") return desk;
  const outcome = desk.intent === "outcome" ? desk.nominations : [];
  const toggled = outcome.includes(nomination) ? outcome.filter((id) => id !== nomination) : [...outcome, nomination];
  const nominations = add ? toggled : [nomination];
  return changed({ ...desk, intent: nominations.length === 0 ? null : "outcome", nominations, recipients: [], undoes: null });
}

/** @param {Desk} desk @param {1 | -1} by @param {boolean} add @returns {Desk} */
function stepped(desk, by, add) {
  const all = shownNominees(desk).filter(({ status }) => status !== "withdrawn");
  if (all.length === 0) return desk;
  const at = all.findIndex(({ id }) => id === desk.nominations.at(-1));
  const to = at === -1 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  return add && desk.nominations.includes(all[to].id) ? desk : chosen(desk, all[to].id, add);
}

/**
 * Letters narrow the list; when one nominee is left, it is chosen.
 * @param {Desk} desk
 * @param {string} query
 * @returns {Desk}
 */
function typed(desk, query) {
  const narrower = { ...desk, query };
  const left = shownNominees(narrower).filter(({ status }) => status !== "withdrawn");
  return query !== "" && left.length === 1 ? chosen(narrower, left[0].id, desk.adding) : narrower;
}

/** @param {Desk} desk @param {1 | -1} by @returns {Desk} */
function besides(desk, by) {
  const all = categoriesOf(desk.board);
  const to = all[all.findIndex(({ id }) => id === desk.category) + by];
  return to === undefined ? desk : { ...desk, ...NOTHING_CHOSEN, category: to.id };
}

/** What was asked of another choice is asked again. @param {Desk} desk @returns {Desk} */
function changed(desk) {
  return { ...desk, armed: false, upset: false, hurried: false };
}

/** @param {Choice["intent"]} intent @param {string | null} category @returns {Choice} */
export function simple(intent, category) {
  return { intent, category, nominations: [], recipients: [], reason: "", undoes: null };
}

/** @param {string} label @returns {Primary} */
function idle(label) {
  return { step: { do: "nothing" }, label, tone: "plain" };
}

/** @param {Step} step @param {string} label @returns {Primary} */
function plain(step, label) {
  return { step, label, tone: "plain" };
}

/** @param {readonly string[]} a @param {readonly string[]} b */
function same(a, b) {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
