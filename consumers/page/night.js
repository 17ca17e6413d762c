/**
 * The night as this viewer knows it: a pure reducer from feed frames to the board, and to what was seen here and does
 * not stand on it (a board holds only what is true now): milestones that are over, and when categories were put off.
 *
 * @typedef {import("./sweepcast.js").Milestone} Milestone
 *
 * @typedef {object} PastMilestone
 * @property {string} address
 * @property {Milestone} milestone as it was last said
 * @property {"passed" | "retracted" | "followed"} how `followed`: the same story went on with a greater claim
 * @property {number} endedAt the sequence number of the turn that ended it
 * @property {string} endedTime
 *
 * @typedef {object} Postponement
 * @property {string} category id
 * @property {string} name of the category
 * @property {string | null} reason
 * @property {number} sequence the turn that said it
 * @property {string} time
 *
 * @typedef {object} Night
 * @property {string | null} ceremony null before anything is known
 * @property {number} sequence of the last turn in the board
 * @property {import("./sweepcast.js").Board} board
 * @property {readonly PastMilestone[]} past oldest first
 * @property {readonly Postponement[]} postponed all that were seen here, oldest first: a board does not say since when
 */
import { applied } from "./sweepcast.js";

/** @type {Night} */
export const NOTHING_YET = Object.freeze({
  ceremony: null,
  sequence: 0,
  board: Object.freeze({}),
  past: Object.freeze([]),
  postponed: Object.freeze([]),
});

/**
 * Return the night after a frame. A turn that is already in the board changes nothing.
 * @param {Night} night
 * @param {import("./sweepcast.js").Frame} frame
 * @returns {Night}
 */
export function reduce(night, frame) {
  switch (frame.type) {
    case "sweepcast.feed.hello":
      return greeted(night, frame.data);
    case "sweepcast.feed.snapshot":
      return replaced(night, frame.data);
    case "sweepcast.turn":
      return turned(night, frame.data);
    default:
      return night;
  }
}

/**
 * A log that does not know our cursor may tell another night under the same name: what was seen before counts no more.
 * @param {Night} night
 * @param {import("./sweepcast.js").Hello["data"]} hello
 * @returns {Night}
 */
function greeted(night, hello) {
  if (hello.resumed || night.ceremony === null) return night;
  if (!hello.ceremonies.includes(night.ceremony)) return NOTHING_YET;
  return hello.reason === "cursor-of-another-log" ? { ...night, past: [], postponed: [] } : night;
}

/**
 * @param {Night} night
 * @param {{ceremony: string, sequence: number, board: import("./sweepcast.js").Board}} snapshot
 * @returns {Night}
 */
function replaced(night, { ceremony, sequence, board }) {
  const goesOn = night.ceremony === ceremony && sequence >= night.sequence;
  return { ceremony, sequence, board, past: goesOn ? night.past : [], postponed: goesOn ? night.postponed : [] };
}

/**
 * @param {Night} night
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @returns {Night}
 */
function turned(night, turn) {
  const known = night.ceremony === turn.ceremony ? night : { ...NOTHING_YET, ceremony: turn.ceremony };
  if (turn.sequence <= known.sequence) return night;
  return {
    ceremony: turn.ceremony,
    sequence: turn.sequence,
    board: applied(known.board, turn.updates),
    past: [...known.past, ...ended(known.board, turn)],
    postponed: [...known.postponed, ...putOff(known.board, turn)],
  };
}

/**
 * Return what the turn postpones.
 * @param {import("./sweepcast.js").Board} board
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @returns {Postponement[]}
 */
function putOff(board, turn) {
  return turn.updates.flatMap(({ address, value }) => {
    const before = board[address];
    const isNew = value?.type === "category" && value.status === "postponed";
    if (!isNew || (before?.type === "category" && before.status === "postponed" && before.reason === value.reason)) return [];
    return [{ category: value.id, name: value.name, reason: value.reason, sequence: turn.sequence, time: turn.cause.time }];
  });
}

/**
 * Return the milestones on the board that the turn ends.
 * @param {import("./sweepcast.js").Board} board
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @returns {PastMilestone[]}
 */
function ended(board, turn) {
  return turn.updates.flatMap(({ address, value, ended: end }) => {
    const before = board[address];
    if (before?.type !== "milestone") return [];
    const stands = value?.type === "milestone" && value.since === before.since;
    if (stands) return [];
    const how = end?.how ?? (value === null ? "passed" : "followed");
    return [{ address, milestone: before, how, endedAt: turn.sequence, endedTime: turn.cause.time }];
  });
}
