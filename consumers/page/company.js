/**
 * The page keeps a viewer company: it says aloud what is new, by live region, sound and notification, as they set it;
 * it passes the night on, names the other nights, and notices when the machine slept. Nobody needs any of this before
 * the first picture is seen, so it is loaded after it.
 *
 * @typedef {import("./sweepcast.js").Turn} Turn
 * @typedef {import("./sweepcast.js").Board} Board
 * @typedef {import("./viewer.js").Viewer} Viewer
 */
import { askToNotify, Chime, notify } from "./alerts.js";
import { ceremonyOf } from "./board.js";
import { Herald } from "./herald.js";
import { delayBy, knownFrom, knownWith, offered } from "./seen_now.js";
import { isGreat, isResult, spoken, spokenOutcome, spokenSealed } from "./sentences.js";
import { Sleep } from "./sleep.js";
import { drawOthers } from "./views/others.js";
import { Settings } from "./views/settings.js";
import { drawNightLinks, listenForSharing } from "./views/sharing.js";
import { say } from "./views/spoken.js";

export class Company {
  /** Winners by which a viewer may set the delay. @type {readonly import("./seen_now.js").Known[]} */
  #known = [];
  #chime = new Chime();
  #herald = new Herald((tidings) => this.#tell(tidings), { after: (act, milliseconds) => setTimeout(act, milliseconds) });

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.settings = new Settings(this.#said(), () => this.drawSettings());
    listenForSharing(() => store.state.night.board);
    this.#listenForTouch();
  }

  draw() {
    drawNightLinks(this.store.shown.board);
    if (this.settings.isOpen) this.drawSettings();
  }

  drawSettings() {
    this.settings.draw(this.store.state.viewer, offered(this.#known, Date.now()));
  }

  /**
   * Say what a turn newly tells.
   * @param {Turn["data"]} turn
   * @param {Board} board after it
   */
  announce(turn, board) {
    const { sealing } = this.store.state.viewer;
    this.#herald.hear({ line: sealing ? spokenSealed(turn) : spoken(turn, board), isResult: isResult(turn), major: !sealing && isGreat(turn) });
  }

  /**
   * Keep since when winners could be known here.
   * @param {Turn["data"] | null} turn that came as it happened; null: the board is all that there is
   * @param {Board} board
   * @param {{at: number, delay: number}} when it came, in milliseconds since 1970, and how many seconds later than others
   */
  know(turn, board, { at, delay }) {
    this.#known = turn === null ? knownFrom(board, at) : knownWith(this.#known, turn, at, delay);
  }

  /** @param {readonly import("./gateway.js").CeremonyEntry[]} list @param {string | null} ceremony that is shown */
  nameOthers(list, ceremony) {
    drawOthers(list, ceremony);
  }

  /** Say what has just been revealed. @param {import("./sweepcast.js").CategoryState} category */
  sayOutcome(category) {
    say([spokenOutcome(category)]);
  }

  /**
   * After sleep, or with another network, what looks alive may be dead.
   * @param {() => import("./sweepcast.js").Feed | null} feed
   */
  watchOver(feed) {
    const sleep = new Sleep({ wall: () => Date.now(), counted: () => performance.now() });
    const check = () => (sleep.slept() ? feed()?.retry() : feed()?.wake());
    sleep.watch(() => feed()?.retry());
    window.addEventListener("online", check);
    window.addEventListener("pageshow", check);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) check();
    });
  }

  /** Sound that was asked for at an earlier visit needs a first touch of this one; it may have come already. */
  #listenForTouch() {
    const prepare = () => this.store.state.viewer.sound && this.#chime.prepare();
    if (navigator.userActivation?.hasBeenActive) prepare();
    for (const touch of ["pointerdown", "keydown"]) window.addEventListener(touch, prepare, { once: true });
  }

  /** @param {import("./herald.js").Tidings} tidings */
  #tell({ lines, isResult: hasResult, major }) {
    const { night, viewer } = this.store.state;
    say(lines);
    if (viewer.sound && hasResult) this.#chime.ring(major);
    if (viewer.notifications && document.hidden) notify(ceremonyOf(night.board)?.name ?? "Sweepcast", lines.join("\n"));
  }

  /** What a viewer says in the settings. */
  #said() {
    /** @param {Partial<Viewer>} wish */
    const want = (wish) => this.store.dispatch({ type: "viewer", viewer: { ...this.store.state.viewer, ...wish } });
    return {
      delay: (/** @type {number} */ delay) => want({ delay }),
      seenNow: (/** @type {import("./seen_now.js").Known} */ known) => want({ delay: delayBy(known, Date.now()) }),
      sealing: (/** @type {boolean} */ sealing) => want({ sealing }),
      sound: (/** @type {boolean} */ sound) => {
        this.#chime.prepare();
        want({ sound });
        if (sound) this.#chime.ring(false);
      },
      notifications: async (/** @type {boolean} */ notifications) => {
        const why = notifications ? await askToNotify() : "";
        want({ notifications: notifications && why === "" });
        return why;
      },
    };
  }
}
