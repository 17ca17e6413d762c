/**
 * How the page comes to its night: it asks the gateway where the feed is and which nights there are, and follows one of
 * them into the store, or shows it again.
 *
 * @typedef {import("./sweepcast.js").Frame} Frame
 * @typedef {import("./sweepcast.js").Turn} Turn
 * @typedef {import("./gateway.js").CeremonyEntry} CeremonyEntry
 *
 * @typedef {object} Around
 * @property {import("./store.js").Store} store
 * @property {import("./views/connection.js").Connection} connection
 * @property {(sentence: string, isOver?: boolean) => void} wait say why there is nothing to see yet; `isOver`: nor will be
 * @property {(list: readonly CeremonyEntry[], ceremony: string | null) => void} listed told which nights there are
 * @property {(turn: Turn["data"]) => void} announce told each turn that newly happens
 * @property {(turn: Turn["data"] | null) => void} known told what could be known from now on; null: as much as the board
 */
import { CatchUp } from "./catch_up.js";
import { ceremonies, feedUrl, newest } from "./gateway.js";
import { answered } from "./patience.js";
import { Feed } from "./sweepcast.js";
import { authorized, listenForRefusal } from "./token.js";

const NO_CEREMONY = "No ceremony yet. The night appears here as soon as its programme is published.";

const TIMERS = {
  after: (/** @type {() => void} */ act, /** @type {number} */ milliseconds) => setTimeout(act, milliseconds),
  cancel: (/** @type {any} */ timer) => clearTimeout(timer),
};

export class Joining {
  /** @type {Feed | null} */
  feed = null;
  /** The night that is shown: the one that is asked for, the latest one, or, where there is none yet, the first to come.
   * @type {string | null} */
  #ceremony = null;
  #caughtUp;

  /** @param {string | null} token with which this viewer is let in, where the gateway asks for one @param {Around} around */
  constructor(token, around) {
    this.token = token;
    this.around = around;
    this.get = authorized(fetch.bind(window), token);
    this.#caughtUp = new CatchUp((isWhole) => around.connection.whole(isWhole), TIMERS);
  }

  async start() {
    const { wait, store, listed } = this.around;
    wait("Connecting to the night …");
    const [url, list] = await Promise.all([answered(() => feedUrl(this.get), wait), answered(() => ceremonies(this.get), wait)]);
    const asked = new URLSearchParams(location.search);
    const wanted = asked.get("ceremony");
    this.#ceremony = wanted ?? newest(list)?.id ?? null;
    listed(list, this.#ceremony);
    const again = asked.get("again");
    if (again !== null && this.#ceremony !== null) {
      await this.#watchAgain(this.#ceremony, list, again, url);
      return;
    }
    wait(wanted ? `No ceremony “${wanted}” yet. It appears here as soon as its programme is published.` : NO_CEREMONY);
    this.feed = new Feed(url, {
      ceremony: this.#ceremony,
      delay: store.state.viewer.delay,
      token: this.token,
      onFrame: (frame) => this.#hear(frame),
      onLink: listenForRefusal(this.get, (link) => this.#linked(link), () => this.feed?.stop()),
    });
    this.feed.start();
  }

  /** @param {import("./sweepcast.js").Link} link */
  #linked(link) {
    if (link.status !== "live") this.#caughtUp.lost();
    this.around.connection.show(link);
  }

  /**
   * Show a night again; what is not told yet with the viewer's delay is not known there either.
   * @param {string} ceremony
   * @param {readonly CeremonyEntry[]} list
   * @param {string} from the number of the turn to begin at, or empty
   * @param {string} url of the feed
   */
  async #watchAgain(ceremony, list, from, url) {
    const { store, wait, announce } = this.around;
    const { watchAgain } = await answered(() => import("./views/again.js"), wait);
    const entry = list.find(({ id }) => id === ceremony) ?? null;
    const happened = (/** @type {Turn} */ turn) => announce(turn.data);
    this.feed = watchAgain({ ceremony, entry, from, url, get: this.get, token: this.token, store, happened, wait });
  }

  /** @param {Frame} frame */
  #hear(frame) {
    const { store, announce, known } = this.around;
    const isNews = frame.type === "sweepcast.turn" || frame.type === "sweepcast.feed.snapshot";
    if (this.#ceremony === null && isNews) {
      this.#ceremony = frame.data.ceremony;
      this.feed?.changeFilter({ ceremony: this.#ceremony });
    }
    // Until the gateway has changed the filter, other nights may still come.
    if (isNews && frame.data.ceremony !== this.#ceremony) return;
    const before = store.state.night;
    const isLive = this.#caughtUp.isWhole;
    store.dispatch({ type: "frame", frame });
    this.#caughtUp.hear(frame, this.#ceremony);
    if (store.state.night === before) return;
    const isTurn = frame.type === "sweepcast.turn";
    // What comes after a break was known before it came: since when, only the desk can tell.
    known(isTurn && isLive ? frame.data : null);
    if (isTurn) announce(frame.data);
  }
}
