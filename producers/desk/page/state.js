/**
 * All that the page knows, as one value. Every change goes through here, and one listener is told of each.
 *
 * @typedef {object} Known
 * @property {import("./desk.js").Desk} desk
 * @property {import("./api.js").DeskAnswer | null} session who is at the desk, and which nights there are
 * @property {import("./api.js").Night | null} night the one at the desk
 * @property {import("./outbox.js").Outbox} outbox
 * @property {readonly import("./api.js").PressDraft[]} drafts of a press release
 * @property {readonly {line: number, text: string, why: string}[]} unmatched its other lines
 * @property {boolean} open whether the line to the server stands
 */
import { EMPTY_DESK } from "./desk.js";
import { reduce } from "./reducer.js";

/** @type {Known} */
const NOTHING_KNOWN = Object.freeze({ desk: EMPTY_DESK, session: null, night: null, outbox: [], drafts: [], unmatched: [], open: false });

export class State {
  now = NOTHING_KNOWN;
  /** @type {(before: Known) => void} */
  #tell = () => {};

  /** @param {(before: Known) => void} tell is told of every change, behind it */
  listen(tell) {
    this.#tell = tell;
  }

  /** @param {Partial<Known>} part */
  set(part) {
    const before = this.now;
    this.now = { ...before, ...part };
    this.#tell(before);
  }

  /** Let something happen to what is at the desk. @param {import("./reducer.js").DeskEvent} event */
  change(event) {
    const desk = reduce(this.now.desk, event);
    if (desk !== this.now.desk) this.set({ desk });
  }
}

/**
 * Return whether who is at the desk may enter.
 * @param {Pick<Known, "session">} known
 */
export function mayEnter({ session }) {
  return session !== null && session.me.role !== "view";
}
