/**
 * The category at the desk: its nominees as large keys, and what else can be done with it.
 */
import { stageOf } from "../../../../consumers/page/board.js";
import { byId, h, reconcile } from "../../../../consumers/page/dom.js";
import { named, namedOutcome, phrase, typeset } from "../../../../consumers/page/naming.js";
import { atDesk, choiceOf, shownNominees } from "../desk.js";
import { usualReason } from "../said.js";
import { isWithdrawn, standingOf } from "./order.js";

/** From this many on, nominees stand in two columns where there is room. */
const MANY = 7;
const DIGITS = 9;

/** @param {import("../desk.js").Desk} desk @param {boolean} mayEnter */
export function drawStage(desk, mayEnter) {
  const category = atDesk(desk);
  byId("category").textContent = category === null ? "" : typeset(category.name);
  byId("category-status").textContent = category === null ? "" : statusWords(desk, category);
  drawEarlier(category);
  drawNarrow(desk, category);
  drawNominees(desk, category);
  drawFields(desk, category);
  drawActions(desk, category, mayEnter);
}

/** @param {import("../desk.js").Desk} desk @param {import("../desk.js").CategoryState} category */
function statusWords(desk, category) {
  const words = standingOf(category, desk.underWay.includes(category.id));
  const honorary = category.competitive ? "" : "Honorary · ";
  if (category.status === "decided") return `${honorary}${isWithdrawn(category) ? "" : "Decided: "}${words}. Choose again to correct it.`;
  const upNext = stageOf(desk.board)?.up_next ?? null;
  const outOfOrder = upNext !== null && upNext !== category.id ? " · out of order" : "";
  return `${honorary}${words}${outOfOrder}`;
}

/** @param {import("../desk.js").CategoryState | null} category */
function drawEarlier(category) {
  const earlier = category?.earlier.at(-1);
  byId("first-said").hidden = category === null || earlier === undefined;
  if (category === null || earlier === undefined) return;
  const before = phrase(namedOutcome(category, earlier.winners, earlier.recipients));
  byId("first-said").textContent = `${category.earlier.length === 1 ? "First said" : "Said before"}: ${before}. ${earlier.reason}`;
}

/**
 * The field is for whoever has no keyboard, or composes letters with an input method, which a list cannot take.
 * @param {import("../desk.js").Desk} desk
 * @param {import("../desk.js").CategoryState | null} category
 */
function drawNarrow(desk, category) {
  byId("narrow-field").hidden = desk.query === "" && (category?.nominations.length ?? 0) <= DIGITS;
  byId("narrow-clear").hidden = desk.query === "";
  const field = /** @type {HTMLInputElement} */ (byId("narrow"));
  if (field.value !== desk.query) field.value = desk.query;
}

/** @param {import("../desk.js").Desk} desk @param {import("../desk.js").CategoryState | null} category */
function drawNominees(desk, category) {
  const list = byId("nominees");
  const shown = shownNominees(desk);
  const all = category?.nominations.length ?? 0;
  list.dataset.many = String(all >= MANY);
  list.dataset.none = String(all === 0);
  reconcile(
    list,
    shown.map((nominee, at) => {
      const selected = desk.nominations.includes(nominee.id);
      return { key: `${category?.id}/${nominee.id}`, shows: [nominee, at, selected], draw: () => option(nominee, at, selected) };
    }),
  );
  const at = shown.findIndex(({ id }) => id === desk.nominations.at(-1));
  if (at === -1) list.removeAttribute("aria-activedescendant");
  else list.setAttribute("aria-activedescendant", `nominee-${at + 1}`);
}

/** @param {import("../desk.js").NominationState} nominee @param {number} at @param {boolean} selected */
function option(nominee, at, selected) {
  const { lead, rest, distributors } = named(nominee);
  const second = [...rest.map(({ text }) => text), ...distributors].join(" · ");
  const withdrawn = nominee.status === "withdrawn";
  const fate = nominee.status === "won" ? "Won" : withdrawn ? "Withdrawn" : "";
  return h(
    "div",
    {
      role: "option",
      id: `nominee-${at + 1}`,
      class: `nominee ${nominee.status}`,
      "aria-selected": String(selected),
      "aria-disabled": withdrawn && "true",
      "data-nomination": nominee.id,
    },
    h("kbd", { "aria-hidden": "true" }, at < DIGITS ? String(at + 1) : ""),
    h(
      "span",
      { class: "who" },
      h("span", { class: "lead", dir: "auto" }, lead.map(({ text }) => text).join(", ")),
      second !== "" && h("span", { class: "visually-hidden" }, ", "),
      second !== "" && h("span", { class: "rest", dir: "auto" }, second),
    ),
    fate !== "" && h("span", { class: "fate" }, fate),
  );
}

/** @param {import("../desk.js").Desk} desk @param {import("../desk.js").CategoryState | null} category */
function drawFields(desk, category) {
  byId("recipient-field").hidden = category === null || category.competitive || category.nominations.length > 0;
  const recipient = /** @type {HTMLInputElement} */ (byId("recipient"));
  if (desk.recipients.length === 0 && document.activeElement !== recipient) recipient.value = "";
  const choice = choiceOf(desk);
  const usual = choice === null ? null : usualReason(choice, desk.board);
  const field = byId("reason-field");
  field.hidden = usual === null;
  const reason = /** @type {HTMLInputElement} */ (byId("reason"));
  reason.placeholder = usual ?? "";
  if (document.activeElement !== reason) reason.value = desk.reason;
}

/** @param {import("../desk.js").Desk} desk @param {import("../desk.js").CategoryState | null} category @param {boolean} mayEnter */
function drawActions(desk, category, mayEnter) {
  const decided = category?.status === "decided";
  const closed = stageOf(desk.board)?.status === "closed";
  const several = (category?.nominations.length ?? 0) > 1;
  button("tie").setAttribute("aria-pressed", String(desk.adding));
  button("tie").disabled = !mayEnter || !several;
  button("no-award").disabled = !mayEnter || category === null;
  button("postpone").disabled = !mayEnter || category === null || decided || closed;
  button("withdraw").disabled = !mayEnter || desk.nominations.length !== 1 || decided || closed;
}

/** @param {string} id */
function button(id) {
  return /** @type {HTMLButtonElement} */ (byId(id));
}
