/**
 * What of the stream a viewer wants to see: everything, winners, milestones, or what concerns the films they follow.
 *
 * @typedef {import("./stream.js").Item} Item
 */
import { categoryOf } from "./board.js";
import { named, phrase } from "./naming.js";

/**
 * @param {readonly Item[]} items
 * @param {Pick<import("./viewer.js").Viewer, "shown" | "follows">} viewer
 * @param {import("./sweepcast.js").Board} board
 * @returns {Item[]}
 */
export function selected(items, { shown, follows }, board) {
  if (shown === "winners") return items.filter(({ kind }) => kind === "outcome" || kind === "sealed");
  if (shown === "milestones") return items.filter(({ kind }) => kind === "milestone");
  if (shown === "followed") return items.filter((item) => concerns(item, follows, board)).map((item) => withLost(item, follows, board));
  return [...items];
}

/**
 * An outcome concerns every film that is nominated there: that it lost is news as well.
 * @param {Item} item
 * @param {readonly string[]} works ids
 * @param {import("./sweepcast.js").Board} board
 */
function concerns(item, works, board) {
  if (item.kind === "stage") return false;
  if (item.kind === "milestone") return item.milestone.subjects.some(({ kind, id }) => kind === "work" && works.includes(id));
  const nominated = categoryOf(board, item.category)?.nominations.flatMap((nomination) => nomination.works) ?? [];
  return nominated.some(({ id }) => works.includes(id));
}

/**
 * Return an outcome with what of the followed films did not win there: its row names them, too. A seal keeps it to
 * itself, since it would tell that they have not won.
 * @param {Item} item
 * @param {readonly string[]} works ids
 * @param {import("./sweepcast.js").Board} board
 * @returns {Item}
 */
function withLost(item, works, board) {
  if (item.kind !== "outcome") return item;
  const nominations = categoryOf(board, item.category)?.nominations ?? [];
  const lost = nominations.filter(
    (nomination) => nomination.status !== "withdrawn" && !item.winners.includes(nomination.id) && nomination.works.some(({ id }) => works.includes(id)),
  );
  return { ...item, lost: lost.map((nomination) => phrase([named(nomination)])) };
}
