/**
 * The category board: every category in running order with all its nominees, and above it, folded, the running order
 * in a line a category.
 *
 * @typedef {import("../sweepcast.js").CategoryState} CategoryState
 * @typedef {import("../format.js").Clock} Clock
 */
import { become } from "../becoming.js";
import { categoriesOf, sameItems } from "../board.js";
import { byId, h, opener, reconcile, setText } from "../dom.js";
import { counted } from "../format.js";
import { namedOutcome, phrase, typeset } from "../naming.js";
import { sealOf } from "../seals.js";
import { drawnNominees, drawnState } from "./category.js";
import { Sight } from "./sight.js";

/** After so many pictures everything around a row that was jumped to is laid out. */
const SETTLING = 4;

/** Draws the categories, and only when one of them has changed and they are seen. */
export class Categories {
  /** @type {readonly CategoryState[]} */
  #drawn = [];
  /** Time zone in which they are drawn. @type {string | null} */
  #zone = null;
  /** Whether some of their rows are still to be drawn. */
  #isUnfinished = false;
  /** The row that is drawn first the next time, if it has changed: in a flood of news each gets its turn. */
  #next = 0;
  #order = /** @type {HTMLDetailsElement} */ (byId("order"));

  /**
   * @param {import("./panes.js").Shown} shown
   * @param {(part: import("../painter.js").Part) => void} again asks for the part to be drawn once more
   */
  constructor(shown, again) {
    this.shown = shown;
    this.part = new Sight(byId("categories"), (most) => this.#draw(most), again).part;
    this.#order.addEventListener("toggle", () => this.#drawOrder());
    byId("to-next").addEventListener("click", () => this.#goToNext());
  }

  /** @param {number} most @returns {boolean} whether there is more */
  #draw(most) {
    const categories = categoriesOf(this.shown.board());
    const { zone } = this.shown.clock();
    if (!this.#isUnfinished && sameItems(categories, this.#drawn) && zone === this.#zone) return false;
    this.#drawn = categories;
    this.#zone = zone;
    byId("to-next").hidden = !(categories.some(isDecided) && nextOf(categories));
    this.#order.hidden = categories.length === 0;
    setText(byId("order-summary"), summary(categories));
    this.#drawOrder();
    this.#drawBoard(most);
    return this.#isUnfinished;
  }

  /** @param {number} most */
  #drawBoard(most) {
    const clock = this.shown.clock();
    this.#isUnfinished = reconcile(
      byId("board"),
      this.#drawn.map((category) => ({ key: category.id, shows: [category, clock.zone], become, draw: () => drawn(category, clock) })),
      { most, from: this.#next },
    );
    this.#next = this.#isUnfinished ? (this.#next + most) % this.#drawn.length : 0;
  }

  /** Nobody sees the running order while it is folded. */
  #drawOrder() {
    const clock = this.shown.clock();
    if (!this.#order.open) return;
    reconcile(
      byId("order-list"),
      this.#drawn.map((category) => ({ key: category.id, shows: [category, clock.zone], become, draw: () => orderRow(category, clock) })),
    );
  }

  /** Scroll to the category that is up next, or else to the first that is still to come, and go on from there. */
  #goToNext() {
    const next = nextOf(this.#drawn);
    this.#drawBoard(Infinity);
    const row = [...byId("board").children].find((each) => /** @type {HTMLElement} */ (each).dataset.key === next?.id);
    if (!(row instanceof HTMLElement)) return;
    settle(row, SETTLING);
    row.focus({ preventScroll: true });
  }
}

/**
 * Bring the row to the top. What is out of sight is not laid out (styles/categories.css), so where the row truly stands shows only
 * once it is there: look again with the next pictures.
 * @param {HTMLElement} row
 * @param {number} pictures
 */
function settle(row, pictures) {
  row.scrollIntoView({ block: "start", behavior: "instant" });
  if (pictures > 0) requestAnimationFrame(() => settle(row, pictures - 1));
}

/** @param {readonly CategoryState[]} categories @returns {CategoryState | undefined} */
function nextOf(categories) {
  return categories.find(({ status }) => status === "up-next") ?? categories.find((each) => each.status === "to-come" && sealOf(each) === null);
}

/** @param {CategoryState} category */
function isDecided({ status }) {
  return status === "decided";
}

/** @param {readonly CategoryState[]} categories */
function summary(categories) {
  const next = categories.find(({ status }) => status === "up-next");
  const all = `Running order: ${counted(categories.length, "category", "categories")}`;
  return next ? `${all}, up next is number ${next.order}` : all;
}

/** @param {CategoryState} category @param {Clock} clock */
function drawn(category, clock) {
  const row = h(
    "li",
    { class: `category ${category.status}`, tabindex: "-1" },
    h("h3", {}, typeset(category.name)),
    ...drawnState(category, clock),
    drawnNominees(category),
  );
  // How high it will be about, once it is laid out: the better the guess, the steadier the scroll bar.
  row.style.containIntrinsicBlockSize = `auto ${5 + 1.65 * category.nominations.length}rem`;
  return row;
}

/** @param {CategoryState} category @param {Clock} clock */
function orderRow(category, clock) {
  const { id, name, order, status, reason } = category;
  // A board says why a category is postponed, but not since when: those who were not there then see it here.
  const known = isDecided(category) ? phrase(namedOutcome(category, category.winners, category.recipients)) : status === "postponed" ? reason : null;
  return h(
    "li",
    { class: `order-row ${status}`, "aria-current": status === "up-next" && "step" },
    h("span", { class: "rank", "aria-hidden": "true" }, String(order)),
    h("span", {}, opener(`category/${id}`, typeset(name)), known !== null && h("span", { class: "rest", dir: "auto" }, known)),
    h("span", { class: "fate" }, when(category, clock)),
  );
}

/** @param {CategoryState} category @param {Clock} clock */
function when(category, clock) {
  const { status, decided_at: decidedAt } = category;
  if (sealOf(category) !== null) return "Decided";
  if (status === "decided") return decidedAt === null ? "Decided" : clock.at(decidedAt);
  return { "up-next": "Up next", postponed: "Postponed", "to-come": "To come" }[status];
}
