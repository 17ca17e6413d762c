/**
 * The menu: who one is, rehearsals, and to whom the desk can be handed over.
 *
 * @typedef {object} MenuParts
 * @property {import("./state.js").State} state
 * @property {import("./api.js").Api} api
 * @property {string} browser
 * @property {import("./holding.js").Holding} holding
 * @property {import("./session.js").Session} session
 */
import { byId, h } from "../../../consumers/page/dom.js";
import { dialog, focusNominees } from "./elements.js";
import { mayConfirm } from "./night.js";
import { mayEnter } from "./state.js";

export class Menu {
  /** @param {MenuParts} parts */
  constructor({ state, api, browser, holding, session }) {
    this.state = state;
    this.api = api;
    this.browser = browser;
    this.holding = holding;
    this.session = session;
  }

  open() {
    this.draw();
    byId("menu-wrong").textContent = "";
    dialog("menu").showModal();
  }

  /** Show what there is to do now, also while it is open. */
  draw() {
    const { session, night } = this.state.now;
    const me = session?.me;
    byId("me").textContent = me === undefined ? "" : `You are ${me.name}, with the role ${me.role}, until ${moment(me.expires_at)}.`;
    byId("rehearse").textContent = night?.rehearsal ? "End this rehearsal" : "Rehearse this night";
    byId("rehearse-part").hidden = night === null || !mayEnter(this.state.now);
    byId("audit-part").hidden = !mayConfirm(me ?? null);
    const others = (night?.present ?? []).filter((name) => name !== me?.name);
    byId("hand-part").hidden = others.length === 0 || night?.holder?.browser !== this.browser;
    byId("hand-to").replaceChildren(...others.map((name) => this.#handOver(name)));
  }

  /** @param {string} name */
  #handOver(name) {
    const button = h("button", { type: "button", dir: "auto" }, name);
    button.addEventListener("click", () => this.holding.handOver(name));
    return button;
  }

  /** Put another night at the desk. @param {string} ceremony */
  bring(ceremony) {
    this.session.want(ceremony);
    return this.#leave();
  }

  /** Begin a rehearsal of the night at the desk, or end the one that is there. */
  async rehearse() {
    const { night } = this.state.now;
    if (night === null) return;
    try {
      if (night.rehearsal) {
        await this.api.endRehearsal(night.ceremony);
        await this.#leave();
      } else {
        const { ceremony } = await this.api.rehearse(night.ceremony);
        await this.bring(ceremony);
      }
    } catch (error) {
      this.session.trouble(error);
    }
  }

  /** Close the menu for another night, which may be new to the list. */
  async #leave() {
    dialog("menu").close();
    await this.session.open();
    focusNominees();
  }
}

/** Return a day and a time of day where the desk stands. @param {string} time */
function moment(time) {
  return new Date(time).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}
