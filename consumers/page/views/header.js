/**
 * The head of the page: which night, how far it is, one segment a category in running order.
 */
import { byId, h, reconcile } from "../dom.js";
import { calendarDate } from "../format.js";
import { categoriesOf, ceremonyOf, stageOf } from "../board.js";

const STAGES = { published: "Not yet begun", open: "Under way", closed: "The night is over" };

/** @param {import("../sweepcast.js").Board} board */
export function drawHeader(board) {
  const ceremony = ceremonyOf(board);
  const stage = stageOf(board);
  const progress = byId("progress");
  progress.hidden = stage === null;
  if (ceremony === null || stage === null) return;
  const decided = `${stage.decided} of ${stage.categories} decided`;
  setText(byId("ceremony"), ceremony.name);
  setText(byId("when"), `${calendarDate(ceremony.date)} · ${STAGES[stage.status]}`);
  setText(byId("progress-text"), decided);
  document.title = `${stage.decided} of ${stage.categories} · ${ceremony.name} · Sweepcast`;
  reconcile(
    byId("segments"),
    categoriesOf(board)
      .filter(({ competitive }) => competitive)
      .map(({ id, status }) => ({ key: id, shows: status, draw: () => h("i", { class: status }) })),
  );
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
