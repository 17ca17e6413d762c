/**
 * Draws the parts of the page one after the other, and stops for the browser's sake when it has taken long enough: in
 * a flood of news every part is drawn in its turn, and taps and scrolling are never kept waiting.
 *
 * @typedef {() => boolean | void} Part draws a part of the page; true: there is more of it, for a later picture
 *
 * @typedef {object} Easel
 * @property {(act: () => void) => void} soon before the next picture of the screen
 * @property {() => number} now milliseconds
 */

/** A quarter of the time between two pictures: what was changed in it takes the browser two more to lay out and paint. */
const BUDGET_MS = 4;

/** So many rows of a list are drawn for one picture: the first comes soon, and no long night holds the page up. */
export const AT_ONCE = 6;

export class Painter {
  /** @type {Set<number>} */
  #pending = new Set();
  #next = 0;
  #asked = false;

  /** @param {readonly Part[]} parts @param {Easel} easel */
  constructor(parts, easel) {
    this.parts = [...parts];
    this.easel = easel;
  }

  /** There are more parts from now on. @param {readonly Part[]} parts */
  add(parts) {
    parts.forEach((part) => this.#pending.add(this.parts.push(part) - 1));
    this.#ask();
  }

  /** That part is to be drawn once more. @param {Part} part one of them */
  again(part) {
    this.#pending.add(this.parts.indexOf(part));
    this.#ask();
  }

  /** Whether all parts are drawn as things are now. */
  get isDone() {
    return this.#pending.size === 0;
  }

  /** There is something new: every part is to be drawn once more, however often this is said meanwhile. */
  changed() {
    this.parts.forEach((_, at) => this.#pending.add(at));
    this.#ask();
  }

  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    this.easel.soon(() => {
      this.#asked = false;
      this.#paint();
    });
  }

  #paint() {
    const began = this.easel.now();
    /** @type {number[]} */
    const unfinished = [];
    // On from where it stopped, or the last parts would wait as long as the flood lasts.
    while (this.#pending.size > 0 && this.easel.now() - began < BUDGET_MS) {
      const at = this.#next;
      this.#next = (at + 1) % this.parts.length;
      if (this.#pending.delete(at) && this.parts[at]()) unfinished.push(at);
    }
    for (const at of unfinished) this.#pending.add(at);
    if (this.#pending.size > 0) this.#ask();
  }
}
