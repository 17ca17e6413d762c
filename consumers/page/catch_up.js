/**
 * Knows when a connection has brought everything that was missed: before that the night on the page may be old, and
 * its light must not say that it is live.
 */

/** After a resumption the missed turns follow at once; when none came for so long, there are no more. */
const QUIET_MS = 250;

export class CatchUp {
  #isWhole = false;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {(isWhole: boolean) => void} changed
   * @param {{after: (act: () => void, milliseconds: number) => unknown, cancel: (timer: any) => void}} clock
   */
  constructor(changed, clock) {
    this.changed = changed;
    this.clock = clock;
  }

  get isWhole() {
    return this.#isWhole;
  }

  lost() {
    this.clock.cancel(this.#timer);
    this.#set(false);
  }

  /**
   * @param {import("./sweepcast.js").Frame} frame
   * @param {string | null} ceremony the night that is shown
   */
  hear(frame, ceremony) {
    switch (frame.type) {
      case "sweepcast.feed.hello":
        this.#set(false);
        if (frame.data.resumed || ceremony === null || !frame.data.ceremonies.includes(ceremony)) this.#whenQuiet();
        break;
      case "sweepcast.turn":
        if (!this.#isWhole) this.#whenQuiet();
        break;
      case "sweepcast.feed.snapshot":
        if (ceremony === null || frame.data.ceremony === ceremony) this.#arrived();
        break;
      case "sweepcast.feed.heartbeat":
        this.#arrived();
        break;
    }
  }

  #whenQuiet() {
    this.clock.cancel(this.#timer);
    this.#timer = this.clock.after(() => this.#arrived(), QUIET_MS);
  }

  #arrived() {
    this.clock.cancel(this.#timer);
    this.#set(true);
  }

  /** @param {boolean} isWhole */
  #set(isWhole) {
    if (isWhole === this.#isWhole) return;
    this.#isWhole = isWhole;
    this.changed(isWhole);
  }
}
