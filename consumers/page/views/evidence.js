/**
 * Why a milestone holds: its categories, and the earlier holders with their years.
 *
 * @typedef {import("../sweepcast.js").Milestone} Milestone
 * @typedef {import("../format.js").Clock} Clock
 */
import { h, opener } from "../dom.js";
import { typeset } from "../naming.js";
import { kindWords } from "./kinds.js";

/**
 * Return what opens a milestone: its address and since when, so that one that has passed can still be looked at.
 * @param {string} address
 * @param {Milestone} milestone
 */
export function milestoneRef(address, milestone) {
  return `${address}@${milestone.since}`;
}

/**
 * Return the milestone of a ref: on the board, or seen here and over.
 * @param {import("../night.js").Night} night
 * @param {string} ref
 * @returns {{milestone: Milestone, end: import("../night.js").PastMilestone | null} | null}
 */
export function milestoneOfRef({ board, past }, ref) {
  const [address, since] = ref.split("@");
  const value = board[address];
  if (value?.type === "milestone" && String(value.since) === since) return { milestone: value, end: null };
  const end = past.find((each) => each.address === address && String(each.milestone.since) === since);
  return end ? { milestone: end.milestone, end } : null;
}

/**
 * @param {{milestone: Milestone, end: import("../night.js").PastMilestone | null}} of
 * @param {Clock} clock
 * @returns {HTMLElement[]}
 */
export function drawnEvidence({ milestone, end }, clock) {
  const { evidence, subjects } = milestone;
  return [
    h("p", { class: "label" }, kindWords(milestone)),
    h("p", {}, end === null ? `Since ${clock.at(milestone.since_time)}.` : endSentence(milestone, end, clock)),
    ...(evidence.holders.length > 0 ? [h("h3", {}, "Before tonight"), holders(evidence.holders)] : []),
    ...(evidence.categories.length > 0 ? [h("h3", {}, "Tonight"), categories(evidence.categories)] : []),
    h("p", { class: "links" }, ...subjects.filter(({ kind }) => kind === "work").map(({ id, name }) => opener(`work/${id}`, `About ${name}`, { class: "why" }))),
  ];
}

/** @param {Milestone} milestone @param {import("../night.js").PastMilestone} end @param {Clock} clock */
function endSentence(milestone, { how, endedTime }, clock) {
  const from = clock.at(milestone.since_time);
  if (how === "retracted") return `Said at ${from}, retracted at ${clock.at(endedTime)}: a result was corrected.`;
  return `From ${from} to ${clock.at(endedTime)}.`;
}

/** @param {import("../sweepcast.js").Evidence["categories"]} categories */
function categories(categories) {
  const fate = (/** @type {boolean | null} */ won) => (won === null ? "To come" : won ? "Won" : "Lost");
  return h(
    "ul",
    { class: "evidence" },
    ...categories.map(({ name, won }) => {
      const word = fate(won);
      return h("li", { class: won === null ? "open" : won ? "won" : "lost" }, h("span", {}, typeset(name)), h("span", { class: "fate" }, word));
    }),
  );
}

/** @param {import("../sweepcast.js").Evidence["holders"]} holders */
function holders(holders) {
  return h(
    "ul",
    { class: "evidence" },
    ...holders.map(({ name, number, ceremony_year: ceremonyYear, film_year: filmYear }) =>
      h("li", {}, h("span", {}, `${name} (${ceremonyYear}, for ${filmYear})`), h("span", { class: "fate" }, String(number))),
    ),
  );
}
