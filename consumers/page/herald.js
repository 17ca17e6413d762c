/**
 * Gathers what turns newly say, so that a burst of turns becomes one summary: the live region, sounds and notifications
 * all tell what comes from here.
 *
 * @typedef {object} Bulletin what one turn newly says
 * @property {string} line in sentences; empty where it says nothing that needs to be told
 * @property {boolean} isResult whether it tells a result
 * @property {boolean} major whether a great milestone fell
 *
 * @typedef {{lines: readonly string[], isResult: boolean, major: boolean}} Tidings
 *
 * @typedef {object} Clock
 * @property {(act: () => void, milliseconds: number) => unknown} after
 */

/** Turns that come within this time are told together: a turn is rarely alone when a broadcast is caught up with. */
const GATHER_MS = 150;
/** So long nothing more is said, or a screen reader would never come to the end of a line. */
const REST_MS = 2000;
/** So many turns are each told in their own words. */
const MOST = 3;

export class Herald {
  /** @type {Bulletin[]} */
  #waiting = [];
  #resting = false;
  #gathering = false;

  /** @param {(tidings: Tidings) => void} tell @param {Clock} clock */
  constructor(tell, clock) {
    this.tell = tell;
    this.clock = clock;
  }

  /** @param {Bulletin} bulletin */
  hear(bulletin) {
    if (bulletin.line === "") return;
    this.#waiting.push(bulletin);
    this.#soon();
  }

  /** What waits to be told is no longer wanted: another night is shown. */
  forget() {
    this.#waiting = [];
  }

  #soon() {
    if (this.#gathering || this.#resting) return;
    this.#gathering = true;
    this.clock.after(() => {
      this.#gathering = false;
      this.#flush();
    }, GATHER_MS);
  }

  #flush() {
    if (this.#waiting.length === 0) return;
    const bulletins = this.#waiting;
    this.#waiting = [];
    this.#resting = true;
    this.clock.after(() => {
      this.#resting = false;
      if (this.#waiting.length > 0) this.#flush();
    }, REST_MS);
    this.tell({ lines: linesOf(bulletins), isResult: bulletins.some((each) => each.isResult), major: bulletins.some(({ major }) => major) });
  }
}

/** @param {readonly Bulletin[]} bulletins @returns {string[]} */
function linesOf(bulletins) {
  const lines = bulletins.map(({ line }) => line);
  return lines.length <= MOST ? lines : [`${lines.length} results came in. The latest: ${lines[lines.length - 1]}`];
}
