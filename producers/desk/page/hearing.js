/**
 * The night at the desk: read when one comes, and kept right by what the line tells.
 *
 * @typedef {object} HearingParts
 * @property {import("./state.js").State} state
 * @property {import("./api.js").Api} api
 * @property {string} browser
 * @property {import("./outgoing.js").Outgoing} outgoing
 * @property {import("./session.js").Session} session
 * @property {() => void} onSurprise somebody else has decided what is chosen here
 */
import { byId } from "../../../consumers/page/dom.js";
import { focusNominees } from "./elements.js";
import { toConfirm, turned, withEntry } from "./night.js";
import { say } from "./voice.js";

export class Hearing {
  /** What is heard while a night is read. @type {Set<(() => void)[]>} */
  #loading = new Set();
  /** The night that was asked for last: an answer about another one comes too late. */
  #wanted = "";

  /** @param {HearingParts} parts */
  constructor({ state, api, browser, outgoing, session, onSurprise }) {
    this.state = state;
    this.api = api;
    this.browser = browser;
    this.outgoing = outgoing;
    this.session = session;
    this.onSurprise = onSurprise;
  }

  /** Read a night, and put it at the desk. @param {string} ceremony */
  async load(ceremony) {
    /** @type {(() => void)[]} */
    const meanwhile = [];
    this.#loading.add(meanwhile);
    this.#wanted = ceremony;
    try {
      const night = await this.api.night(ceremony);
      this.#loading.delete(meanwhile);
      if (this.#wanted !== ceremony) return;
      const another = this.state.now.night?.ceremony !== ceremony;
      this.state.set(another ? { night, drafts: [], unmatched: [] } : { night });
      this.#show(night);
      if (another) focusNominees();
      // What was heard while the answer was on its way may be newer than the answer.
      for (const hear of meanwhile) hear();
    } catch (error) {
      this.#loading.delete(meanwhile);
      if (this.#wanted === ceremony) this.session.later(error);
    }
  }

  /** Read a night anew if it is at the desk; no other one is put there. @param {string} ceremony */
  async reload(ceremony) {
    if (ceremony === this.#wanted) await this.load(ceremony);
  }

  /** @param {import("./api.js").Night} night */
  #show({ ceremony, sequence, board, turns }) {
    byId("waiting").hidden = true;
    byId("begin").hidden = true;
    byId("desk").hidden = false;
    document.body.dataset.phase = "desk";
    this.state.change({ type: "board", ceremony, sequence, board, turns });
  }

  /** @returns {import("./line.js").Hearers} */
  hearers() {
    return {
      turn: (event) => this.#hear(() => this.#turn(event)),
      entry: (entry) => this.#hear(() => this.entry(entry)),
      rejection: ({ announcement, detail }) => {
        if (announcement !== null) this.outgoing.rejected(announcement, detail);
      },
      holder: (event) => this.#hear(() => this.#holder(event)),
      kafka: (kafka) => {
        const { session } = this.state.now;
        if (session === null) return;
        const came = kafka.state === "connected" && session.kafka.state !== "connected";
        this.state.set({ session: { ...session, kafka } });
        if (kafka.state === "connected") this.outgoing.send();
        // What was read while it was away, or was not all read yet, may be less than the night.
        if (came) this.session.open();
      },
      nights: () => this.session.open(),
      reset: () => this.session.open(),
    };
  }

  /** @param {() => void} hear */
  #hear(hear) {
    for (const meanwhile of this.#loading) meanwhile.push(hear);
    hear();
  }

  /** @param {{ceremony: string, turn: import("./api.js").HistoryTurn, updates: import("./api.js").Update[]}} event */
  #turn(event) {
    const { night } = this.state.now;
    if (night === null || event.ceremony !== night.ceremony) return;
    const after = turned(night, event);
    if (after === null) return void this.load(night.ceremony);
    if (after === night) return;
    this.state.set({ night: after });
    this.#show(after);
    if (this.state.now.desk.upset) this.onSurprise();
    if (!this.outgoing.isOurs(event.turn.id)) say(`${event.turn.by}: ${event.turn.label}`);
  }

  /** An entry, whoever entered it, changed its status. @param {import("./api.js").Entry} entry */
  entry(entry) {
    const { night, session } = this.state.now;
    if (night !== null) this.state.set({ night: withEntry(night, entry) });
    const [waits] = toConfirm(entry.ceremony === night?.ceremony ? [entry] : [], session?.me ?? null);
    if (waits !== undefined) say(`Waits for you to confirm it: ${waits.label}, entered by ${waits.by}.`);
    this.outgoing.heard(entry);
  }

  /** @param {{ceremony: string, holder: import("./api.js").Holder | null, why: string}} event */
  #holder({ ceremony, holder, why }) {
    const { night } = this.state.now;
    if (night?.ceremony !== ceremony) return;
    const present = holder === null || night.present.includes(holder.name) ? night.present : [...night.present, holder.name];
    this.state.set({ night: { ...night, holder, present } });
    const passed = why === "taken-over" || why === "handed-over";
    if (passed && holder !== null) say(`${holder.browser === this.browser ? "You hold" : `${holder.name} holds`} the desk now.`);
  }
}
