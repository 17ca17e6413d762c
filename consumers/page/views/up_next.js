/**
 * What is up next, with its nominees: the category to talk about now.
 */
import { categoryOf, stageOf } from "../board.js";
import { byId, h, reconcile } from "../dom.js";
import { named, typeset } from "../naming.js";
import { drawnParts } from "./names.js";

/** @param {import("../sweepcast.js").Board} board */
export function drawUpNext(board) {
  const id = stageOf(board)?.up_next;
  const category = id ? categoryOf(board, id) : null;
  const shown = category !== null && category.status !== "decided" ? [category] : [];
  reconcile(
    byId("up-next"),
    shown.map((each) => ({ key: each.id, shows: each, draw: () => drawn(each) })),
  );
}

/** @param {import("../sweepcast.js").CategoryState} category */
function drawn({ name, nominations }) {
  const standing = nominations.filter(({ status }) => status !== "withdrawn").map(named);
  return h(
    "section",
    { class: "next-card", "aria-label": "Up next" },
    h("p", { class: "label" }, "Up next"),
    h("h3", {}, typeset(name)),
    h(
      "ul",
      {},
      ...standing.map(({ lead, rest }) =>
        h("li", {}, ...drawnParts(lead), rest.length > 0 && h("span", { class: "rest" }, ", ", ...drawnParts(rest, ", "))),
      ),
    ),
  );
}
