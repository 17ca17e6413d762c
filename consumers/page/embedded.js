/**
 * What an embed tells of a night, in words: its heading, and its stream. Pure.
 *
 * @typedef {import("./sweepcast.js").Board} Board
 * @typedef {import("./sweepcast.js").CategoryState} CategoryState
 * @typedef {import("./format.js").Clock} Clock
 * @typedef {import("./embedding.js").Embed} Embed
 *
 * @typedef {object} Item
 * @property {string} key
 * @property {number} sequence the turn that said it
 * @property {string} time
 * @property {string} label the category; empty for a milestone
 * @property {string} words empty where they are sealed
 * @property {string} mark what is to be known beside it; empty where there is nothing
 * @property {import("./seals.js").Seal | null} seal
 */
import { categoriesOf, categoryOf, ceremonyOf, milestonesOf, stageOf } from "./board.js";
import { namedOutcome, phrase, typeset } from "./naming.js";
import { sealOf } from "./seals.js";
import { inOrderOfTelling } from "./stream.js";

/** So many are told: an embed is a glance. */
const ITEMS = 12;

/**
 * @param {Board} board of a night that is known
 * @param {Embed} embed
 * @param {Clock} clock
 * @returns {{title: string, about: string}}
 */
export function headingOf(board, embed, clock) {
  const name = ceremonyOf(board)?.name ?? "";
  const category = embed.category === null ? null : categoryOf(board, embed.category);
  if (category !== null) return { title: typeset(category.name), about: `${name} · ${statusWords(category, clock)}` };
  const stage = stageOf(board);
  const progress = stage?.status === "published" ? "Not yet begun" : `${stage?.decided} of ${stage?.categories} decided`;
  return { title: name, about: stage === null ? "" : progress };
}

/**
 * Return why nothing is shown of a night that is known.
 * @param {Board} board
 * @param {Embed} embed
 */
export function emptyWords(board, embed) {
  const isMissing = embed.category !== null && categoryOf(board, embed.category) === null;
  return isMissing ? `No category “${embed.category}” in this night.` : "No winner yet.";
}

/** @param {CategoryState} category @param {Clock} clock */
function statusWords(category, clock) {
  const { status, decided_at: decidedAt, winners, recipients, reason } = category;
  const seal = sealOf(category);
  if (seal !== null) return `${seal.place > 0 ? "Corrected" : "Decided"} at ${clock.at(seal.time)}`;
  if (status === "postponed") return reason ? `Postponed: ${reason}` : "Postponed";
  if (status !== "decided") return status === "up-next" ? "Up next" : "To come";
  const empty = winners.length + recipients.length === 0 ? "No award · " : "";
  return decidedAt === null ? `${empty}Decided` : `${empty}Decided at ${clock.at(decidedAt)}`;
}

/**
 * Return winners and the major milestones that hold, the newest first, and of one turn in the order of the page's
 * stream. A correction stands with what it corrects.
 * @param {Board} board
 * @returns {Item[]}
 */
export function toldOf(board) {
  const major = milestonesOf(board).filter(({ milestone: { weight } }) => weight === "major");
  const items = [
    ...categoriesOf(board).flatMap((category) => outcomes(`category/${category.id}`, category)),
    ...inOrderOfTelling(major).map(({ address, milestone }) => told(address, milestone)),
  ];
  return items.sort((a, b) => b.sequence - a.sequence).slice(0, ITEMS);
}

/** @param {string} key @param {import("./sweepcast.js").Milestone} milestone @returns {Item} */
function told(key, { since, since_time: time, headline }) {
  return { key, sequence: since, time, label: "", words: headline, mark: "", seal: null };
}

/** @param {string} key @param {CategoryState} category @returns {Item[]} */
function outcomes(key, category) {
  const { name, status, sequence, decided_at: decidedAt, winners, recipients, earlier } = category;
  const [label, seal, first] = [typeset(name), sealOf(category), earlier.at(-1)];
  const sealed = seal === null ? [] : [{ key: `${key}/sealed`, sequence: seal.sequence, time: seal.time, label, words: "", mark: "", seal }];
  if (status !== "decided") return sealed;
  const words = phrase(namedOutcome(category, winners, recipients));
  const why = first?.reason ? ` (${first.reason})` : "";
  const mark = first ? `Corrected. First said: ${phrase(namedOutcome(category, first.winners, first.recipients))}${why}` : "";
  return [...sealed, { key, sequence: sequence ?? 0, time: first?.corrected_at ?? decidedAt ?? "", label, words, mark, seal: null }];
}
