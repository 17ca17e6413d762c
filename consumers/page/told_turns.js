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
