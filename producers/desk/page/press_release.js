/**
 * A press release, pasted: what the server finds in it becomes drafts; each is put on the desk and sent by itself, so
 * nothing goes out unseen.
 *
 * @typedef {object} PressReleaseParts
 * @property {import("./state.js").State} state
 * @property {import("./api.js").Api} api
 * @property {() => void} draw
 * @property {(error: unknown) => void} onTrouble
 */
import { byId } from "../../../consumers/page/dom.js";
import { dialog, focusNominees, valueOf } from "./elements.js";
import { say } from "./voice.js";

export class PressRelease {
  /** @param {PressReleaseParts} parts */
  constructor({ state, api, draw, onTrouble }) {
    this.state = state;
    this.api = api;
    this.draw = draw;
    this.onTrouble = onTrouble;
    document.addEventListener("paste", (event) => this.#pasted(event));
    byId("paste").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog("menu").close();
      this.#read(valueOf(byId("paste-text")));
    });
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const target = event.target instanceof Element ? event.target : document.body;
    if (document.body.dataset.phase !== "desk" || target.closest("input, textarea, dialog") !== null) return;
    event.preventDefault();
    this.#read(event.clipboardData?.getData("text/plain") ?? "");
  }

  /** @param {string} text */
  async #read(text) {
    const { night } = this.state.now;
    if (night === null || text.trim() === "") return;
    try {
      const { drafts: found, unmatched } = await this.api.pressRelease(night.ceremony, text);
      const drafts = found.filter(({ decided }) => decided !== "same");
      this.state.set({ drafts, unmatched });
      const same = found.length - drafts.length;
      const told = [counted(drafts.length, "draft"), same > 0 && `${same} already said`, unmatched.length > 0 && `${counted(unmatched.length, "line")} not understood`];
      say(`${told.filter(Boolean).join(", ")}.`);
      this.#next();
    } catch (error) {
      this.onTrouble(error);
    }
  }

  /** Put a draft on the desk. @param {string} key */
  take(key) {
    const draft = this.state.now.drafts.find(({ line, category }) => `${line}/${category}` === key);
    if (draft === undefined) return;
    const { nominations = [], recipients = [], reason = "" } = draft.data;
    const intent = nominations.length + recipients.length === 0 ? "no-award" : "outcome";
    this.state.change({ type: "intend", choice: { intent, category: draft.category, nominations, recipients, reason, undoes: null } });
    focusNominees();
  }

  /** A draft that was sent is done with; the next one has the focus. @param {import("./said.js").Choice} choice */
  entered(choice) {
    const { drafts } = this.state.now;
    if (choice.intent !== "outcome" && choice.intent !== "no-award") return;
    const left = drafts.filter(({ category }) => category !== choice.category);
    if (left.length === drafts.length) return;
    this.state.set({ drafts: left });
    this.#next();
  }

  putAway() {
    this.state.set({ drafts: [], unmatched: [] });
    byId("nominees").focus();
  }

  #next() {
    this.draw();
    const next = document.querySelector("#drafts button");
    (next instanceof HTMLElement ? next : byId("nominees")).focus();
  }
}

/** @param {number} number @param {string} what */
function counted(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
