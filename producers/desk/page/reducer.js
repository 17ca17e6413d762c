/**
 * How the desk changes: a pure reducer. What a key, a click or a piece of news does to what is chosen is decided here; the
 * network, the storage and the drawing are around it.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./desk.js").Choice} Choice
 * @typedef {import("./keys.js").Command} Command
 *
 * @typedef {{type: "board", ceremony: string, sequence: number, board: import("./desk.js").Board, turns: readonly import("./api.js").HistoryTurn[]}
 *   | {type: "command", command: Command}
 *   | {type: "category", category: string}
 *   | {type: "choose", nomination: string, add: boolean}
 *   | {type: "intend", choice: Choice}
 *   | {type: "reason", reason: string}
 *   | {type: "recipients", recipients: readonly import("./said.js").Recipient[]}
 *   | {type: "query", query: string}
 *   | {type: "forecast", forecast: import("./desk.js").Forecast}
 *   | {type: "armed"} | {type: "hurried"} | {type: "sent"}
 *   | {type: "under-way", categories: readonly string[], steps: readonly string[]}} DeskEvent
 */
import { categoriesOf, stageOf } from "../../../consumers/page/board.js";
import { EMPTY_DESK, NOTHING_CHOSEN, atDesk, choiceKey, firstOf, same, shownNominees, simple, undoOf } from "./desk.js";

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
      return event.category === desk.category ? desk : { ...desk, ...NOTHING_CHOSEN, category: event.category, sought: true };
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
      if (same(desk.underWay, event.categories) && same(desk.steps, event.steps)) return desk;
      return { ...desk, underWay: event.categories, steps: event.steps };
  }
}

/**
 * @param {Desk} desk
 * @param {{ceremony: string, sequence: number, board: import("./desk.js").Board, turns: Desk["turns"]}} news
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

/** @param {Desk} desk @param {Choice} choice @returns {Desk} */
function intending(desk, choice) {
  return { ...desk, ...NOTHING_CHOSEN, ...choice, category: choice.category ?? desk.category };
}

/** @param {Desk} desk @param {string} nomination @param {boolean} add @returns {Desk} */
function chosen(desk, nomination, add) {
  if (atDesk(desk)?.nominations.find(({ id }) => id === nomination)?.status === "withdrawn") return desk;
  // To what was decided another winner is added: the tie that is seen only when the second envelope is opened.
  const decided = add && desk.intent === null ? (atDesk(desk)?.winners ?? []) : [];
  const outcome = desk.intent === "outcome" ? desk.nominations : decided;
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
  return to === undefined ? desk : { ...desk, ...NOTHING_CHOSEN, category: to.id, sought: true };
}

/** What was asked of another choice is asked again. @param {Desk} desk @returns {Desk} */
function changed(desk) {
  return { ...desk, armed: false, upset: false, hurried: false };
}
