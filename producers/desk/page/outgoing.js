/**
 * The outbox of this page: what is put into it is kept in the browser and sent, and the answers are told.
 *
 * @typedef {object} OutgoingParts
 * @property {import("./state.js").State} state
 * @property {import("./api.js").Api} api
 * @property {string} browser
 * @property {import("./outbox_store.js").OutboxStore} store
 * @property {(error: unknown) => void} onRefused
 * @property {(ceremony: string) => void} reload reads a night anew
 */
import { answerOf } from "./answers.js";
import { again, answered, dropped, notOut, reopened, withEntered } from "./outbox.js";
import { Sender } from "./sender.js";
import { say } from "./voice.js";

export class Outgoing {
  /** @param {OutgoingParts} parts */
  constructor({ state, api, browser, store, onRefused, reload }) {
    this.state = state;
    this.store = store;
    this.reload = reload;
    state.set({ outbox: store.read() });
    this.sender = new Sender({
      api,
      browser,
      read: () => this.outbox,
      write: (outbox) => this.#keep(outbox),
      onRefused,
      onAnswer: (item, answer) => this.#tell(item, answer),
    });
  }

  get outbox() {
    return this.state.now.outbox;
  }

  /** @param {string} id */
  has(id) {
    return this.outbox.some((item) => item.id === id);
  }

  /** Send what waits, now. */
  send() {
    this.sender.send();
  }

  /** @param {import("./outbox.js").Entered} entered */
  enter(entered) {
    this.#keep(withEntered(this.outbox, entered));
    this.send();
  }

  /** The line stands again: what was taken may have come back while nobody listened, so its answer is asked for by sending it again. */
  reopen() {
    this.#keep(reopened(this.outbox));
    this.send();
  }

  /** Send again what was stopped, now that its person has looked. @param {string} id */
  again(id) {
    this.#keep(again(this.outbox, id, this.state.now.desk.sequence));
    this.send();
  }

  /** @param {string} id */
  drop(id) {
    this.#keep(dropped(this.outbox, id));
    this.send();
  }

  /** The server's word of an entry came by the line. @param {import("./api.js").Entry} entry */
  heard(entry) {
    const item = this.outbox.find(({ id }) => id === entry.id);
    if (item !== undefined && item.standing !== "done") {
      const answer = answerOf(entry);
      this.#keep(answered(this.outbox, entry.id, answer));
      if (answer.kind === "done" || answer.kind === "refused") this.#tell(item, answer);
    }
    this.send();
  }

  /** The worker could not fold it. @param {string} id @param {string} detail */
  rejected(id, detail) {
    this.#keep(answered(this.outbox, id, { kind: "refused", detail }));
  }

  /** @param {import("./outbox.js").Outbox} outbox */
  #keep(outbox) {
    this.store.write(this.outbox, outbox);
    this.state.set({ outbox });
    const { ceremony } = this.state.now.desk;
    const here = notOut(outbox).filter((item) => item.ceremony === ceremony && isOutcome(item.announced));
    this.state.change({ type: "under-way", categories: [...new Set(here.flatMap(({ category }) => category ?? []))] });
  }

  /**
   * @param {import("./outbox.js").Item} item
   * @param {import("./outbox.js").Answer} answer
   */
  #tell(item, answer) {
    switch (answer.kind) {
      case "done":
        say(`Out: ${item.words}. ${answer.lines.filter(({ tone }) => tone === "major").map(({ text }) => text).join(". ")}`);
        break;
      case "to-confirm":
        say(`Waits for a second person: ${item.words}.`);
        break;
      case "refused":
        say(`Refused: ${item.words}. ${answer.detail}`);
        break;
      case "stopped":
        // What happened meanwhile may not have come by the line yet: its person has to see it before sending again.
        if (answer.why === "stale") this.reload(item.ceremony);
        say(`Stopped: ${item.words}. ${answer.detail} ${answer.meanwhile.join(". ")}`);
        break;
      case "unreachable":
        say(`Not out yet: ${item.words}. ${answer.detail}`);
        break;
    }
  }
}

/** @param {import("./said.js").Announced} announced whether it decides or puts off a category */
function isOutcome(announced) {
  return "type" in announced && !announced.type.endsWith(".category-up-next") && !announced.type.endsWith(".nomination-withdrawn");
}
