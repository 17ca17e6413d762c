/**
 * The page, wired: frames of the feed go through the reducer into the night, and the views draw from it.
 */
import { boardJson, ceremonyOf } from "./board.js";
import { byId, keepingPlace } from "./dom.js";
import { clockOf } from "./format.js";
import { ceremonies, feedUrl, newest } from "./gateway.js";
import { Layout } from "./layout.js";
import { NOTHING_YET, reduce } from "./night.js";
import { spoken } from "./sentences.js";
import { streamOf } from "./stream.js";
import { Feed, pauseBefore } from "./sweepcast.js";
import { tabs } from "./tabs.js";
import { Categories } from "./views/categories.js";
import { Connection } from "./views/connection.js";
import { Details } from "./views/dialog.js";
import { drawHeader } from "./views/header.js";
import { drawOthers } from "./views/others.js";
import { drawReach } from "./views/reach.js";
import { say } from "./views/spoken.js";
import { Standings } from "./views/standings.js";
import { drawStream } from "./views/stream.js";
import { drawUpNext } from "./views/up_next.js";

/** From here on a viewer is reading further down, and is told of news by a button. */
const SCROLLED_PX = 120;

class Page {
  night = NOTHING_YET;
  clock = clockOf("UTC", "1970-01-01");
  /** @type {Feed | null} */
  feed = null;
  /** The night that is shown: the one that is asked for, the latest one, or, where there is none yet, the first to come.
   * @type {string | null} */
  ceremony = null;
  unseen = 0;
  drawing = false;

  constructor() {
    this.layout = new Layout(byId("sections"), (query) => window.matchMedia(query));
    this.details = new Details();
    this.categories = new Categories();
    this.standings = new Standings();
    this.connection = new Connection(() => this.feed?.retry());
    tabs(byId("standings-tabs"));
    this.#listen();
  }

  async start() {
    this.#wait("Connecting to the night …");
    const url = await this.#answered(() => feedUrl(fetch.bind(window)));
    const list = await this.#answered(() => ceremonies(fetch.bind(window)));
    const wanted = new URLSearchParams(location.search).get("ceremony");
    this.ceremony = wanted ?? newest(list)?.id ?? null;
    drawOthers(list, this.ceremony);
    const again = new URLSearchParams(location.search).get("again");
    if (again !== null && this.ceremony !== null) {
      await this.#watchAgain(this.ceremony, list, again);
      return;
    }
    this.#wait(wanted ? `No ceremony “${wanted}” yet. It appears here as soon as its programme is published.` : NO_CEREMONY);
    this.feed = new Feed(url, {
      ceremony: this.ceremony,
      onFrame: (frame) => this.#hear(frame),
      onLink: (link) => this.connection.show(link),
    });
    this.feed.start();
  }

  /**
   * Show a night again, and do not listen to the feed: nothing of its end may come before its time.
   * @param {string} ceremony
   * @param {readonly import("./gateway.js").CeremonyEntry[]} list
   * @param {string} from the number of the turn to begin at, or empty
   */
  async #watchAgain(ceremony, list, from) {
    const { watchAgain } = await import("./views/again.js");
    const entry = list.find(({ id }) => id === ceremony) ?? null;
    const wait = (/** @type {string} */ sentence) => this.#wait(sentence);
    await this.#answered(() => watchAgain({ ceremony, entry, from, wait, show: (night, turn) => this.#showAgain(night, turn) }));
  }

  /** @param {import("./night.js").Night} night @param {import("./sweepcast.js").Turn | null} turn that has just happened */
  #showAgain(night, turn) {
    this.night = night;
    if (turn !== null) say(spoken(turn.data, night.board));
    this.#drawSoon();
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
    const before = this.night;
    this.night = reduce(before, frame);
    if (this.night === before) return;
    if (frame.type === "sweepcast.turn") say(spoken(frame.data, this.night.board));
    this.#drawSoon();
  }

  /** Draw once for all frames that come before the next picture of the screen. */
  #drawSoon() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.#draw();
    });
  }

  #draw() {
    const { board } = this.night;
    const ceremony = ceremonyOf(board);
    document.body.dataset.phase = ceremony === null ? "empty" : "night";
    byId("waiting").hidden = ceremony !== null;
    if (ceremony !== null) this.clock = clockOf(ceremony.time_zone, ceremony.date);
    const happened = byId("happened");
    const scroller = this.layout.scrollerOf(happened);
    keepingPlace(scroller, byId("stream"), () => {
      drawHeader(board);
      drawUpNext(board);
      const fresh = drawStream(streamOf(this.night), this.clock);
      this.#tellNews(scroller.scrollTop > SCROLLED_PX ? this.unseen + fresh : 0);
    });
    this.standings.draw(board);
    drawReach(board);
    this.categories.draw(board, this.clock);
    this.details.draw(this.night, this.clock);
  }

  /** @param {number} unseen items of the stream that came while the viewer was reading further down */
  #tellNews(unseen) {
    this.unseen = unseen;
    const button = byId("news");
    button.hidden = unseen === 0;
    button.textContent = `${unseen} new`;
  }

  /** @param {string} sentence */
  #wait(sentence) {
    const waiting = byId("waiting");
    waiting.hidden = ceremonyOf(this.night.board) !== null;
    waiting.textContent = sentence;
  }

  #listen() {
    document.addEventListener("click", ({ target }) => {
      const ref = target instanceof Element ? target.closest("[data-open]")?.getAttribute("data-open") : null;
      if (ref) this.details.open(ref, this.night, this.clock);
    });
    byId("news").addEventListener("click", () => {
      this.layout.scrollerOf(byId("happened")).scrollTo({ top: 0 });
      byId("happened-title").focus({ preventScroll: true });
      this.#tellNews(0);
    });
    for (const scroller of [byId("happened"), document]) {
      scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    }
    window.addEventListener("online", () => this.feed?.wake());
    window.addEventListener("pageshow", () => this.feed?.wake());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.feed?.wake();
    });
  }

  #scrolled() {
    if (this.unseen > 0 && this.layout.scrollerOf(byId("happened")).scrollTop <= SCROLLED_PX) this.#tellNews(0);
  }

  /**
   * Ask until there is an answer.
   * @template T
   * @param {() => Promise<T>} ask
   * @returns {Promise<T>}
   */
  async #answered(ask) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#wait(`The night cannot be reached yet: ${why}. Trying again.`);
        await new Promise((resolve) => setTimeout(resolve, 1000 * pauseBefore(attempt, Math.random())));
      }
    }
  }
}

const NO_CEREMONY = "No ceremony yet. The night appears here as soon as its programme is published.";

const page = new Page();
/** For the browser's console, and for tests: what this page knows, byte for byte as the gateway encodes it. */
Object.defineProperty(window, "sweepcast", {
  value: Object.freeze({ boardJson: () => boardJson(page.night.board), sequence: () => page.night.sequence }),
});
page.start();
