/**
 * The head of the page: which night, how far it is, one segment a category in running order.
 */
import { become } from "../becoming.js";
import { byId, h, reconcile, setText } from "../dom.js";
import { calendarDate } from "../format.js";
import { categoriesOf, ceremonyOf, stageOf } from "../board.js";
import { sealOf } from "../seals.js";

const STAGES = { published: "Not yet begun", open: "Under way", closed: "The night is over" };

/** @param {import("../sweepcast.js").Board} board */
export function drawHeader(board) {
  const ceremony = ceremonyOf(board);
  const stage = stageOf(board);
  const progress = byId("progress");
  progress.hidden = stage === null;
  if (ceremony === null || stage === null) return;
  setText(byId("ceremony"), ceremony.name);
  const { date } = ceremony;
  const { status } = stage;
  reconcile(byId("when"), [{ key: "when", shows: [date, status], draw: () => h("span", {}, `${calendarDate(date)} · ${STAGES[status]}`) }]);
  setText(byId("progress-text"), `${stage.decided} of ${stage.categories} decided`);
  reconcile(
    byId("segments"),
    categoriesOf(board)
      .filter(({ competitive }) => competitive)
      .map((category) => ({ key: category.id, shows: progressOf(category), become, draw: () => h("i", { class: progressOf(category) }) })),
  );
}

/** That a category is decided is no secret where its winner is. @param {import("../sweepcast.js").CategoryState} category */
function progressOf(category) {
  return sealOf(category) === null ? category.status : "decided";
}
