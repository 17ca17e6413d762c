/**
 * The running order: every category with its standing; the one at the desk is marked.
 */
import { categoriesOf, stageOf } from "../../../../consumers/page/board.js";
import { byId, h, reconcile } from "../../../../consumers/page/dom.js";
import { namedOutcome, phrase, typeset } from "../../../../consumers/page/naming.js";

/** @param {import("../desk.js").Desk} desk */
export function drawOrder(desk) {
  const stage = stageOf(desk.board);
  byId("progress").textContent = stage === null ? "" : `${stage.decided} of ${stage.categories} decided`;
  reconcile(
    byId("order"),
    categoriesOf(desk.board).map((category) => {
      const here = category.id === desk.category;
      const out = desk.underWay.includes(category.id);
      return {
        key: category.id,
        shows: [category.name, category.status, category.winners, category.recipients, here, out],
        draw: () => row(category, here, out),
      };
    }),
  );
}

/** Bring the category at the desk into sight, without moving the page itself. */
export function showPlace() {
  const list = byId("order");
  const here = list.querySelector("[aria-current]");
  if (!(here instanceof HTMLElement) || list.scrollHeight <= list.clientHeight) return;
  list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 3;
}

/**
 * Return how a category stands, in words.
 * @param {import("../desk.js").CategoryState} category
 * @param {boolean} [underWay] whether something of it is in the outbox
 */
export function standingOf(category, underWay = false) {
  if (category.status === "decided") {
    const outcome = isWithdrawn(category) ? "Award withdrawn" : phrase(namedOutcome(category, category.winners, category.recipients));
    return underWay ? `${outcome} · another word in the outbox` : outcome;
  }
  if (underWay) return "In the outbox";
  if (category.status === "postponed") return "Postponed";
  return category.status === "up-next" ? "On air" : "To come";
}

/**
 * Return whether an award was given and then withdrawn: that it was taken back, or turned out to be none, is the same
 * correction to nobody.
 * @param {import("../desk.js").CategoryState} category
 */
export function isWithdrawn({ winners, recipients, earlier }) {
  const before = earlier.at(-1);
  return winners.length + recipients.length === 0 && before !== undefined && before.winners.length + before.recipients.length > 0;
}

/** @param {import("../desk.js").CategoryState} category @param {boolean} here @param {boolean} underWay */
function row(category, here, underWay) {
  return h(
    "li",
    { class: category.status },
    h(
      "button",
      { type: "button", "data-category": category.id, "aria-current": here && "true", title: typeset(category.name) },
      h("span", { class: "name", dir: "auto" }, typeset(category.name)),
      h("span", { class: "standing", dir: "auto" }, standingOf(category, underWay)),
    ),
  );
}
