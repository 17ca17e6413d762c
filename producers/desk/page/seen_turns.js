/**
 * What became of an entry is told by two ways: by the answer to its sending, and by the line, which brings the turn. The
 * answer may come first, and what was entered then would be based on a board that lacks a turn of one's own.
 *
 * @typedef {object} Sight
 * @property {{ceremony: string | null, sequence: number}} desk
 * @property {boolean} open whether the line to the server stands
 */

export class SeenTurns {
  /** @type {{ceremony: string, turn: number, resolve: () => void}[]} */
  #awaited = [];

  /** @param {() => Sight} read */
  constructor(read) {
    this.read = read;
  }

  /**
   * Wait until a turn is on the board; not where nobody would bring it: without a line, or with another night at the desk.
   * @param {string} ceremony
   * @param {number} turn
   * @returns {Promise<void>}
   */
  seen(ceremony, turn) {
    return new Promise((resolve) => {
      this.#awaited.push({ ceremony, turn, resolve });
      this.look();
    });
  }

  /** Something has changed: whoever waits for that goes on. */
  look() {
    const { desk, open } = this.read();
    const isDue = (/** @type {{ceremony: string, turn: number}} */ { ceremony, turn }) => !open || desk.ceremony !== ceremony || desk.sequence >= turn;
    const due = this.#awaited.filter(isDue);
    this.#awaited = this.#awaited.filter((each) => !due.includes(each));
    for (const { resolve } of due) resolve();
  }
}
