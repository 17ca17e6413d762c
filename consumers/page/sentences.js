/**
 * What is read aloud: a turn in one line of plain sentences, for the live region.
 */
import { milestonesOf } from "./board.js";
import { counted } from "./format.js";
import { namedOutcome, phrase } from "./naming.js";
import { inOrderOfTelling } from "./stream.js";

/**
 * Return what the turn newly says: winners, corrections, the first of the milestones that fall and how many there are
 * besides, and what is taken back; empty where it says nothing that needs to be read aloud.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @param {import("./sweepcast.js").Board} board after the turn
 * @returns {string}
 */
export function spoken(turn, board) {
  const values = turn.updates.map(({ value }) => value);
  const said = [
    ...values.flatMap((value) => (value?.type === "category" && isToldBy(turn, value) ? ofOutcome(value) : [])),
    ...ofTakenBack(turn),
    ...ofMilestones(turn, board),
  ];
  return said.map(closed).join(" ");
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
  const why = first.reason === "" ? [] : [`Reason: ${first.reason}`];
  return [`Correction. ${category.name}: ${outcome}`, `First said: ${before}`, ...why];
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
 * Return what a turn says to one for whom winners are sealed: which categories are decided.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @returns {string}
 */
export function spokenSealed(turn) {
  const decided = turn.updates.flatMap(({ value }) => (value?.type === "category" && isToldBy(turn, value) ? [value] : []));
  return decided.map(({ name, earlier }) => closed(earlier.length > 0 ? `${name}: corrected` : `${name}: decided`)).join(" ");
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

/** @param {import("./sweepcast.js").Turn["data"]} turn @param {import("./sweepcast.js").CategoryState} category */
function isToldBy(turn, { status, sequence }) {
  return status === "decided" && sequence === turn.sequence;
}

/** @param {string} sentence */
function closed(sentence) {
  return /[.!?…]["”’]?$/u.test(sentence) ? sentence : `${sentence}.`;
}
