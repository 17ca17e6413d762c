/**
 * The night at the desk as the server tells it: its board, what was said and by whom, what waits for a second person.
 * Pure.
 *
 * @typedef {import("./api.js").Night} Night
 */
import { applied } from "../../../consumers/page/sweepcast.js";

/** Of what these say, whatever was said last holds. */
const LAST_HOLDS = [".category-up-next", ".programme-published"];

/**
 * Return the night after a turn; null where a turn between is missing, and the night has to be read anew.
 * @param {Night} night
 * @param {{ceremony: string, turn: import("./api.js").HistoryTurn, updates: import("./api.js").Update[]}} event
 * @returns {Night | null}
 */
export function turned(night, { ceremony, turn, updates }) {
  if (ceremony !== night.ceremony || turn.sequence <= night.sequence) return night;
  if (turn.sequence !== night.sequence + 1) return null;
  const turns = [turn, ...night.turns.map((earlier) => (supersedes(turn, earlier) ? { ...earlier, undoable: false } : earlier))];
  return { ...night, sequence: turn.sequence, board: applied(night.board, updates), turns };
}

/**
 * What was said of a category later is what can be taken back; and of what is up next, and of the programme, whatever was
 * said last.
 * @param {import("./api.js").HistoryTurn} later
 * @param {import("./api.js").HistoryTurn} earlier
 */
function supersedes(later, earlier) {
  const ofTheSame = LAST_HOLDS.some((type) => later.type.endsWith(type) && earlier.type.endsWith(type));
  return ofTheSame || (later.category !== null && later.category === earlier.category);
}

/**
 * Return the night after an entry changed its status.
 * @param {Night} night
 * @param {import("./api.js").Entry} entry
 * @returns {Night}
 */
export function withEntry(night, entry) {
  if (entry.ceremony !== night.ceremony) return night;
  const others = night.entries.filter(({ id }) => id !== entry.id);
  const open = entry.status === "waiting" || entry.status === "sending" || entry.status === "sent";
  return { ...night, entries: open ? [...others, entry] : others };
}

/**
 * Return which entries wait for this person to confirm them: nobody confirms an entry of their own.
 * @param {readonly import("./api.js").Entry[]} entries
 * @param {import("./api.js").Person | null} me
 */
export function toConfirm(entries, me) {
  return entries.filter(({ status, by }) => mayConfirm(me) && status === "waiting" && by !== me?.name);
}

/**
 * Return whether this person may confirm others' entries, publish programmes and read the audit log.
 * @param {import("./api.js").Person | null} me
 */
export function mayConfirm(me) {
  return me !== null && (me.role === "confirm" || me.role === "admin");
}
