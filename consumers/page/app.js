/**
 * The page, wired: the feed's frames and the viewer's wishes go through the reducer into the store, and the views draw
 * from what the viewer may see of it.
 */
import { askToNotify, Chime, notify } from "./alerts.js";
import { boardJson, ceremonyOf, stageOf } from "./board.js";
import { CatchUp } from "./catch_up.js";
import { byId, keepingPlace } from "./dom.js";
import { clockOf } from "./format.js";
import { ceremonies, feedUrl, newest } from "./gateway.js";
import { Herald } from "./herald.js";
import { Layout } from "./layout.js";
import { News, titleOf } from "./news.js";
import { NOTHING_YET } from "./night.js";
import { Painter } from "./painter.js";
import { answered } from "./patience.js";
import { outcomeKey, outcomeKeys } from "./seals.js";
import { delayBy, knownFrom, knownWith, offered } from "./seen_now.js";
import { isGreat, spoken, spokenOutcome, spokenSealed } from "./sentences.js";
import { Sleep } from "./sleep.js";
import { Store } from "./store.js";
import { streamOf } from "./stream.js";
import { openedFrom } from "./share.js";
import { selected } from "./stream_filter.js";
import { Feed } from "./sweepcast.js";
import { tabs } from "./tabs.js";
import { authorized, listenForRefusal, takeToken } from "./token.js";
import { followed, Keeper, pinned, revealed } from "./viewer.js";
import { Categories } from "./views/categories.js";
import { Connection } from "./views/connection.js";
import { Details } from "./views/dialog.js";
import { drawHeader } from "./views/header.js";
import { drawOthers } from "./views/others.js";
import { Reach } from "./views/reach.js";
import { drawTelling, Settings } from "./views/settings.js";
import { drawNightLinks, listenForSharing } from "./views/sharing.js";
import { say } from "./views/spoken.js";
import { Standings } from "./views/standings.js";
import { drawPins, drawStream } from "./views/stream.js";
import { drawTools, listenToTools } from "./views/stream_tools.js";
import { drawUpNext } from "./views/up_next.js";

/** From here on a viewer is reading further down, and is told of news by a button. */
const SCROLLED_PX = 120;
/** A page that nobody looks at draws this often at most; its title tells of news all the same. */
const HIDDEN_MS = 500;

const TIMERS = {
  after: (/** @type {() => void} */ act, /** @type {number} */ milliseconds) => setTimeout(act, milliseconds),
  cancel: (/** @type {any} */ timer) => clearTimeout(timer),
};

/** A hidden page gets no pictures, but its title has to tell. @param {() => void} act */
function soonDrawn(act) {
  if (document.hidden) setTimeout(act, HIDDEN_MS);
  else requestAnimationFrame(act);
}

class Page {
  keeper = new Keeper(window);
  store = new Store({ night: NOTHING_YET, viewer: this.keeper.read() });
  clock = clockOf("UTC", "1970-01-01");
  /** Time zone and day of which `clock` is. @type {string | null} */
  place = null;
  /** @type {Feed | null} */
  feed = null;
  /** The night that is shown: the one that is asked for, the latest one, or, where there is none yet, the first to come.
   * @type {string | null} */
  ceremony = null;
  /** Winners by which a viewer may set the delay. @type {readonly import("./seen_now.js").Known[]} */
  known = [];
  /** Whether the stream is shown to its beginning, however long it is. */
  whole = false;
  news = new News();
  chime = new Chime();
  sleep = new Sleep({ wall: () => Date.now(), counted: () => performance.now() });

  /** @param {string | null} token with which this viewer is let in, where the gateway asks for one */
  constructor(token) {
    this.token = token;
    this.get = authorized(fetch.bind(window), token);
    this.layout = new Layout(byId("sections"), (query) => window.matchMedia(query));
    this.details = new Details();
    this.categories = new Categories();
    this.standings = new Standings();
    this.reach = new Reach();
    this.connection = new Connection(() => this.feed?.retry());
    this.caughtUp = new CatchUp((isWhole) => this.connection.whole(isWhole), TIMERS);
    this.herald = new Herald((tidings) => this.#tell(tidings), TIMERS);
    this.settings = new Settings(this.#said(), () => this.#drawSettings());
    this.painter = new Painter(this.#parts(), { soon: soonDrawn, now: () => performance.now() });
    tabs(byId("standings-tabs"));
    this.store.subscribe((state, before) => this.#changed(state, before));
    this.#listen();
  }

  /** The night as the viewer may see it. */
  get night() {
    return this.store.shown;
  }

  async start() {
    this.#wait("Connecting to the night …");
    this.#drawSettings();
    const wait = (/** @type {string} */ sentence) => this.#wait(sentence);
    const url = await answered(() => feedUrl(this.get), wait);
    const list = await answered(() => ceremonies(this.get), wait);
    const wanted = new URLSearchParams(location.search).get("ceremony");
    this.ceremony = wanted ?? newest(list)?.id ?? null;
    drawOthers(list, this.ceremony);
    const again = new URLSearchParams(location.search).get("again");
    if (again !== null && this.ceremony !== null) {
      await this.#watchAgain(this.ceremony, list, again, url);
      return;
    }
    this.#wait(wanted ? `No ceremony “${wanted}” yet. It appears here as soon as its programme is published.` : NO_CEREMONY);
    this.feed = new Feed(url, {
      ceremony: this.ceremony,
      delay: this.store.state.viewer.delay,
      token: this.token,
      onFrame: (frame) => this.#hear(frame),
      onLink: this.token === null ? (link) => this.#linked(link) : listenForRefusal(this.get, (link) => this.#linked(link), () => this.feed?.stop()),
    });
    this.feed.start();
  }

  /** @param {import("./sweepcast.js").Link} link */
  #linked(link) {
    if (link.status !== "live") this.caughtUp.lost();
    this.connection.show(link);
  }

  /**
   * Show a night again; what is not told yet with the viewer's delay is not known there either.
   * @param {string} ceremony
   * @param {readonly import("./gateway.js").CeremonyEntry[]} list
   * @param {string} from the number of the turn to begin at, or empty
   * @param {string} url of the feed
   */
  async #watchAgain(ceremony, list, from, url) {
    const wait = (/** @type {string} */ sentence) => this.#wait(sentence);
    const { watchAgain } = await answered(() => import("./views/again.js"), wait);
    const entry = list.find(({ id }) => id === ceremony) ?? null;
    const happened = (/** @type {import("./sweepcast.js").Turn} */ turn) => this.#announce(turn.data);
    this.feed = watchAgain({ ceremony, entry, from, url, get: this.get, token: this.token, store: this.store, happened, wait });
  }

  /** @param {import("./sweepcast.js").Frame} frame */
  #hear(frame) {
    const isNews = frame.type === "sweepcast.turn" || frame.type === "sweepcast.feed.snapshot";
    if (this.ceremony === null && isNews) {
      this.ceremony = frame.data.ceremony;
      this.feed?.changeFilter({ ceremony: this.ceremony });
    }
    // Until the gateway has changed the filter, other nights may still come.
    if (isNews && frame.data.ceremony !== this.ceremony) return;
    const before = this.store.state.night;
    const isLive = this.caughtUp.isWhole;
    this.store.dispatch({ type: "frame", frame });
    this.caughtUp.hear(frame, this.ceremony);
    if (this.store.state.night === before) return;
    const { night, viewer } = this.store.state;
    const isTurn = frame.type === "sweepcast.turn";
    // What comes after a break was known before it came: since when, only the desk can tell.
    this.known = isTurn && isLive ? knownWith(this.known, frame.data, Date.now(), viewer.delay) : knownFrom(night.board, Date.now());
    if (isTurn) this.#announce(frame.data);
  }

  /** @param {import("./sweepcast.js").Turn["data"]} turn */
  #announce(turn) {
    const { night, viewer } = this.store.state;
    if (viewer.sealing) this.herald.hear({ line: spokenSealed(turn), major: false });
    else this.herald.hear({ line: spoken(turn, night.board), major: isGreat(turn) });
  }

  /** @param {import("./herald.js").Tidings} tidings */
  #tell({ lines, major }) {
    const { sound, notifications } = this.store.state.viewer;
    say(lines);
    if (sound) this.chime.ring(major);
    if (notifications && document.hidden) notify(ceremonyOf(this.store.state.night.board)?.name ?? "Sweepcast", lines.join("\n"));
  }

  /** @param {import("./store.js").State} state @param {import("./store.js").State} before */
  #changed({ viewer }, { viewer: former }) {
    if (viewer !== former) {
      this.keeper.write(viewer);
      // The one place where the delay works: what has not come yet can be told by nobody here.
      if (viewer.delay !== former.delay) this.feed?.changeDelay(viewer.delay);
      this.#drawSettings();
    }
    this.painter.changed();
  }

  /** @param {import("./viewer.js").Viewer} viewer */
  #want(viewer) {
    this.store.dispatch({ type: "viewer", viewer });
  }

  /** What is drawn, the most important first. */
  #parts() {
    return [
      () => this.#drawStream(this.night),
      () => this.standings.draw(this.night.board, this.clock),
      () => this.reach.draw(this.night.board),
      () => this.categories.draw(this.night.board, this.clock),
      () => {
        drawNightLinks(this.night.board);
        this.details.draw(this.night, this.clock);
        if (this.settings.isOpen) this.#drawSettings();
      },
    ];
  }

  /** @param {import("./night.js").Night} night */
  #drawStream(night) {
    this.#begin(night.board);
    const { viewer } = this.store.state;
    // Asked before anything changes: afterwards the browser would have to lay the page out to answer.
    const isLooking = this.#isLooking();
    const pins = viewer.pins[night.ceremony ?? ""] ?? [];
    const items = streamOf(night);
    const shown = selected(items, viewer, night.board);
    keepingPlace(this.#scroller, byId("stream"), () => {
      drawHeader(night.board);
      drawUpNext(night.board);
      drawPins(items, this.clock, pins);
      drawTools(night.board, viewer);
      drawStream(shown, this.clock, { shown: viewer.shown, pins, whole: this.whole });
      if (night.ceremony !== null) this.news.take(items, shown, isLooking);
      this.#drawNews(isLooking);
    });
  }

  /** @param {import("./sweepcast.js").Board} board */
  #begin(board) {
    const ceremony = ceremonyOf(board);
    document.body.dataset.phase = ceremony === null ? "empty" : "night";
    byId("waiting").hidden = ceremony !== null;
    const place = ceremony && `${ceremony.time_zone} ${ceremony.date}`;
    if (ceremony === null || place === this.place) return;
    this.place = place;
    this.clock = clockOf(ceremony.time_zone, ceremony.date);
  }

  get #scroller() {
    return this.layout.scrollerOf(byId("happened"));
  }

  #isLooking() {
    return !document.hidden && this.#scroller.scrollTop <= SCROLLED_PX;
  }

  /** @param {boolean} isLooking whether the viewer sees the newest */
  #drawNews(isLooking) {
    const { night } = this.store.state;
    const { unseen } = this.news;
    const button = byId("news");
    button.hidden = unseen === 0 || isLooking;
    button.textContent = `${unseen} new`;
    document.title = titleOf(ceremonyOf(night.board), stageOf(night.board), unseen);
  }

  #drawSettings() {
    const { viewer } = this.store.state;
    this.settings.draw(viewer, offered(this.known, Date.now()));
    drawTelling(viewer);
  }

  /** @param {string} sentence */
  #wait(sentence) {
    const waiting = byId("waiting");
    waiting.hidden = ceremonyOf(this.store.state.night.board) !== null;
    waiting.textContent = sentence;
  }

  /** What a viewer says in the settings. */
  #said() {
    /** @param {Partial<import("./viewer.js").Viewer>} wish */
    const want = (wish) => this.#want({ ...this.store.state.viewer, ...wish });
    return {
      delay: (/** @type {number} */ delay) => want({ delay }),
      seenNow: (/** @type {import("./seen_now.js").Known} */ known) => want({ delay: delayBy(known, Date.now()) }),
      sealing: (/** @type {boolean} */ sealing) => want({ sealing }),
      sound: (/** @type {boolean} */ sound) => {
        this.chime.prepare();
        want({ sound });
        if (sound) this.chime.ring(false);
      },
      notifications: async (/** @type {boolean} */ notifications) => {
        const why = notifications ? await askToNotify() : "";
        want({ notifications: notifications && why === "" });
        return why;
      },
    };
  }

  #listen() {
    document.addEventListener("click", ({ target }) => this.#clicked(target));
    listenToTools({
      shown: (shown) => this.#want({ ...this.store.state.viewer, shown }),
      follow: (work) => this.#want(followed(this.store.state.viewer, work)),
    });
    byId("reveal-all").addEventListener("click", () => {
      this.#reveal(outcomeKeys(this.store.state.night.board));
      byId("happened-title").focus({ preventScroll: true });
    });
    byId("earlier").addEventListener("click", () => {
      this.whole = true;
      this.painter.changed();
      byId("happened-title").focus({ preventScroll: true });
    });
    byId("news").addEventListener("click", () => {
      this.#scroller.scrollTo({ top: 0 });
      byId("happened-title").focus({ preventScroll: true });
      this.#looked();
    });
    for (const scroller of [byId("happened"), document]) {
      scroller.addEventListener("scroll", () => this.#looked(), { passive: true });
    }
    this.keeper.listen((viewer) => this.#want(viewer));
    listenForSharing(() => this.store.state.night.board);
    this.#listenToTheMachine();
  }

  /** After sleep, or with another network, what looks alive may be dead. */
  #listenToTheMachine() {
    const check = () => (this.sleep.slept() ? this.feed?.retry() : this.feed?.wake());
    this.sleep.watch(() => this.feed?.retry());
    window.addEventListener("online", check);
    window.addEventListener("pageshow", check);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      check();
      this.painter.changed();
    });
    // Sound that was asked for at an earlier visit needs a first touch of this one.
    const prepare = () => this.store.state.viewer.sound && this.chime.prepare();
    for (const touch of ["pointerdown", "keydown"]) window.addEventListener(touch, prepare, { once: true });
  }

  /** @param {EventTarget | null} target */
  #clicked(target) {
    const said = (/** @type {string} */ name) =>
      target instanceof Element ? (target.closest(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? null) : null;
    const [ref, pin, key] = [said("open"), said("pin"), said("reveal")];
    const { night, viewer } = this.store.state;
    if (ref) this.details.open(ref, this.night, this.clock);
    if (pin && night.ceremony) this.#want(pinned(viewer, night.ceremony, pin));
    if (key) this.#reveal([key]);
  }

  /** @param {readonly string[]} keys of outcomes */
  #reveal(keys) {
    const { night, viewer } = this.store.state;
    if (night.ceremony === null) return;
    this.#want(revealed(viewer, night.ceremony, keys));
    const [only, ...others] = Object.values(night.board).filter((value) => value.type === "category" && keys.includes(outcomeKey(value)));
    if (only?.type === "category" && others.length === 0) say([spokenOutcome(only)]);
  }

  #looked() {
    if (this.news.unseen === 0 || !this.#isLooking()) return;
    this.news.looked();
    this.#drawNews(true);
  }
}

const NO_CEREMONY = "No ceremony yet. The night appears here as soon as its programme is published.";

const token = takeToken(window);
const opened = openedFrom(location.href);
if (opened !== null) history.replaceState(null, "", opened);
const page = new Page(token);
/** For the browser's console, and for tests: what this page knows, byte for byte as the gateway encodes it. */
Object.defineProperty(window, "sweepcast", {
  value: Object.freeze({ boardJson: () => boardJson(page.store.state.night.board), sequence: () => page.store.state.night.sequence, isDrawn: () => page.painter.isDone }),
});
page.start();
