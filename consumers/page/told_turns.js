/**
 * The turns of a night as far as this viewer may be told of them. Only the gateway knows when it was told a turn, and it
 * keeps everybody's delay: its feed says how far the night may be known, and turns that it told before are read over HTTP.
 *
 * @typedef {import("./sweepcast.js").Turn} Turn
 *
 * @typedef {object} Listener
 * @property {(turns: readonly Turn[]) => void} told of turns that may be known from now on, in their order; the first
 *   time also of none, where none of them are held any more
 * @property {() => void} nothing called when nothing of the night may be told yet
 */
import { json } from "./gateway.js";

/** As many turns as the gateway gives at once. */
const PAGE_TURNS = 500;

/**
 * Return the turns of a ceremony that are held, of those behind a number up to and with another, the first one first.
 * @param {typeof fetch} fetcher
 * @param {string} ceremony
 * @param {object} [which]
 * @param {number} [which.after]
 * @param {number} [which.until]
 * @param {(turns: number) => void} [progress] told how many there are so far
 * @returns {Promise<Turn[]>}
 */
export async function turnsOf(fetcher, ceremony, { after = 0, until = Infinity } = {}, progress = () => {}) {
  /** @type {Turn[]} */
  const turns = [];
  for (let next = /** @type {number | null} */ (after); next !== null && next < until; ) {
    // Not more than is wanted: what comes later need not even reach this browser.
    const path = `v1/ceremonies/${encodeURIComponent(ceremony)}/turns?after=${next}&limit=${Math.min(PAGE_TURNS, until - next)}`;
    const page = await json(fetcher, path);
    if (!Array.isArray(page.turns)) throw new Error(`${path} holds no list of turns`);
    turns.push(...page.turns.filter((/** @type {Turn} */ { data }) => data.sequence <= until));
    progress(turns.length);
    // A gateway that named the same place again would be asked for ever.
    next = typeof page.next === "number" && page.next > next ? page.next : null;
  }
  return turns;
}

export class ToldTurns {
  /** Turns that came over the feed, and were not told yet. @type {Turn[]} */
  #waiting = [];
  /** The number of the last turn that may be known. */
  #until = 0;
  /** The number of the last turn that was told. */
  #last = 0;
  /** Up to which number turns were asked for. */
  #asked = 0;
  #isReading = false;

  /**
   * @param {string} ceremony
   * @param {(after: number, until: number) => Promise<readonly Turn[]>} read the turns behind a number, up to and with
   *   another; it never fails
   * @param {Listener} listener
   */
  constructor(ceremony, read, listener) {
    this.ceremony = ceremony;
    this.read = read;
    this.listener = listener;
  }

  /** @param {import("./sweepcast.js").Frame} frame of the feed with the viewer's delay */
  hear(frame) {
    if (frame.type === "sweepcast.feed.hello" && !frame.data.resumed && !frame.data.ceremonies.includes(this.ceremony)) this.listener.nothing();
    if (frame.type !== "sweepcast.feed.snapshot" && frame.type !== "sweepcast.turn") return;
    if (frame.data.ceremony !== this.ceremony) return;
    if (frame.type === "sweepcast.turn") this.#wait(frame);
    else this.#until = Math.max(this.#until, frame.data.sequence);
    this.#tell();
  }

  /** @param {Turn} turn */
  #wait(turn) {
    const last = this.#waiting.at(-1)?.data.sequence ?? this.#last;
    if (turn.data.sequence > last) this.#waiting.push(turn);
  }

  async #tell() {
    if (this.#isReading) return;
    this.#isReading = true;
    for (let goesOn = true; goesOn; ) {
      this.#waiting = this.#waiting.filter(({ data }) => data.sequence > this.#last);
      const missing = this.#waiting.length > 0 ? this.#waiting[0].data.sequence - 1 : this.#until;
      goesOn = missing > Math.max(this.#last, this.#asked) ? await this.#readUpTo(missing) : this.#tellWaiting();
    }
    this.#isReading = false;
  }

  /** @param {number} until */
  async #readUpTo(until) {
    const turns = await this.read(this.#last, until);
    const isFirst = this.#asked === 0;
    // What is not there now is not held any more: it is not asked for again and again.
    this.#asked = until;
    if (turns.length > 0 || isFirst) this.#told(turns);
    return true;
  }

  #tellWaiting() {
    if (this.#waiting.length === 0) return false;
    this.#told(this.#waiting);
    return true;
  }

  /** @param {readonly Turn[]} turns */
  #told(turns) {
    this.#last = turns.at(-1)?.data.sequence ?? this.#last;
    this.listener.told(turns);
  }
}
