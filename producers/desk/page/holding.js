/**
 * Holding the desk, letting it go, handing it over; and confirming as the second person.
 *
 * @typedef {object} HoldingParts
 * @property {import("./state.js").State} state
 * @property {import("./api.js").Api} api
 * @property {string} browser
 * @property {import("./hearing.js").Hearing} hearing
 * @property {(error: unknown) => void} onTrouble
 */
import { byId } from "../../../consumers/page/dom.js";
import { dialog } from "./elements.js";
import { say } from "./voice.js";

export class Holding {
  /** @param {HoldingParts} parts */
  constructor({ state, api, browser, hearing, onTrouble }) {
    this.state = state;
    this.api = api;
    this.browser = browser;
    this.hearing = hearing;
    this.onTrouble = onTrouble;
  }

  /** Hold the desk, or let it go where it is held here. */
  async hold() {
    const { night } = this.state.now;
    if (night === null) return;
    const mine = night.holder?.browser === this.browser;
    try {
      const { holder } = mine ? await this.api.release(night.ceremony) : await this.api.hold(night.ceremony, this.browser, night.holder !== null);
      this.#held(night.ceremony, holder);
      say(mine ? "Nobody holds the desk." : "You hold the desk.");
    } catch (error) {
      this.onTrouble(error);
    }
  }

  /** @param {string} to */
  async handOver(to) {
    const { night } = this.state.now;
    if (night === null) return;
    try {
      const { holder } = await this.api.handOver(night.ceremony, to);
      this.#held(night.ceremony, holder);
      dialog("menu").close();
    } catch (error) {
      this.onTrouble(error);
    }
  }

  /** @param {string} ceremony @param {import("./api.js").Holder | null} holder */
  #held(ceremony, holder) {
    const { night } = this.state.now;
    if (night?.ceremony === ceremony) this.state.set({ night: { ...night, holder } });
  }

  /** Confirm somebody else's entry. @param {string} id */
  confirm(id) {
    return this.#settle((ceremony) => this.api.confirm(ceremony, id));
  }

  /** Take one's own entry back before a second person confirms it. @param {string} id */
  withdraw(id) {
    return this.#settle((ceremony) => this.api.takeBackEntry(ceremony, id));
  }

  /** @param {(ceremony: string) => Promise<import("./api.js").Entry>} step */
  async #settle(step) {
    const { night } = this.state.now;
    if (night === null) return;
    byId("nominees").focus();
    try {
      const entry = await step(night.ceremony);
      this.hearing.entry(entry);
      say(entry.status === "withdrawn" ? `Taken back: ${entry.label}` : `Confirmed: ${entry.label}`);
    } catch (error) {
      this.onTrouble(error);
      await this.hearing.reload(night.ceremony);
    }
  }
}
