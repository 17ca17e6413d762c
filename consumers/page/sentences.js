/**
 * What is read aloud: a turn in one line of plain sentences, for the live region.
 */
import { milestonesOf } from "./board.js";
import { namedOutcome, phrase } from "./naming.js";
import { inOrderOfTelling } from "./stream.js";

/**
 * Return what the turn newly says: winners, corrections, milestones that fall and those that are taken back; empty
 * where it says nothing that needs to be read aloud.
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @param {import("./sweepcast.js").Board} board after the turn
 * @returns {string}
 */
export function spoken(turn, board) {
  const values = turn.updates.map(({ value }) => value);
  const said = [
    ...values.flatMap((value) => (value?.type === "category" ? ofCategory(value, turn.sequence) : [])),
    ...turn.updates.flatMap(({ ended }) => (ended?.how === "retracted" ? [`Taken back: ${ended.headline}`] : [])),
    ...ofMilestones(turn, board),
  ];
  return said.map(closed).join(" ");
}

/**
 * @param {import("./sweepcast.js").CategoryState} category
 * @param {number} sequence
 * @returns {string[]}
 */
function ofCategory(category, sequence) {
  if (category.status !== "decided" || category.sequence !== sequence) return [];
  const outcome = phrase(namedOutcome(category, category.winners, category.recipients));
  const first = category.earlier.at(-1);
  if (!first) return [`${category.name}: ${outcome}`];
  const before = phrase(namedOutcome(category, first.winners, first.recipients));
  return [`Correction. ${category.name}: ${outcome}`, `First said: ${before}`];
}

/**
 * @param {import("./sweepcast.js").Turn["data"]} turn
 * @param {import("./sweepcast.js").Board} board
 * @returns {string[]}
 */
function ofMilestones(turn, board) {
  const fallen = milestonesOf(board).filter(
    ({ milestone }) => milestone.since === turn.sequence && milestone.weight !== "quiet",
  );
  return inOrderOfTelling(fallen).map(({ milestone }) => milestone.headline);
}

/** @param {string} sentence */
function closed(sentence) {
  return /[.!?…]["”’]?$/u.test(sentence) ? sentence : `${sentence}.`;
}
