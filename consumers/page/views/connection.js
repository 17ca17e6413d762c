/**
 * The connection light: always with its word, and with a sentence where a viewer should know more. The sentence comes
 * after a few seconds only: a short break is nobody's business.
 *
 * @typedef {import("../sweepcast.js").Link["status"] | "stale" | "catching-up"} Phase `stale`: the line is live, but the
 *   gateway has lost its source; `catching-up`: it is live, but what was missed has not all come
 */
import { byId, h } from "../dom.js";

const BANNER_AFTER_MS = 3000;
const CUT_OFF = "No connection. This is the night as it stood; trying again.";
const STALE = "The gateway has lost its source. This may be old until it is back.";

export class Connection {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #sentence = "";
  #hasBeenLive = false;
  #isWhole = false;
  /** @type {import("../sweepcast.js").Link | null} */
  #link = null;

  /** @param {() => void} retry called when a viewer asks to try again after the gateway has ended the feed */
  constructor(retry) {
    this.retry = retry;
  }

  /** @param {boolean} isWhole whether everything has come that was missed */
  whole(isWhole) {
    this.#isWhole = isWhole;
    if (this.#link) this.show(this.#link);
  }

  /** @param {import("../sweepcast.js").Link} link */
  show(link) {
    const { reason } = link;
    this.#link = link;
    const phase = this.#phase(link);
    this.#hasBeenLive ||= phase === "live";
    byId("light").dataset.phase = phase;
    byId("light-text").textContent = this.#word(phase);
    if (phase === "live") this.#clear();
    else if (phase === "ended") this.#say(`The feed has ended: ${reason}.`, true);
    else if (this.#hasBeenLive) this.#sayLater(phase === "stale" ? STALE : CUT_OFF);
  }

  /** @param {import("../sweepcast.js").Link} link @returns {Phase} */
  #phase({ status, stale }) {
    if (status !== "live") return status;
    if (stale) return "stale";
    return this.#isWhole ? "live" : "catching-up";
  }

  /** @param {Phase} phase */
  #word(phase) {
    if (phase === "live") return "Live";
    if (phase === "stale") return "May be old";
    if (phase === "ended") return "Ended";
    if (phase === "catching-up") return "Catching up";
    return this.#hasBeenLive ? "Reconnecting" : "Connecting";
  }

  #clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentence = "";
    byId("banner").hidden = true;
  }

  /**
   * The wait is for the sentence: tries that follow one another do not begin it anew.
   * @param {string} sentence
   */
  #sayLater(sentence) {
    if (sentence === this.#sentence) return;
    clearTimeout(this.#timer);
    this.#sentence = sentence;
    this.#timer = setTimeout(() => this.#say(sentence, false), BANNER_AFTER_MS);
  }

  /** @param {string} sentence @param {boolean} canRetry */
  #say(sentence, canRetry) {
    clearTimeout(this.#timer);
    this.#sentence = sentence;
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
