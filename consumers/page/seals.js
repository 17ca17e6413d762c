/**
 * Sealed winners: the night as it may be shown to one who wants to be told that a category is decided, but not who
 * won before they ask. One pure function in front of all views: a sealed category stands on the board as if it were
 * still to come, with its `seal` beside it; standings are counted without it, and every milestone that could give it
 * away is left out until it is revealed.
 *
 * @typedef {import("./sweepcast.js").Board} Board
 * @typedef {import("./sweepcast.js").CategoryState} CategoryState
 * @typedef {import("./sweepcast.js").NominationState} NominationState
 * @typedef {import("./sweepcast.js").Standing} Standing
 *
 * @typedef {object} Seal
 * @property {string} key what reveals it
 * @property {number} sequence of the turn that said what is sealed
 * @property {string} time
 * @property {number} place how many outcomes of the category were said before
 */
import { categoriesOf } from "./board.js";

/** These claims are about their subjects alone; all others compare the whole field, and wait until all is revealed. */
const OF_THEIR_SUBJECTS = /^milestone\/(sweep|big-five|record-|first-since|shutout|tie|multiple)/;

/**
 * Return the key by which an outcome is revealed: what is said anew of the category is sealed anew.
 * @param {{id: string, sequence: number | null}} category
 */
export function outcomeKey({ id, sequence }) {
  return `${id}@${sequence}`;
}

/** Return the keys of all outcomes of a board.
 * @param {Board} board
 * @returns {string[]}
 */
export function outcomeKeys(board) {
  return categoriesOf(board).filter(isDecided).map(outcomeKey);
}

/**
 * Return the seal of a category on a board that `sealed` has made; null where it is open.
 * @param {CategoryState} category
 * @returns {Seal | null}
 */
export function sealOf(category) {
  return /** @type {{seal?: Seal}} */ (category).seal ?? null;
}

/** Return how many outcomes are sealed on a board that `sealed` has made. @param {Board} board */
export function sealsIn(board) {
  return categoriesOf(board).filter((category) => sealOf(category) !== null).length;
}

/**
 * Return the night with all winners sealed but the revealed ones.
 * @param {import("./night.js").Night} night
 * @param {ReadonlySet<string>} revealed
 * @returns {import("./night.js").Night}
 */
export function sealed(night, revealed) {
  const shut = categoriesOf(night.board).filter((each) => isDecided(each) && !revealed.has(outcomeKey(each)));
  if (shut.length === 0) return night;
  const concerned = new Set(shut.flatMap(concernedBy));
  const isOpen = (/** @type {string} */ address, /** @type {import("./sweepcast.js").Milestone} */ milestone) =>
    OF_THEIR_SUBJECTS.test(address) && !milestone.subjects.some(({ kind, id }) => concerned.has(`${kind}/${id}`));
  const categories = shut.map((each) => [`category/${each.id}`, shutCategory(each, revealed)]);
  const left = Object.entries(night.board).filter(([address, value]) => value.type !== "milestone" || isOpen(address, value));
  const board = recounted({ ...Object.fromEntries(left), ...Object.fromEntries(categories) });
  return { ...night, board, past: night.past.filter(({ address, milestone }) => isOpen(address, milestone)) };
}

/** @param {CategoryState} category */
function isDecided({ status }) {
  return status === "decided";
}

/** Return all whom the outcome of a category may concern. @param {CategoryState} category */
function concernedBy({ id, nominations }) {
  const nominees = nominations.flatMap((nomination) => subjectsOf(nomination));
  return [`category/${id}`, ...nominees];
}

/** Return everyone for whom a nomination counts, each once. @param {NominationState} nomination */
function subjectsOf({ works, people }) {
  const distributors = works.flatMap(({ distributor }) => (distributor ? [`distributor/${distributor.id}`] : []));
  return [...new Set([...works.map(({ id }) => `work/${id}`), ...people.map(({ id }) => `person/${id}`), ...distributors])];
}

/**
 * Return the category as of the last outcome of it that was revealed, or as if none had been said.
 * @param {CategoryState} category
 * @param {ReadonlySet<string>} revealed
 * @returns {CategoryState & {seal: Seal}}
 */
function shutCategory(category, revealed) {
  const { id, earlier, decided_at: decidedAt, sequence } = category;
  const seal = {
    key: outcomeKey(category),
    sequence: sequence ?? 0,
    time: earlier.at(-1)?.corrected_at ?? decidedAt ?? "",
    place: earlier.length,
  };
  const known = earlier.map(({ sequence: said }) => revealed.has(outcomeKey({ id, sequence: said }))).lastIndexOf(true);
  if (known < 0) {
    const nominations = category.nominations.map((each) => fated(each, null));
    return { ...category, status: "to-come", nominations, winners: [], recipients: [], decided_at: null, sequence: null, reason: null, earlier: [], seal };
  }
  const outcome = earlier[known];
  return {
    ...category,
    nominations: category.nominations.map((each) => fated(each, outcome.winners)),
    winners: outcome.winners,
    recipients: outcome.recipients,
    decided_at: outcome.said_at,
    sequence: outcome.sequence,
    reason: earlier[known - 1]?.reason ?? null,
    earlier: earlier.slice(0, known),
    seal,
  };
}

/**
 * @param {NominationState} nomination
 * @param {readonly string[] | null} winners null: not decided
 * @returns {NominationState}
 */
function fated(nomination, winners) {
  if (nomination.status === "withdrawn") return nomination;
  const status = winners === null ? "nominated" : winners.includes(nomination.id) ? "won" : "lost";
  return { ...nomination, status };
}

/**
 * Return the board with its standings counted anew from its categories, by the rules of the fold: competitive
 * categories only, no withdrawn nomination, each nomination once for each distinct work, person and distributor.
 * @param {Board} board
 * @returns {Board}
 */
export function recounted(board) {
  const counts = new Map();
  for (const { status, nominations } of categoriesOf(board).filter(({ competitive }) => competitive)) {
    for (const nomination of nominations.filter((each) => each.status !== "withdrawn")) {
      for (const subject of subjectsOf(nomination)) {
        const count = counts.get(subject) ?? { nominations: 0, decided: 0, wins: 0 };
        count.nominations += 1;
        count.decided += status === "decided" ? 1 : 0;
        count.wins += nomination.status === "won" ? 1 : 0;
        counts.set(subject, count);
      }
    }
  }
  const standings = Object.values(board).flatMap((value) => (value.type === "standing" ? [value] : []));
  const counted = standings.map((each) => numbered(each, counts.get(`${each.of}/${each.id}`) ?? { nominations: 0, decided: 0, wins: 0 }));
  return { ...board, ...Object.fromEntries(ranked(counted).map((each) => [`standing/${each.of}/${each.id}`, each])) };
}

/** @param {Standing} standing @param {{nominations: number, decided: number, wins: number}} count @returns {Standing} */
function numbered(standing, { nominations, decided, wins }) {
  const toCome = nominations - decided;
  return { ...standing, nominations, wins, decided, lost: decided - wins, to_come: toCome, possible: wins + toCome };
}

/** Return the standings, each ranked among those of its kind. @param {readonly Standing[]} standings */
function ranked(standings) {
  /** @type {Map<string, number[]>} */
  const wins = new Map();
  const group = (/** @type {Standing} */ { of, medium }) => `${of}/${medium}`;
  for (const each of standings) {
    const numbers = wins.get(group(each));
    if (numbers) numbers.push(each.wins);
    else wins.set(group(each), [each.wins]);
  }
  for (const numbers of wins.values()) numbers.sort((a, b) => b - a);
  return standings.map((each) => ({ ...each, rank: each.wins === 0 ? null : 1 + (wins.get(group(each)) ?? []).indexOf(each.wins) }));
}
