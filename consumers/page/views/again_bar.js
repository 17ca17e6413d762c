/**
 * The bar with which a night is watched again: a timeline to scrub, a pace, and the milestones that have been passed.
 *
 * @typedef {import("../again.js").Again} Again
 * @typedef {import("../night.js").Night} Night
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../sweepcast.js").Turn} Turn
 */
import { ceremonyOf, sameItems, stageOf } from "../board.js";
import { byId, h, setText } from "../dom.js";
import { clockOf } from "../format.js";
import { shownNight } from "../store.js";

/** Times as fast as the night was; 0 goes on only when asked to. */
const PACES = /** @type {const} */ ([
  [1, "As it was"],
  [10, "10 times as fast"],
  [60, "60 times as fast"],
  [0, "Step by step"],
]);
const USUAL_PACE = 60;

export class Bar {
  #place = 0;
  /** The furthest place that was seen: what lies ahead of it is not told. */
  #seen = 0;
  #pace = USUAL_PACE;
  #complaint = "";
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  /** The marks as they may be seen, and of what they were made. @type {{of: unknown[], marks: readonly import("../again.js").Mark[]}} */
  #seenMarks = { of: [], marks: [] };

  /**
   * @param {Again} again
   * @param {string} ceremony
   * @param {Store} store
   * @param {(turn: Turn) => void} happened
   */
  constructor(again, ceremony, store, happened) {
    this.again = again;
    this.ceremony = ceremony;
    this.store = store;
    this.happened = happened;
    this.slider = h("input", { type: "range", id: "again-place", min: 1, max: again.end, step: 1, "aria-label": "Place in the night" });
    this.marks = h("div", { class: "again-marks", "aria-hidden": "true" });
    this.where = h("p", { class: "again-where" });
    this.missing = h("p", { class: "again-missing", role: "status" });
    this.back = this.#button("‹ Step", () => this.#step(-1));
    this.play = this.#button("Play", () => this.#toggle());
    this.forward = this.#button("Step ›", () => this.#step(1));
    this.next = this.#button("Next milestone", () => this.goTo(this.#isSealing ? again.nextOutcome(this.#place) : again.nextMark(this.#place)));
    this.pace = h("select", {}, ...PACES.map(([pace, words]) => h("option", { value: pace, selected: pace === USUAL_PACE }, words)));
    this.ahead = h("input", { type: "checkbox" });
    this.back.setAttribute("aria-label", "Step back");
    this.forward.setAttribute("aria-label", "Step on");
    this.bar = this.#drawn();
    this.#listen();
    byId("ceremony").closest("header")?.after(this.bar);
    document.body.classList.add("watching-again");
  }

  /** Leap to a place.
   * @param {number} place
   */
  goTo(place) {
    this.#move(place, null);
    this.#remember();
  }

  /** There are more turns than before. */
  grow() {
    this.slider.max = String(this.again.end);
    this.#draw(this.again.nightAt(this.#place));
  }

  /** Say from now on, wherever this is, that something is wrong.
   * @param {string} sentence
   */
  complain(sentence) {
    this.#complaint = sentence;
    this.#drawMissing();
  }

  get #isSealing() {
    return this.store.state.viewer.sealing;
  }

  #drawn() {
    return h(
      "section",
      { class: "again", "aria-label": "The night again" },
      h("div", { class: "again-head" }, h("p", { class: "label" }, "The night again"), this.where, h("a", { href: `?ceremony=${encodeURIComponent(this.ceremony)}` }, "Back to the night as it stands")),
      h("div", { class: "again-line" }, this.marks, this.slider),
      h(
        "div",
        { class: "again-controls" },
        this.back,
        this.play,
        this.forward,
        this.next,
        h("label", {}, h("span", {}, "Pace "), this.pace),
        h("label", {}, this.ahead, " Mark what is ahead"),
      ),
      this.missing,
    );
  }

  #listen() {
    this.slider.addEventListener("input", () => this.#move(this.slider.valueAsNumber, null));
    this.slider.addEventListener("change", () => this.#remember());
    this.ahead.addEventListener("change", () => this.#drawMarks());
    this.pace.addEventListener("change", () => {
      this.#pace = Number(this.pace.value);
      if (this.#pace === 0) this.#stop();
      else if (this.#timer !== null) this.#start();
      this.#drawControls();
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    this.store.subscribe(({ viewer }, { viewer: before }) => {
      if (viewer === before) return;
      this.#drawMarks();
      this.#drawControls();
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const within = this.bar.contains(event.target);
    if (!within && event.target !== document.body && event.target.id !== "main") return;
    const act = this.#action(event.key, event.target, within);
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  /**
   * Return what a key does; keys that a control of the bar has for itself are left to it.
   * @param {string} key
   * @param {Element} target
   * @param {boolean} within the bar has the focus; Home and End scroll the page else
   * @returns {(() => void) | undefined}
   */
  #action(key, target, within) {
    if (target === this.pace) return undefined;
    if (key === " ") return target.matches("button, a, [type=checkbox]") ? undefined : () => (this.#pace === 0 ? this.#step(1) : this.#toggle());
    if (target === this.slider) return undefined;
    if (key === "ArrowRight") return () => this.#step(1);
    if (key === "ArrowLeft") return () => this.#step(-1);
    if (within && key === "Home") return () => this.goTo(1);
    if (within && key === "End") return () => this.goTo(this.again.end);
    return undefined;
  }

  /** @param {1 | -1} by */
  #step(by) {
    const place = this.#place + by;
    if (place < 1 || place > this.again.end) return;
    this.#stop();
    this.#move(place, by === 1 ? this.again.turns[place - 1] : null);
    this.#remember();
  }

  #toggle() {
    if (this.#timer !== null) {
      this.#stop();
      this.#remember();
    } else {
      if (this.#place === this.again.end) this.goTo(this.again.opening);
      this.#start();
    }
    this.#drawControls();
  }

  #start() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#advance(), this.again.pauseAt(this.#place, this.#pace));
  }

  #advance() {
    const place = this.#place + 1;
    this.#timer = null;
    this.#move(place, this.again.turns[place - 1]);
    if (place < this.again.end) this.#start();
    else this.#remember();
    this.#drawControls();
  }

  #stop() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#drawControls();
  }

  /** @param {number} place @param {Turn | null} turn */
  #move(place, turn) {
    this.#place = place;
    this.#seen = Math.max(this.#seen, place);
    const night = this.again.nightAt(place);
    this.store.dispatch({ type: "night", night });
    if (turn !== null) this.happened(turn);
    this.#draw(night);
    // Whoever scrubs while it plays has the whole pause of the new place before them.
    if (this.#timer !== null) this.#start();
  }

  /** @param {Night} night */
  #draw(night) {
    const { words, time } = this.again.moments[this.#place - 1];
    const info = ceremonyOf(night.board);
    const clock = clockOf(info?.time_zone ?? "UTC", info?.date ?? "1970-01-01");
    const soFar = this.#place === this.again.end && stageOf(night.board)?.status !== "closed" ? ", the newest turn" : "";
    const said = `${words}, ${clock.at(time)}${soFar}`;
    this.where.textContent = said;
    this.slider.value = String(this.#place);
    this.slider.setAttribute("aria-valuetext", said);
    this.#drawMissing();
    this.#drawMarks();
    this.#drawControls();
  }

  #drawMissing() {
    const sentences = [this.again.missingWords(this.#place), this.#complaint].filter((each) => each !== "");
    setText(this.missing, sentences.join(" "));
  }

  /** As far as what is sealed does not seal them. */
  #marks() {
    const { viewer } = this.store.state;
    if (!viewer.sealing) return this.again.marks;
    const of = [viewer.revealed[this.ceremony], this.again.end];
    if (!sameItems(of, this.#seenMarks.of)) this.#seenMarks = { of, marks: this.again.marksSeen((night) => shownNight({ night, viewer })) };
    return this.#seenMarks.marks;
  }

  /** What is ahead says at most that something happens there, and that only where it is asked for. */
  #drawMarks() {
    const { end } = this.again;
    const shown = this.#marks().filter(({ place }) => this.ahead.checked || place <= this.#seen);
    this.marks.replaceChildren(
      ...shown.map(({ place, kind, headlines }) => {
        const seen = place <= this.#seen;
        const mark = h("i", { class: seen ? kind : "ahead", title: seen ? headlines.join(" · ") : null });
        mark.style.left = `${end === 1 ? 0 : (100 * (place - 1)) / (end - 1)}%`;
        return mark;
      }),
    );
  }

  #drawControls() {
    const playing = this.#timer !== null;
    const atEnd = this.#place === this.again.end;
    this.play.textContent = playing ? "Pause" : atEnd ? "Play again" : "Play";
    this.play.hidden = this.#pace === 0;
    // Where the next milestone is would tell what is sealed on the way to it.
    this.next.textContent = this.#isSealing ? "Next result" : "Next milestone";
    for (const [button, off] of /** @type {const} */ ([[this.back, this.#place <= 1], [this.forward, atEnd], [this.next, atEnd]])) {
      // Not `disabled`: the focus would be lost under the finger.
      button.setAttribute("aria-disabled", String(off));
    }
  }

  /** Let the page's address say where this is, so that a reload or a link goes on there. */
  #remember() {
    const { sequence } = this.again.moments[this.#place - 1];
    history.replaceState(history.state, "", `?ceremony=${encodeURIComponent(this.ceremony)}&again=${sequence}${location.hash}`);
  }

  /** @param {string} text @param {() => void} act */
  #button(text, act) {
    const button = h("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") act();
    });
    return button;
  }
}
