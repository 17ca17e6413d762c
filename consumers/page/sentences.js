/**
 * What is read aloud: a turn in one line of plain sentences, for the live region.
 */
import { milestonesOf } from "./board.js";
import { counted } from "./format.js";
import { isAbout } from "./moments.js";
import { namedOutcome, phrase } from "./naming.js";
import { inOrderOfTelling, STAGE_SENTENCES } from "./stream.js";

/**
 * Return what the turn newly says: that the ceremony opens or is over, what is postponed, winners, corrections, the first
 * of the milestones that fall and how many there are besides, and what is taken back; empty where it says nothing that
 * needs to be read aloud.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @param {import("./sweepcast.js").Board} board after the turn
 * @returns {string}
 */
export function spoken(turn, board) {
  const said = [
    ...ofCourse(turn),
    ...decidedBy(turn).flatMap(ofOutcome),
    ...ofTakenBack(turn),
    ...ofMilestones(turn, board),
  ];
  return said.map(closed).join(" ");
}

/**
 * Return how the night takes its course, apart from results: no secret where those are sealed.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @returns {string[]}
 */
function ofCourse(turn) {
  if (isAbout(turn, "ceremony-opened")) return [STAGE_SENTENCES.opened];
  if (isAbout(turn, "ceremony-closed")) return [STAGE_SENTENCES.closed];
  if (!isAbout(turn, "category-postponed")) return [];
  return turn.updates.flatMap(({ value }) =>
    value?.type === "category" && value.status === "postponed" ? [`${value.name}: postponed`, ...ofReason(value.reason)] : [],
  );
}

/** @param {string | null} reason @returns {string[]} */
function ofReason(reason) {
  return reason ? [`Reason: ${reason}`] : [];
}

/**
 * @param {import("./sweepcast.js").CategoryState} category decided
 * @returns {string[]}
 */
function ofOutcome(category) {
  const outcome = phrase(namedOutcome(category, category.winners, category.recipients));
  const first = category.earlier.at(-1);
  if (!first) return [`${category.name}: ${outcome}`];
  const before = phrase(namedOutcome(category, first.winners, first.recipients));
  return [`Correction. ${category.name}: ${outcome}`, `First said: ${before}`, ...ofReason(first.reason)];
}

/** @param {import("./sweepcast.js").Turn["data"]} turn @returns {string[]} */
function ofTakenBack({ updates }) {
  const headlines = updates.flatMap(({ ended }) => (ended?.how === "retracted" ? [ended.headline] : []));
  if (headlines.length === 0) return [];
  return [`Taken back: ${headlines.length === 1 ? headlines[0] : counted(headlines.length, "milestone")}`];
}

/**
 * All of them would be a flood: who wants the others finds them in the stream.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @param {import("./sweepcast.js").Board} board
 * @returns {string[]}
 */
function ofMilestones(turn, board) {
  const fallen = milestonesOf(board).filter(
    ({ milestone }) => milestone.since === turn.sequence && milestone.weight !== "quiet",
  );
  if (fallen.length === 0) return [];
  const [{ milestone }] = inOrderOfTelling(fallen);
  return [milestone.headline, ...(fallen.length > 1 ? [`And ${counted(fallen.length - 1, "more milestone")}`] : [])];
}

/**
 * Return what a turn says to one for whom winners are sealed: which categories are decided, and the night's course.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @returns {string}
 */
export function spokenSealed(turn) {
  const decided = decidedBy(turn).map(({ name, earlier }) => (earlier.length > 0 ? `${name}: corrected` : `${name}: decided`));
  return [...ofCourse(turn), ...decided].map(closed).join(" ");
}

/**
 * Return whether the turn tells a result, or what was corrected of one.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 */
export function isResult(turn) {
  return decidedBy(turn).length > 0;
}

/**
 * Return the outcome of one category in a sentence, for one who has just revealed it.
 * @param {import("./sweepcast.js").CategoryState} category
 * @returns {string}
 */
export function spokenOutcome(category) {
  return ofOutcome(category).map(closed).join(" ");
}

/**
 * Return whether a great milestone falls with the turn.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 */
export function isGreat(turn) {
  return turn.updates.some(({ value }) => value?.type === "milestone" && value.weight === "major" && value.since === turn.sequence);
}

/** Return the categories whose outcome the turn tells. @param {import("./sweepcast.js").Turn["data"]} turn */
function decidedBy({ updates, sequence }) {
  return updates.flatMap(({ value }) => (value?.type === "category" && value.status === "decided" && value.sequence === sequence ? [value] : []));
}

/** @param {string} sentence */
function closed(sentence) {
  return /[.!?…]["”’]?$/u.test(sentence) ? sentence : `${sentence}.`;
}
