/**
 * What a turn is on a timeline: what it brought, in a few words as they are set in type, and whether it stands out. Pure.
 *
 * @typedef {import("./sweepcast.js").Turn} Turn
 *
 * @typedef {object} Moment
 * @property {number} sequence of the turn
 * @property {string} time
 * @property {string} words what it brought: "After Best Director"
 *
 * @typedef {object} Mark a place on the timeline that stands out
 * @property {number} place
 * @property {"milestone" | "correction"} kind
 * @property {string[]} headlines of the milestones that fell there
 */
import { typeset } from "./naming.js";

/** @param {Turn} turn @returns {Moment} */
export function momentOf({ data }) {
  return { sequence: data.sequence, time: data.cause.time, words: typeset(wordsOf(data)) };
}

/** What turns bring that decide nothing. */
const BROUGHT = /** @type {const} */ ([
  ["programme-published", "The programme"],
  ["ceremony-opened", "The ceremony opens"],
  ["ceremony-closed", "The night is over"],
  ["history-seeded", "The record book is filled"],
  ["nomination-withdrawn", "After a nomination was withdrawn"],
]);

/** @param {Turn["data"]} turn @returns {string} */
function wordsOf(turn) {
  const categories = turn.updates.flatMap(({ value }) => (value?.type === "category" ? [value] : []));
  const decided = outcomeOf(turn);
  if (decided) return decided.earlier.length > 0 ? `After the correction of ${decided.name}` : `After ${decided.name}`;
  const brought = BROUGHT.find(([what]) => isAbout(turn, what));
  if (brought) return brought[1];
  const next = categories.find(({ status }) => status === "up-next");
  if (next) return `${next.name} is up next`;
  const postponed = categories.find(({ status }) => status === "postponed");
  return postponed ? `${postponed.name} is postponed` : `After turn ${turn.sequence}`;
}

/** Return the category that a turn decides. @param {Turn["data"]} turn */
export function outcomeOf({ updates, sequence }) {
  const decided = updates.find(({ value }) => value?.type === "category" && value.status === "decided" && value.sequence === sequence);
  return /** @type {import("./sweepcast.js").CategoryState | undefined} */ (decided?.value);
}

/** @param {Turn["data"]} turn @param {string} announcement */
export function isAbout(turn, announcement) {
  return turn.cause.type === `sweepcast.announcement.${announcement}`;
}

/** @param {Turn} turn @param {number} place @returns {Mark[]} */
export function markOf({ data }, place) {
  const fallen = data.updates.flatMap(({ value }) =>
    value?.type === "milestone" && value.since === data.sequence && value.weight === "major" ? [value.headline] : [],
  );
  if (isAbout(data, "winner-corrected")) return [{ place, kind: "correction", headlines: fallen }];
  return fallen.length > 0 ? [{ place, kind: "milestone", headlines: fallen }] : [];
}
