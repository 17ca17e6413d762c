/**
 * The outbox of this window and of the others of this browser: what is put into it is kept in the browser and sent, and
 * the answers are told.
 *
 * @typedef {object} OutgoingParts
 * @property {import("./state.js").State} state
 * @property {import("./api.js").Api} api
 * @property {string} browser in whose name it is sent
 * @property {string} window this window's id
 * @property {BroadcastChannel} channel to the other windows
 * @property {import("./outbox_store.js").OutboxStore} store
 * @property {(error: unknown) => void} onRefused
 * @property {(tooMany: boolean) => void} onWindows is told whether this window is one too many
 * @property {(ceremony: string) => void} reload reads a night anew, if it is at the desk
 */
import { answerOf } from "./answers.js";
import { stepOf } from "./desk.js";
import { again, answered, dropped, notOut, reopened, withEntered } from "./outbox.js";
import { SeenTurns } from "./seen_turns.js";
import { Sender } from "./sender.js";
import { adopted, changesOf, takenOver, withTold } from "./shared_outbox.js";
import { say } from "./voice.js";
import { Windows, isTooMany } from "./windows.js";

export class Outgoing {
  /** @param {OutgoingParts} parts */
  constructor({ state, api, browser, window, channel, store, onRefused, onWindows, reload }) {
    this.state = state;
    this.window = window;
    this.store = store;
    this.reload = reload;
    this.onWindows = onWindows;
    this.windows = new Windows({
      window,
      channel,
      onChanges: (changes) => this.#told(changes),
      onPresent: (present) => this.#adopt(present),
      after: (act, milliseconds) => setTimeout(act, milliseconds),
    });
    this.turns = new SeenTurns(() => state.now);
    this.sender = new Sender({
      api,
      browser,
      window,
      read: () => this.outbox,
      write: (outbox) => this.#keep(outbox),
      seen: (ceremony, turn) => this.turns.seen(ceremony, turn),
      onRefused,
      onAnswer: (item, answer) => this.#tell(item, answer),
    });
    state.set({ outbox: store.read() });
    this.windows.ask();
  }

  get outbox() {
    return this.state.now.outbox;
  }

  get me() {
    return this.state.now.session?.me.name ?? "";
  }

  /** Return whether that announcement was entered in this window. @param {string} id */
  isOurs(id) {
    return this.outbox.some((item) => item.id === id && item.window === this.window);
  }

  /** Something has changed: the turn of what was sent may be on the board. */
  look() {
    this.turns.look();
  }

  /** Send what waits, now. */
  send() {
    this.sender.send();
    if (notOut(this.outbox).some((item) => item.window !== this.window)) this.windows.watch();
  }

  /** @param {Omit<import("./outbox.js").Entered, "window" | "by">} entered */
  enter(entered) {
    this.#keep(withEntered(this.outbox, { ...entered, window: this.window, by: this.me }));
    this.send();
  }

  /** This window goes. */
  leave() {
    this.windows.leave();
  }

  /** The line stands again: what was taken may have come back while nobody listened, so its answer is asked for by sending it again. */
  reopen() {
    this.#keep(reopened(this.outbox, this.window));
    this.send();
  }

  /** Send again, from this window, what was stopped, now that its person has looked. @param {string} id */
  again(id) {
    this.#keep(takenOver(again(this.outbox, id, this.state.now.desk.sequence, this.me), id, this.window));
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
      const final = answer.kind === "done" || answer.kind === "refused";
      if (final && item.window === this.window) this.#tell(item, answer);
    }
    this.send();
  }

  /** The worker could not fold it. @param {string} id @param {string} detail */
  rejected(id, detail) {
    this.#keep(answered(this.outbox, id, { kind: "refused", detail }));
  }

  /** Another window has changed something. @param {import("./shared_outbox.js").Changes} changes */
  #told({ kept, gone }) {
    const after = gone.reduce(dropped, kept.reduce(withTold, this.outbox));
    this.#show(after);
    // What is on its way already cannot be let go of: the other window, and the storage, have it back.
    this.#publish({ kept: after.filter(({ id, window }) => window === this.window && gone.includes(id)), gone: [] });
    this.send();
  }

  /** @param {ReadonlySet<string>} present */
  #adopt(present) {
    this.onWindows(isTooMany(this.window, present));
    this.#keep(adopted(this.outbox, this.window, present));
    this.send();
  }

  /** @param {import("./outbox.js").Outbox} outbox */
  #keep(outbox) {
    const changes = changesOf(this.outbox, outbox, this.window);
    this.#show(outbox);
    this.#publish(changes);
  }

  /** @param {import("./shared_outbox.js").Changes} changes */
  #publish(changes) {
    this.store.write(changes);
    this.windows.tell(changes);
  }

  /** @param {import("./outbox.js").Outbox} outbox */
  #show(outbox) {
    this.state.set({ outbox });
    const { ceremony } = this.state.now.desk;
    const here = notOut(outbox).filter((item) => item.ceremony === ceremony);
    const categories = here.filter(({ announced }) => isOutcome(announced)).flatMap(({ category }) => category ?? []);
    const steps = here.flatMap(({ announced, category }) => ("type" in announced ? stepOf(announced.type, category) : []));
    this.state.change({ type: "under-way", categories: [...new Set(categories)], steps });
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
      case "accepted":
        if (this.outbox.some(({ id, standing }) => id === item.id && standing === "accepted")) say(`Not out yet: ${item.words}. ${answer.detail ?? ""}`);
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
