/**
 * What happened, as it is drawn: head, what is up next, pins and the stream, and what of it is news to this viewer. It
 * is what a viewer sees first.
 *
 * @typedef {import("./stream.js").Item} Item
 */
import { ceremonyOf, stageOf } from "./board.js";
import { byId, placeIn, setText } from "./dom.js";
import { clockOf } from "./format.js";
import { News, titleOf } from "./news.js";
import { AT_ONCE } from "./painter.js";
import { streamOf } from "./stream.js";
import { selected } from "./stream_filter.js";
import { drawHeader } from "./views/header.js";
import { drawPins, drawStream, LONG } from "./views/stream.js";
import { drawTools } from "./views/stream_tools.js";
import { drawUpNext } from "./views/up_next.js";

/** Until it is known where the night is. @type {import("./format.js").Clock} */
const NOWHERE = { at: (time) => time.slice(11, 16), zone: "UTC" };

export class Happenings {
  clock = NOWHERE;
  /** Time zone and day of which `clock` is. @type {string | null} */
  #place = null;
  /** Whether the stream is shown to its beginning, however long it is. */
  whole = false;
  #news = new News();
  /** @type {{of: import("./store.js").State, items: Item[], shown: Item[]} | null} */
  #read = null;

  /** @param {import("./store.js").Store} store @param {import("./layout.js").Layout} layout */
  constructor(store, layout) {
    this.store = store;
    this.layout = layout;
    for (const scroller of [byId("happened"), document]) {
      scroller.addEventListener("scroll", () => this.looked(), { passive: true });
    }
    layout.query.addEventListener("change", () => this.looked());
    // A browser reads its calendars with the first clock that it makes, which takes long: the night is on its way yet.
    setTimeout(() => clockOf("UTC", "1970-01-01"));
    layout.keepPlace(byId("happened"), () => this.#leave());
  }

  /** Whether the first rows are drawn of the night as it is now. */
  get isBegun() {
    return this.#read?.of === this.store.state;
  }

  /** Return whether there is more to draw, with the next picture. */
  draw() {
    const night = this.store.shown;
    if (this.#setsClock(night.board) || this.#begins(night.board)) return true;
    // Before anything changes: to ask the browser later makes it lay the page out.
    const isLooking = this.#isLooking();
    const back = this.#isShown ? placeIn(this.#scroller, this.#edge, marks()) : () => {};
    const isMore = this.#drawNight(night);
    const { items, shown } = this.#told();
    if (night.ceremony !== null) this.#news.take(items, shown, isLooking);
    this.#drawNews();
    back();
    this.looked();
    return isMore;
  }

  /** @param {import("./night.js").Night} night @returns {boolean} whether there is more to draw */
  #drawNight({ ceremony, board }) {
    const { viewer } = this.store.state;
    const pins = viewer.pins[ceremony ?? ""] ?? [];
    const { items, shown } = this.#told();
    const long = this.whole ? shown.length : Math.min(shown.length, LONG);
    drawHeader(board);
    drawUpNext(board);
    drawPins(items, this.clock, pins);
    drawTools(board, viewer);
    return drawStream(shown, this.clock, { shown: viewer.shown, pins, long, most: AT_ONCE });
  }

  /** Return all items of the stream, and those that the viewer wants to see: the same as long as nothing changes. */
  #told() {
    const { state, shown: night } = this.store;
    if (this.#read?.of !== state) {
      const items = streamOf(night);
      this.#read = { of: state, items, shown: selected(items, state.viewer, night.board) };
    }
    return this.#read;
  }

  /** Say why there is nothing to see yet. @param {string} sentence */
  wait(sentence) {
    const waiting = byId("waiting");
    waiting.hidden = ceremonyOf(this.store.state.night.board) !== null;
    waiting.textContent = sentence;
  }

  /** The viewer may have seen what is new. */
  looked() {
    if (this.#news.unseen === 0 || !this.#isLooking()) return;
    this.#news.looked();
    this.#drawNews();
  }

  /** Go to what is new: to the top, or as far below it as what is pinned there takes. */
  goToNews() {
    this.#scroller.scrollTo({ top: 0 });
    if (!this.#isLooking()) byId("shown").scrollIntoView({ block: "start", behavior: "instant" });
    this.focus();
    this.looked();
  }

  /**
   * Remember what is being read while another section is shown in this one's place; who saw the newest comes back to
   * the newest.
   */
  #leave() {
    const scroller = this.#scroller;
    const { scrollTop } = scroller;
    const back = placeIn(scroller, this.#edge, marks());
    return () => {
      scroller.scrollTop = scrollTop;
      back();
      this.looked();
    };
  }

  focus() {
    byId("happened-title").focus({ preventScroll: true });
  }

  /**
   * Return whether a night has just begun to be shown, with its head: what happened comes with the next picture.
   * @param {import("./sweepcast.js").Board} board
   */
  #begins(board) {
    const isNight = ceremonyOf(board) !== null;
    const phase = isNight ? "night" : "empty";
    byId("waiting").hidden = isNight;
    if (document.body.dataset.phase === phase) return false;
    document.body.dataset.phase = phase;
    drawHeader(board);
    return isNight;
  }

  /**
   * Return whether the clock of another place had to be set: that takes long enough for one picture.
   * @param {import("./sweepcast.js").Board} board
   */
  #setsClock(board) {
    const ceremony = ceremonyOf(board);
    const place = ceremony && `${ceremony.time_zone} ${ceremony.date}`;
    if (ceremony === null || place === this.#place) return false;
    this.#place = place;
    this.clock = clockOf(ceremony.time_zone, ceremony.date);
    return true;
  }

  get #scroller() {
    return this.layout.scrollerOf(byId("happened"));
  }

  get #isShown() {
    return this.layout.isShown(byId("happened"));
  }

  /** How far down the screen begins what is seen of what happened. */
  get #edge() {
    return this.layout.edgeOf(byId("happened"));
  }

  /** Return whether the viewer has the newest before their eyes, however far the page is scrolled. */
  #isLooking() {
    if (document.hidden || !this.#isShown) return false;
    const newest = byId("stream").firstElementChild;
    return newest === null || this.layout.isInSight(newest, byId("happened"));
  }

  #drawNews() {
    const { board } = this.store.state.night;
    const { unseen } = this.#news;
    const button = byId("news");
    button.hidden = unseen === 0;
    setText(button, `${unseen} new`);
    byId("news-beside").hidden = unseen === 0;
    setText(byId("news-number"), String(unseen));
    document.title = titleOf(ceremonyOf(board), stageOf(board), unseen);
  }
}

/**
 * Return what is to stay where it is, from top to bottom, as far as it begins in sight. While the stream begins in sight,
 * its beginning stays, and new rows slide in there; further down the row that is read.
 */
function marks() {
  const [pinned, stream] = [byId("pinned"), byId("stream")];
  return [byId("up-next"), ...pinned.children, byId("shown"), stream, ...stream.children];
}
