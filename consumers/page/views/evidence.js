/**
 * Why a milestone holds: since when, whose record it is about with their years, and tonight's categories.
 *
 * @typedef {import("../sweepcast.js").Milestone} Milestone
 * @typedef {import("../format.js").Clock} Clock
 *
 * @typedef {object} Found
 * @property {Milestone} milestone
 * @property {import("../night.js").PastMilestone | null} end null: it holds
 * @property {boolean} goneOn another claim was meant, of an earlier turn; this one stands in its place now
 */
import { h, opener } from "../dom.js";
import { counted, ordinal } from "../format.js";
import { typeset } from "../naming.js";
import { partsOfRef } from "../refs.js";
import { kindWords } from "./kinds.js";

/** How the earlier holders stand to the claim; "Before tonight" where it is another kind. */
const HOLDERS = /** @type {Readonly<Record<string, string>>} */ ({
  "record-in-reach": "Who holds the record",
  "record-tied": "Who held it alone until tonight",
  "record-broken": "Who held it until tonight",
  "first-since": "The last before",
});

/**
 * Return the milestone of a ref: that very claim where it stands or was seen here, else what stands at its address.
 * @param {import("../night.js").Night} night
 * @param {string} ref
 * @returns {Found | null}
 */
export function milestoneOfRef({ board, past }, ref) {
  const { address, since } = partsOfRef(ref);
  const value = board[address];
  const standing = value?.type === "milestone" ? value : null;
  if (standing !== null && (since === null || standing.since === since)) return { milestone: standing, end: null, goneOn: false };
  const end = past.filter((each) => each.address === address && (since === null || each.milestone.since === since)).at(-1);
  if (end !== undefined) return { milestone: end.milestone, end, goneOn: false };
  return standing && { milestone: standing, end: null, goneOn: true };
}

/**
 * @param {Found} found
 * @param {Clock} clock
 * @returns {HTMLElement[]}
 */
export function drawnEvidence({ milestone, end, goneOn }, clock) {
  const { evidence, subjects } = milestone;
  const { holders, categories } = evidence;
  return [
    h("p", { class: "label" }, kindWords(milestone)),
    ...(goneOn ? [h("p", { class: "gone-on" }, "The claim that was linked no longer stands. This is what stands in its place.")] : []),
    h("p", {}, end === null ? `Since ${clock.at(milestone.since_time)}.` : endSentence(milestone, end, clock)),
    ...(holders.length > 0 ? [h("h3", {}, heading(milestone)), drawnHolders(milestone)] : []),
    ...(categories.length > 0 ? [h("h3", {}, `Tonight: ${inSum(categories)}`), drawnCategories(categories)] : []),
    h("p", { class: "links" }, ...subjects.map(({ kind, id, name }) => opener(`${kind}/${id}`, `About ${typeset(name)}`, { class: "why" }))),
  ];
}

/** @param {Milestone} milestone */
function heading({ kind, evidence }) {
  const words = HOLDERS[kind] ?? "Before tonight";
  return kind === "record-tied" && evidence.holders.length > 1 ? "Who held it until tonight" : words;
}

/** @param {Milestone} milestone @param {import("../night.js").PastMilestone} end @param {Clock} clock */
function endSentence(milestone, { how, endedTime }, clock) {
  const from = clock.at(milestone.since_time);
  if (how === "retracted") return `Said at ${from}, retracted at ${clock.at(endedTime)}: a result was corrected.`;
  return `From ${from} to ${clock.at(endedTime)}.`;
}

/** @param {import("../sweepcast.js").Evidence["categories"]} categories */
function inSum(categories) {
  const won = categories.filter((each) => each.won === true).length;
  const toCome = categories.filter((each) => each.won === null).length;
  return `${won} of ${categories.length} won${toCome > 0 ? `, ${toCome} to come` : ""}`;
}

/** @param {import("../sweepcast.js").Evidence["categories"]} categories */
function drawnCategories(categories) {
  const fate = (/** @type {boolean | null} */ won) => (won === null ? "To come" : won ? "Won" : "Lost");
  return h(
    "ul",
    { class: "evidence" },
    ...categories.map(({ id, name, won }) =>
      h(
        "li",
        { class: won === null ? "open" : won ? "won" : "lost" },
        h("span", {}, opener(`category/${id}`, typeset(name))),
        h("span", { class: "fate" }, fate(won)),
      ),
    ),
  );
}

/** @param {Milestone} milestone */
function drawnHolders({ evidence, kind, numbers }) {
  const what = kind.startsWith("record") ? ("wins" in numbers ? "win" : "nomination") : null;
  return h(
    "ul",
    { class: "evidence" },
    ...evidence.holders.map(({ name, number, edition, ceremony_year: ceremonyYear, film_year: filmYear }) =>
      h(
        "li",
        {},
        h("span", {}, h("bdi", {}, name), ` (${ceremonyYear}, for ${filmYear})`, h("span", { class: "rest" }, `${ordinal(edition)} ceremony`)),
        h("span", { class: "fate" }, what === null ? String(number) : counted(number, what)),
      ),
    ),
  );
}
