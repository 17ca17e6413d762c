/**
 * The category board: every category in running order with all its nominees, and above it, folded, the running order
 * in a line a category.
 *
 * @typedef {import("../sweepcast.js").CategoryState} CategoryState
 * @typedef {import("../format.js").Clock} Clock
 */
import { categoriesOf, sameItems } from "../board.js";
import { byId, h, opener, reconcile } from "../dom.js";
import { counted } from "../format.js";
import { namedOutcome, phrase, typeset } from "../naming.js";
import { drawnNominees, drawnState } from "./category.js";

/** Draws the categories, and only when one of them has changed. */
export class Categories {
  /** @type {readonly CategoryState[]} */
  #drawn = [];
  /** @type {Clock | null} */
  #clock = null;
  #order = /** @type {HTMLDetailsElement} */ (byId("order"));

  constructor() {
    this.#order.addEventListener("toggle", () => this.#drawOrder());
    byId("to-next").addEventListener("click", () => this.#goToNext());
  }

  /**
   * @param {import("../sweepcast.js").Board} board
   * @param {Clock} clock
   */
  draw(board, clock) {
    const categories = categoriesOf(board);
    if (sameItems(categories, this.#drawn) && clock.zone === this.#clock?.zone) return;
    this.#drawn = categories;
    this.#clock = clock;
    byId("to-next").hidden = !(categories.some(isDecided) && nextOf(categories));
    reconcile(
      byId("board"),
      categories.map((category) => ({ key: category.id, shows: [category, clock.zone], draw: () => drawn(category, clock) })),
    );
    this.#order.hidden = categories.length === 0;
    byId("order-summary").textContent = summary(categories);
    this.#drawOrder();
  }

  /** Nobody sees the running order while it is folded. */
  #drawOrder() {
    const clock = this.#clock;
    if (!this.#order.open || clock === null) return;
    reconcile(
      byId("order-list"),
      this.#drawn.map((category) => ({ key: category.id, shows: [category, clock.zone], draw: () => orderRow(category, clock) })),
    );
  }

  /** Scroll to the category that is up next, or else to the first that is still to come, and go on from there. */
  #goToNext() {
    const next = nextOf(this.#drawn);
    const row = [...byId("board").children].find((each) => /** @type {HTMLElement} */ (each).dataset.key === next?.id);
    if (!(row instanceof HTMLElement)) return;
    row.scrollIntoView({ block: "start" });
    row.focus({ preventScroll: true });
  }
}

/** @param {readonly CategoryState[]} categories @returns {CategoryState | undefined} */
function nextOf(categories) {
  return categories.find(({ status }) => status === "up-next") ?? categories.find(({ status }) => status === "to-come");
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
  return h(
    "li",
    { class: `category ${category.status}`, tabindex: "-1" },
    h("h3", {}, typeset(category.name)),
    ...drawnState(category, clock),
    drawnNominees(category),
  );
}

/** @param {CategoryState} category @param {Clock} clock */
function orderRow(category, clock) {
  const { id, name, order, status } = category;
  const outcome = isDecided(category) ? phrase(namedOutcome(category, category.winners, category.recipients)) : null;
  return h(
    "li",
    { class: `order-row ${status}`, "aria-current": status === "up-next" && "step" },
    h("span", { class: "rank", "aria-hidden": "true" }, String(order)),
    h("span", {}, opener(`category/${id}`, typeset(name)), outcome !== null && h("span", { class: "rest", dir: "auto" }, outcome)),
    h("span", { class: "fate" }, when(category, clock)),
  );
}

/** @param {CategoryState} category @param {Clock} clock */
function when({ status, decided_at: decidedAt }, clock) {
  if (status === "decided") return decidedAt === null ? "Decided" : clock.at(decidedAt);
  return { "up-next": "Up next", postponed: "Postponed", "to-come": "To come" }[status];
}
