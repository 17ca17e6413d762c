/**
 * The delay by what a viewer sees: they press when their broadcast announces a winner that is known here already, and
 * the delay becomes as long as that winner has been known.
 *
 * @typedef {object} Known
 * @property {string} category id
 * @property {string} name of the category
 * @property {number} since when it could have been told here without any delay, in milliseconds since 1970
 */
import { categoriesOf } from "./board.js";
import { delayOf, LONGEST_DELAY } from "./viewer.js";

/** So many winners are offered: a broadcast is rarely further behind. */
const OFFERED = 4;

/**
 * Return what is known with the outcomes of a turn that came just now over a feed with this delay.
 * @param {readonly Known[]} known
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @param {number} now
 * @param {number} delay seconds
 * @returns {Known[]}
 */
export function knownWith(known, turn, now, delay) {
  const fresh = turn.updates.flatMap(({ value }) =>
    value?.type === "category" && value.status === "decided" && value.sequence === turn.sequence
      ? [{ category: value.id, name: value.name, since: now - 1000 * delay }]
      : [],
  );
  return [...known, ...fresh].slice(-OFFERED);
}

/**
 * Return what a board tells of the last minutes: for one who came after them. The times are those of the desk.
 * @param {import("./sweepcast.js").Board} board
 * @param {number} now
 * @returns {Known[]}
 */
export function knownFrom(board, now) {
  const told = categoriesOf(board).map((category) => ({
    category: category.id,
    name: category.name,
    since: Date.parse(category.earlier.at(-1)?.corrected_at ?? category.decided_at ?? ""),
  }));
  return told.filter(({ since }) => isRecent(since, now)).sort((a, b) => a.since - b.since).slice(-OFFERED);
}

/**
 * Return what a viewer may be waiting for, the latest first.
 * @param {readonly Known[]} known
 * @param {number} now
 */
export function offered(known, now) {
  return known.filter(({ since }) => isRecent(since, now)).reverse();
}

/**
 * Return the delay in whole seconds of one who sees it now.
 * @param {Known} known
 * @param {number} now
 */
export function delayBy({ since }, now) {
  return delayOf((now - since) / 1000);
}

/** @param {number} since @param {number} now */
function isRecent(since, now) {
  return since <= now && now - since <= 1000 * LONGEST_DELAY;
}
