/**
 * Coming to the desk: who one is, which night one comes for, and the door where a token is asked for.
 *
 * @typedef {object} SessionParts
 * @property {import("./state.js").State} state
 * @property {import("./api.js").Api} api
 * @property {(ceremony: string) => Promise<void>} load puts a night at the desk
 * @property {() => import("./line.js").Line} line
 */
import { byId } from "../../../consumers/page/dom.js";
import { Refused } from "./api.js";
import { tokenIn } from "./invitation.js";
import { mayConfirm } from "./night.js";
import { notOut } from "./outbox.js";
import { messageOf, showTrouble, tell } from "./trouble.js";
import { nightFor } from "./which_night.js";

const AGAIN_MS = 1500;
/** What the server says to whoever is not in: not with this token, or not from here, or with too many wrong ones. */
const NOT_IN = new Set([401, 403, 429]);

export class Session {
  /** Whether this window is one too many for its browser. */
  #crowded = false;

  /** @param {SessionParts} parts */
  constructor({ state, api, load, line }) {
    this.state = state;
    this.api = api;
    this.load = load;
    this.line = line;
  }

  /** Come in: by the token that the page's address brings, where there is one. */
  async come() {
    const { token, rest } = tokenIn(location.hash);
    if (token === null) return this.open();
    // It is nobody else's business, and the next reload's neither.
    history.replaceState(history.state, "", location.pathname + location.search + rest);
    await this.#comeBy(token);
  }

  /** @param {string} token */
  async #comeBy(token) {
    try {
      await this.api.login(token);
    } catch (error) {
      if (!isOut(error)) return this.later(error, () => this.#comeBy(token));
      await this.open();
      // Who is in already stays in.
      const me = this.state.now.session?.me;
      if (document.body.dataset.phase === "login") byId("login-wrong").textContent = messageOf(error);
      else if (me !== undefined) tell(`You are in already, as ${me.name}. The link that was opened lets nobody in any more.`);
      return;
    }
    await this.open();
  }

  /** Read everything anew: who I am, which nights there are, the one at the desk. */
  async open() {
    if (this.#crowded) return this.#stepAside();
    try {
      this.state.set({ session: await this.api.desk() });
    } catch (error) {
      return isOut(error) ? this.#askToken(error) : this.later(error);
    }
    byId("login").hidden = true;
    const known = /** @type {import("./api.js").DeskAnswer} */ (this.state.now.session);
    const wanted = new URLSearchParams(location.hash.slice(1)).get("ceremony") ?? this.state.now.night?.ceremony;
    const { night, sure } = nightFor(known, wanted);
    if (night !== null) await this.load(night.ceremony);
    else if (sure) this.#begin();
    else this.#wait(`The desk is not ready yet: ${known.kafka.detail}.`);
    if (wanted !== undefined && night !== null && wanted !== night.ceremony) this.#elsewhere(wanted, night);
    // It may have become one too many meanwhile.
    if (this.#crowded) return this.#stepAside();
    this.line().open(this.state.now.night?.event_id ?? known.event_id);
  }

  /** This window is one too many for its browser, or has room again. @param {boolean} tooMany */
  crowd(tooMany) {
    if (tooMany === this.#crowded) return;
    this.#crowded = tooMany;
    // Whoever is asked for a token has no line yet.
    if (document.body.dataset.phase !== "login") void this.open();
  }

  #stepAside() {
    this.line().close();
    this.state.set({ open: false, night: null });
    for (const id of ["login", "desk"]) byId(id).hidden = true;
    this.#wait("This browser has more windows of the desk open than it has lines for: close one, and this one goes on.");
  }

  /** From here on, also after a reload, one comes for this night. @param {string} ceremony */
  want(ceremony) {
    history.replaceState(history.state, "", `#ceremony=${encodeURIComponent(ceremony)}`);
  }

  /**
   * The desk could not be opened: say so, and try again.
   * @param {unknown} error
   * @param {() => void} [again]
   */
  later(error, again = () => this.open()) {
    this.#wait(`The desk cannot be opened yet: ${messageOf(error)} Trying again.`);
    setTimeout(again, AGAIN_MS);
  }

  /**
   * The night that one came for is gone, as a rehearsal is that somebody threw away. No key is to reach another night
   * that the person does not know to be at the desk, so the focus goes to where nights are chosen.
   * @param {string} wanted
   * @param {import("./api.js").NightSummary} night
   */
  #elsewhere(wanted, { ceremony, name }) {
    if (this.state.now.night?.ceremony !== ceremony) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    tell(`${wanted} is not there any more. What you enter from here on is for ${name}.`);
    byId("nights").focus();
  }

  /** There is no ceremony: one begins with its programme. */
  #begin() {
    this.state.set({ night: null });
    byId("desk").hidden = true;
    const may = mayConfirm(this.state.now.session?.me ?? null);
    this.#wait(may ? "There is no ceremony yet." : "There is no ceremony yet. Somebody with the role confirm publishes its programme.");
    byId("begin").hidden = !may;
    if (may) byId("begin").focus();
  }

  /** @param {string} words */
  #wait(words) {
    const { outbox, night } = this.state.now;
    const waiting = byId("waiting");
    const open = notOut(outbox).length;
    waiting.textContent = open === 0 ? words : `${words} ${open} in the outbox ${open === 1 ? "goes" : "go"} out when the line is back.`;
    waiting.hidden = night !== null;
    byId("begin").hidden = true;
    document.body.dataset.phase = night === null ? "waiting" : "desk";
  }

  /** @param {Refused} refused */
  #askToken(refused) {
    // Whoever types one already is not disturbed by what the outbox tries meanwhile.
    if (document.body.dataset.phase === "login") return;
    this.line().close();
    this.state.set({ open: false });
    document.body.dataset.phase = "login";
    byId("waiting").hidden = true;
    byId("begin").hidden = true;
    byId("desk").hidden = true;
    byId("login").hidden = false;
    byId("login-wrong").textContent = refused.code === "no-token" ? "" : refused.message;
    byId("token").focus();
  }

  /**
   * Ask for a token where that is why something was refused; and look who is in, where it is not who was thought to be.
   * @param {unknown} error
   */
  refused(error) {
    if (!(error instanceof Refused)) return;
    if (error.status === 401) this.#askToken(error);
    else if (error.code === "another-person") void this.open();
  }

  /** The line was refused, which does not tell why: ask for a token, if one is not in any more. */
  async check() {
    try {
      await this.api.desk();
    } catch (error) {
      if (isOut(error)) this.#askToken(error);
    }
  }

  /** Something a person asked for did not work. @param {unknown} error */
  trouble(error) {
    this.refused(error);
    showTrouble(error);
  }

  /** @param {Event} event */
  async login(event) {
    event.preventDefault();
    const token = /** @type {HTMLInputElement} */ (byId("token"));
    byId("login-wrong").textContent = "";
    try {
      await this.api.login(token.value.trim());
      token.value = "";
      await this.open();
      byId("nominees").focus();
    } catch (error) {
      byId("login-wrong").textContent = messageOf(error);
      token.select();
    }
  }

  /** Leave the desk; whoever cannot be let out is told so, and does not go in the belief of being out. */
  async logout() {
    try {
      await this.api.logout();
    } catch (error) {
      return this.trouble(error);
    }
    location.reload();
  }
}

/** Return whether somebody is told that they are not in. @param {unknown} error @returns {error is Refused} */
function isOut(error) {
  return error instanceof Refused && NOT_IN.has(error.status);
}
