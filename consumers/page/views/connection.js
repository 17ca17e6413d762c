/**
 * The connection light: always with its word, and with a sentence where a viewer should know more. The sentence comes
 * after a few seconds only: a short break is nobody's business.
 */
import { byId, h } from "../dom.js";

const BANNER_AFTER_MS = 3000;

export class Connection {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #hasBeenLive = false;

  /** @param {() => void} retry called when a viewer asks to try again after the gateway has ended the feed */
  constructor(retry) {
    this.retry = retry;
  }

  /** @param {import("../feed.js").Status} status */
  show({ phase, reason }) {
    this.#hasBeenLive ||= phase === "live";
    byId("light").dataset.phase = phase;
    byId("light-text").textContent = this.#word(phase);
    if (phase === "live") this.#clear();
    else if (phase === "ended") this.#say(`The feed has ended: ${reason}.`, true);
    else if (this.#hasBeenLive) {
      this.#timer ??= setTimeout(() => this.#say("No connection. This is the night as it stood; trying again.", false), BANNER_AFTER_MS);
    }
  }

  /** @param {import("../feed.js").Status["phase"]} phase */
  #word(phase) {
    if (phase === "live") return "Live";
    if (phase === "ended") return "Ended";
    return this.#hasBeenLive ? "Reconnecting" : "Connecting";
  }

  #clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    byId("banner").hidden = true;
  }

  /** @param {string} sentence @param {boolean} canRetry */
  #say(sentence, canRetry) {
    clearTimeout(this.#timer);
    const banner = byId("banner");
    banner.replaceChildren(sentence);
    if (canRetry) {
      const button = h("button", { type: "button" }, "Try again");
      button.addEventListener("click", () => this.retry());
      banner.append(" ", button);
    }
    banner.hidden = false;
  }
}
