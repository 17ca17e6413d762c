/**
 * What happened, newest first: one pure function from the night. Outcomes, corrections and the milestones that stand
 * come from the board alone, so one who joins late reads the same stream as one who was there from the start; only
 * milestones that were seen here and ended since are added.
 *
 * @typedef {import("./sweepcast.js").CategoryState} CategoryState
 * @typedef {import("./sweepcast.js").Milestone} Milestone
 * @typedef {import("./naming.js").Named} Named
 *
 * @typedef {object} OutcomeItem
 * @property {"outcome"} kind
 * @property {string} key
 * @property {number} sequence the turn that said it
 * @property {string} time
 * @property {string} category id
 * @property {string} name of the category
 * @property {boolean} competitive
 * @property {readonly string[]} winners ids of the nominations that won
 * @property {Named[]} outcome empty: no award
 * @property {{outcome: Named[], time: string, reason: string} | null} before what it corrects
 * @property {string | null} correctedAt when it was corrected itself
 * @property {{title: string, wins: number}[]} wins of the winning works up to and with this one, of two or more
 * @property {string[]} takenBack headlines that its correction retracted, as far as they were seen here
 * @property {string[]} noLonger headlines that ceased to be true with it, as far as they were seen here
 * @property {string[]} lost nominations of followed films and series that did not win, in phrases, where only those
 *   are shown
 *
 * @typedef {object} SealedItem decided, but who won is not to be told yet
 * @property {"sealed"} kind
 * @property {string} key that of the outcome beneath
 * @property {number} sequence
 * @property {string} time
 * @property {string} category id
 * @property {string} name of the category
 * @property {boolean} corrects an outcome of the category that was told before
 * @property {string} reveal what reveals it
 *
 * @typedef {{kind: "postponed", key: string, sequence: number, time: string} & import("./night.js").Postponement} PostponedItem
 *
 * @typedef {object} MilestoneItem
 * @property {"milestone"} kind
 * @property {string} key
 * @property {number} sequence
 * @property {string} time
 * @property {string} address
 * @property {Milestone} milestone
 * @property {{how: "passed" | "retracted" | "followed", time: string} | null} end null: it holds
 *
 * @typedef {{kind: "stage", key: string, time: string, what: "opened" | "closed"}} StageItem
 * @typedef {OutcomeItem | SealedItem | PostponedItem | MilestoneItem} Told what a turn told
 * @typedef {Told | StageItem} Item
 */
import { categoriesOf, milestonesOf, stageOf } from "./board.js";
import { namedOutcome } from "./naming.js";
import { sealOf } from "./seals.js";

/** How opening and closing are told. */
export const STAGE_SENTENCES = { opened: "The ceremony opens", closed: "The night is over" };

/** Milestones of one turn are told in this order, whichever addresses they have. */
const KINDS = ["clean-sweep", "record-broken", "record-tied", "big-five", "first-since", "record-in-reach", "tie", "clinched", "lead"];

/**
 * @param {import("./night.js").Night} night
 * @returns {Item[]}
 */
export function streamOf({ board, past, postponed }) {
  const told = [...outcomes(board, past), ...seals(board), ...postponements(postponed), ...milestones(board, past)].sort(laterFirst);
  return withStages(told, stageOf(board));
}

/**
 * Return milestones as they are told together: the loudest first, then by kind.
 * @template {{address: string, milestone: Milestone}} T
 * @param {readonly T[]} told
 * @returns {T[]}
 */
export function inOrderOfTelling(told) {
  return [...told].sort(
    (a, b) =>
      Number(b.milestone.weight === "major") - Number(a.milestone.weight === "major") ||
      place(a.milestone.kind) - place(b.milestone.kind) ||
      (a.address < b.address ? -1 : 1),
  );
}

/**
 * @param {import("./sweepcast.js").Board} board
 * @param {readonly import("./night.js").PastMilestone[]} past
 * @returns {OutcomeItem[]}
 */
function outcomes(board, past) {
  const decided = categoriesOf(board).filter(({ status, sequence }) => status === "decided" && sequence !== null);
  const wins = runningWins(decided);
  return decided.flatMap((category) => outcomesOf(category, wins.get(category.id) ?? [], past));
}

/**
 * Return all that was said of one category: what was corrected, and what stands.
 * @param {CategoryState} category
 * @param {{title: string, wins: number}[]} wins
 * @param {readonly import("./night.js").PastMilestone[]} past
 * @returns {OutcomeItem[]}
 */
function outcomesOf(category, wins, past) {
  const { id, name, competitive, earlier } = category;
  const said = [...earlier, { winners: category.winners, recipients: category.recipients, sequence: category.sequence ?? 0 }];
  return said.map(({ winners, recipients, sequence }, at) => {
    const before = at > 0 ? earlier[at - 1] : null;
    const corrected = earlier[at] ?? null;
    return {
      kind: "outcome",
      key: `outcome/${id}/${at}`,
      sequence,
      time: before?.corrected_at ?? corrected?.said_at ?? category.decided_at ?? "",
      category: id,
      name,
      competitive,
      winners,
      outcome: namedOutcome(category, winners, recipients),
      before: before && {
        outcome: namedOutcome(category, before.winners, before.recipients),
        time: before.said_at,
        reason: before.reason,
      },
      correctedAt: corrected?.corrected_at ?? null,
      wins: corrected ? [] : wins,
      takenBack: before ? endedWith(past, sequence, "retracted") : [],
      noLonger: endedWith(past, sequence, "passed"),
      lost: [],
    };
  });
}

/**
 * @param {readonly import("./night.js").PastMilestone[]} past
 * @param {number} sequence
 * @param {"retracted" | "passed"} how
 */
function endedWith(past, sequence, how) {
  return past.filter((each) => each.how === how && each.endedAt === sequence && isTold(each)).map(({ milestone }) => milestone.headline);
}

/**
 * @param {import("./sweepcast.js").Board} board
 * @returns {SealedItem[]}
 */
function seals(board) {
  return categoriesOf(board).flatMap((category) => {
    const seal = sealOf(category);
    if (seal === null) return [];
    const { sequence, time, place, key } = seal;
    return [{ kind: "sealed", key: `outcome/${category.id}/${place}`, sequence, time, category: category.id, name: category.name, corrects: place > 0, reveal: key }];
  });
}

/**
 * @param {readonly import("./night.js").Postponement[]} postponed
 * @returns {PostponedItem[]}
 */
function postponements(postponed) {
  return postponed.map((each) => ({ kind: "postponed", key: `postponed/${each.category}/${each.sequence}`, ...each }));
}

/**
 * Return for each category how many wins its winning works had with it, in the order in which the outcomes that
 * stand were said.
 * @param {readonly CategoryState[]} decided
 * @returns {Map<string, {title: string, wins: number}[]>}
 */
function runningWins(decided) {
  /** @type {Map<string, number>} */
  const count = new Map();
  /** @type {Map<string, {title: string, wins: number}[]>} */
  const running = new Map();
  const competitive = decided.filter((category) => category.competitive);
  for (const category of competitive.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))) {
    /** @type {Map<string, string>} */
    const titles = new Map();
    for (const nomination of category.nominations.filter(({ id }) => category.winners.includes(id))) {
      for (const { id, title } of new Map(nomination.works.map((work) => [work.id, work])).values()) {
        count.set(id, (count.get(id) ?? 0) + 1);
        titles.set(id, title);
      }
    }
    const wins = [...titles].map(([id, title]) => ({ title, wins: count.get(id) ?? 0 }));
    running.set(category.id, wins.filter((each) => each.wins > 1));
  }
  return running;
}

/**
 * @param {import("./sweepcast.js").Board} board
 * @param {readonly import("./night.js").PastMilestone[]} past
 * @returns {MilestoneItem[]}
 */
function milestones(board, past) {
  const standing = milestonesOf(board).map((each) => ({ ...each, end: null }));
  const over = past.map(({ address, milestone, how, endedTime }) => ({
    address,
    milestone,
    end: { how, time: endedTime },
  }));
  return [...standing, ...over].filter(isTold).map(({ address, milestone, end }) => ({
    kind: "milestone",
    key: `${address}/${milestone.since}`,
    sequence: milestone.since,
    time: milestone.since_time,
    address,
    milestone,
    end,
  }));
}

/** @param {{milestone: Milestone}} each */
function isTold({ milestone }) {
  return milestone.weight !== "quiet";
}

/** The newest turn first; within a turn its outcome, then what follows from it.
 * @param {Told} a
 * @param {Told} b
 */
function laterFirst(a, b) {
  if (a.sequence !== b.sequence) return b.sequence - a.sequence;
  if (a.kind !== "milestone") return -1;
  if (b.kind !== "milestone") return 1;
  return inOrderOfTelling([a, b])[0] === a ? -1 : 1;
}

/** @param {string} kind */
function place(kind) {
  const at = KINDS.indexOf(kind);
  return at < 0 ? KINDS.length : at;
}

/**
 * Set opening and closing between the items by their times: a board does not number those turns.
 * @param {readonly Told[]} told newest first
 * @param {import("./sweepcast.js").Stage | null} stage
 * @returns {Item[]}
 */
function withStages(told, stage) {
  /** @type {Item[]} */
  const items = [...told];
  /** @type {["opened" | "closed", string | null | undefined][]} */
  const moments = [
    ["opened", stage?.opened_at],
    ["closed", stage?.closed_at],
  ];
  for (const [what, time] of moments) {
    if (!time) continue;
    const before = items.findIndex((item) => Date.parse(item.time) <= Date.parse(time));
    items.splice(before < 0 ? items.length : before, 0, { kind: "stage", key: `stage/${what}`, time, what });
  }
  return items;
}
