/**
 * The other windows of this browser that have the desk open: they tell one another of every change of the outbox, and ask
 * who is there. A channel, and not the storage's own events: those tell of values, and not of who is gone.
 *
 * @typedef {{kind: "changes", changes: import("./shared_outbox.js").Changes} | {kind: "who" | "here" | "left", window: string}} Message
 *
 * @typedef {object} WindowsParts
 * @property {string} window this window's id, another one after a reload
 * @property {BroadcastChannel} channel
 * @property {(changes: import("./shared_outbox.js").Changes) => void} onChanges
 * @property {(present: ReadonlySet<string>) => void} onPresent the windows that are there, this one among them
 * @property {(act: () => void, milliseconds: number) => number} after
 */

/** A window that has not answered by then is gone, or asleep. A busy machine's window may take its time. */
const ANSWER_MS = 1000;
/** As long as something waits for another window, that one is asked so often whether it is there. */
const AGAIN_MS = 5000;

/** A browser opens six connections to a host that speaks HTTP/1.1, and each window's line takes one for good. */
const MOST_WINDOWS = 5;

/**
 * Return whether a window is one too many: with its line open as well, none of the windows could send anything.
 * @param {string} window
 * @param {ReadonlySet<string>} present
 */
export function isTooMany(window, present) {
  return [...present].sort().indexOf(window) >= MOST_WINDOWS;
}

export class Windows {
  /** @type {Set<string>} */
  #present = new Set();
  #asking = false;
  #left = false;
  #watching = false;

  /** @param {WindowsParts} parts */
  constructor(parts) {
    this.parts = parts;
    parts.channel.addEventListener("message", ({ data }) => this.#hear(data));
  }

  /** @param {import("./shared_outbox.js").Changes} changes */
  tell(changes) {
    if (changes.kept.length + changes.gone.length > 0) this.#post({ kind: "changes", changes });
  }

  /** Ask who is there. */
  ask() {
    if (this.#asking) return;
    const { window, after, onPresent } = this.parts;
    this.#asking = true;
    this.#present = new Set([window]);
    this.#post({ kind: "who", window });
    after(() => {
      this.#asking = false;
      onPresent(this.#present);
    }, ANSWER_MS);
  }

  /** Something waits for another window: ask in a while whether it is still there. */
  watch() {
    if (this.#watching) return;
    this.#watching = true;
    this.parts.after(() => {
      this.#watching = false;
      this.ask();
    }, AGAIN_MS);
  }

  /** This window goes: another one may send what is left. */
  leave() {
    this.#left = true;
    this.#post({ kind: "left", window: this.parts.window });
  }

  /** @param {Message} message */
  #hear(message) {
    switch (message.kind) {
      case "changes":
        return this.parts.onChanges(message.changes);
      case "who":
        this.#present.add(message.window);
        if (!this.#left) this.#post({ kind: "here", window: this.parts.window });
        return;
      case "here":
        this.#present.add(message.window);
        // A busy machine's window may answer late.
        if (!this.#asking) this.parts.onPresent(this.#present);
        return;
      case "left":
        return this.ask();
    }
  }

  /** @param {Message} message */
  #post(message) {
    this.parts.channel.postMessage(message);
  }
}
