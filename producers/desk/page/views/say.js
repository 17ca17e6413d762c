/**
 * What will be said, before it is sent; and the large button that says what Enter does.
 */
import { byId, h, reconcile } from "../../../../consumers/page/dom.js";
import { happened } from "../answers.js";
import { atDesk, choiceKey, choiceOf, undoOf } from "../desk.js";
import { primaryOf } from "../enter_key.js";
import { inWords } from "../said.js";

/** @param {import("../desk.js").Desk} desk @param {boolean} mayEnter */
export function drawSay(desk, mayEnter) {
  const choice = choiceOf(desk);
  const forecast = desk.forecast?.of === choiceKey(desk) ? desk.forecast : null;
  const words = choice === null ? "" : inWords(choice, desk.board);
  const all = byId("forecast").dataset.all === choiceKey(desk);
  reconcile(byId("forecast"), [
    { key: "forecast", shows: [words, forecast, desk.armed, desk.upset, all, atDesk(desk) === null], draw: () => drawn(words, forecast, desk, all) },
  ]);
  byId("forecast").dataset.standing = forecast?.standing ?? "none";
  drawGo(desk, mayEnter);
  drawUndo(desk, mayEnter);
}

/**
 * @param {string} words
 * @param {import("../desk.js").Forecast | null} forecast
 * @param {import("../desk.js").Desk} desk
 * @param {boolean} all whether every line is shown where there is little room
 */
function drawn(words, forecast, desk, all) {
  if (words === "") return h("p", { class: "quiet" }, atDesk(desk) === null ? "Nothing is at the desk." : "Choose, and it appears here before anything is sent.");
  const wait = forecast === null || forecast.standing === "asked";
  return h(
    "div",
    { class: `turn ${desk.armed ? "armed" : ""}` },
    h("p", { class: "words", dir: "auto" }, words),
    desk.upset && h("p", { class: "wrong", dir: "auto" }, `Meanwhile ${happened(desk.turns[0])}. Look again before you send.`),
    wait && h("p", { class: "quiet" }, "Asking what this changes …"),
    forecast?.standing === "refused" && h("p", { class: "wrong" }, forecast.detail),
    forecast?.standing === "unknown" && h("p", { class: "wrong" }, `Nobody can say what this changes: ${forecast.detail} It waits in the outbox.`),
    forecast?.standing === "known" && forecast.lines.length === 0 && h("p", { class: "quiet" }, "No milestone and no tally changes."),
    forecastLines(forecast?.lines ?? [], all),
    forecast !== null && forecast.standing === "known" && forecast.detail !== "" && h("p", { class: "quiet" }, forecast.detail),
    desk.armed && h("p", { class: "ask" }, "Press Enter, or the button, once more to send this."),
  );
}

/** Where there is little room, so many lines are shown, and a button that shows the rest. */
const AT_ONCE = 2;

/** @param {readonly import("../forecast.js").Line[]} each @param {boolean} all */
function forecastLines(each, all) {
  const list = lines(each);
  // The button takes as much room as a line.
  if (list === false || each.length <= AT_ONCE + 1) return [list];
  list.classList.add("long");
  list.dataset.all = String(all);
  const more = all ? "Fewer" : `and ${each.length - AT_ONCE} more`;
  return [list, h("button", { type: "button", class: "small more", "data-more": "", "aria-expanded": String(all) }, more)];
}

/** Show every line of the forecast, or fewer again. @param {import("../desk.js").Desk} desk */
export function turnForecast(desk) {
  const { dataset } = byId("forecast");
  dataset.all = dataset.all === choiceKey(desk) ? "" : choiceKey(desk);
}

/** @param {readonly import("../forecast.js").Line[]} each */
export function lines(each) {
  return each.length > 0 && h("ul", { class: "lines" }, ...each.map(({ tone, text }) => h("li", { class: tone, dir: "auto" }, text)));
}

/** @param {import("../desk.js").Desk} desk @param {boolean} mayEnter */
function drawGo(desk, mayEnter) {
  const primary = primaryOf(desk);
  const go = /** @type {HTMLButtonElement} */ (byId("go"));
  go.className = `primary ${primary.tone}`;
  // Never disabled: the focus may be on it, and pressing it says why nothing happens.
  go.setAttribute("aria-disabled", String(!mayEnter || primary.step.do === "nothing"));
  const label = mayEnter ? primary.label : "You may look, and not enter";
  if (byId("go-label").textContent !== label) byId("go-label").textContent = label;
}

/** @param {import("../desk.js").Desk} desk @param {boolean} mayEnter */
function drawUndo(desk, mayEnter) {
  const undo = undoOf(desk);
  byId("undo").hidden = undo === null || !mayEnter;
  byId("undo-label").textContent = undo === null ? "" : inWords(undo, desk.board);
}
