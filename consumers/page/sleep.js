/**
 * Notices that the machine slept: the clock on the wall went on, the time that this page counts did not (or its timers
 * stood still), and a connection from before may be dead without anybody having said so.
 */

const LOOK_MS = 5000;
/** Timers come late on a busy machine; clocks are set by less than this. */
const TOLERANCE_MS = 3000;

export class Sleep {
  #wall;
  #counted;

  /** @param {{wall: () => number, counted: () => number}} clocks both in milliseconds */
  constructor(clocks) {
    this.clocks = clocks;
    this.#wall = clocks.wall();
    this.#counted = clocks.counted();
  }

  /** Return whether the machine slept since this was asked last. */
  slept() {
    const [wall, counted] = [this.clocks.wall(), this.clocks.counted()];
    const missing = wall - this.#wall - (counted - this.#counted);
    [this.#wall, this.#counted] = [wall, counted];
    return missing > TOLERANCE_MS;
  }

  /** Look again and again. @param {() => void} woke */
  watch(woke) {
    return setInterval(() => {
      if (this.slept()) woke();
    }, LOOK_MS);
  }
}
