/**
 * The race: how the wins of one kind (films, series, people, distributors) have grown over the night, one step a thing
 * that was said. A pure function of the board, so one who joins late sees the same race as one who was there; a
 * correction is a step of its own, which takes back what was said first.
 *
 * @typedef {import("./sweepcast.js").Board} Board
 * @typedef {import("./sweepcast.js").Standing} Standing
 * @typedef {import("./sweepcast.js").CategoryState} CategoryState
 *
 * @typedef {object} Step an outcome, or the correction of one
 * @property {string} category id
 * @property {string} name of the category
 * @property {string} time
 * @property {number} sequence of the turn that said it
 * @property {boolean} correction
 * @property {{id: string, name: string, wins: number}[]} changed whose wins it changed, and to how many
 *
 * @typedef {object} Lane one who has won
 * @property {string} id
 * @property {string} name
 * @property {number[]} wins after each step
 *
 * @typedef {object} Race
 * @property {Step[]} steps in the order in which they were said
 * @property {number} toCome categories of this kind that are not decided
 * @property {Lane[]} lanes the leader first; at most `LANES`
 * @property {{number: number, most: number}} others winners that have no lane, and the most that one of them has won
 * @property {number | null} record the most wins before tonight, where it is in reach, tied or broken
 */
import { categoriesOf, milestonesOf, standingsOf, workOf } from "./board.js";

/** More lines than this cannot be told apart. */
export const LANES = 6;

/**
 * @param {Board} board
 * @param {Standing["of"]} of
 * @param {"film" | "tv" | null} medium only these works; null for all
 * @returns {Race}
 */
export function raceOf(board, of, medium = null) {
  const standings = standingsOf(board, of, medium);
  const running = new Map(standings.map((each) => [each.id, each]));
  const theirs = categoriesOf(board).filter((category) => category.competitive && concerns(category, of, running));
  const decided = theirs.filter(({ status }) => status === "decided");
  const said = decided.flatMap((category) => outcomes(category, of, running)).sort((a, b) => a.step.sequence - b.step.sequence);
  const winners = standings.filter(({ wins }) => wins > 0);
  const { steps, lanes } = run(said, winners.slice(0, LANES), running);
  const others = winners.slice(LANES);
  return {
    steps,
    lanes,
    toCome: theirs.length - decided.length,
    others: { number: others.length, most: Math.max(0, ...others.map(({ wins }) => wins)) },
    record: of === "work" ? recordOf(board, medium) : null,
  };
}

/**
 * Return who leads, and since when nobody else was in front.
 * @param {Race} race
 * @returns {{names: string[], wins: number, since: string | null}}
 */
export function frontOf({ lanes, steps }) {
  const last = steps.length - 1;
  const front = (/** @type {number} */ at) => {
    const most = Math.max(0, ...lanes.map(({ wins }) => wins[at]));
    return most === 0 ? [] : lanes.filter(({ wins }) => wins[at] === most);
  };
  const leaders = last < 0 ? [] : front(last);
  if (leaders.length !== 1) return { names: leaders.map(({ name }) => name), wins: leaders[0]?.wins[last] ?? 0, since: null };
  let first = last;
  while (first > 0 && front(first - 1).length === 1 && front(first - 1)[0] === leaders[0]) first -= 1;
  return { names: [leaders[0].name], wins: leaders[0].wins[last], since: steps[first].time };
}

/**
 * Return places for labels that want to stand at `wanted`, at least `gap` apart and between 0 and `height`; they keep
 * their order from top to bottom, and those that want the same place the order in which they come.
 * @param {readonly number[]} wanted
 * @param {number} gap
 * @param {number} height
 * @returns {number[]}
 */
export function spread(wanted, gap, height) {
  const order = wanted.map((_, at) => at).sort((a, b) => wanted[a] - wanted[b] || a - b);
  /** @type {number[]} */
  const places = Array(wanted.length);
  let floor = 0;
  for (const at of order) {
    places[at] = Math.max(wanted[at], floor);
    floor = places[at] + gap;
  }
  let ceiling = height;
  for (const at of order.reverse()) {
    places[at] = Math.min(places[at], ceiling);
    ceiling = places[at] - gap;
  }
  return places;
}

/**
 * @param {readonly {step: Omit<Step, "changed">, gained: string[], lost: string[]}[]} said
 * @param {readonly Standing[]} leaders
 * @param {ReadonlyMap<string, Standing>} running
 */
function run(said, leaders, running) {
  /** @type {Map<string, number>} */
  const count = new Map();
  const lanes = leaders.map(({ id, name }) => ({ id, name, wins: /** @type {number[]} */ ([]) }));
  const steps = said.map(({ step, gained, lost }) => {
    const before = new Map(count);
    for (const id of lost) count.set(id, (count.get(id) ?? 0) - 1);
    for (const id of gained) count.set(id, (count.get(id) ?? 0) + 1);
    for (const { id, wins } of lanes) wins.push(count.get(id) ?? 0);
    const touched = [...new Set([...gained, ...lost])].filter((id) => (before.get(id) ?? 0) !== (count.get(id) ?? 0));
    return { ...step, changed: touched.map((id) => ({ id, name: running.get(id)?.name ?? id, wins: count.get(id) ?? 0 })) };
  });
  return { steps, lanes };
}

/**
 * Return what was said of a decided category, oldest first, with who gained a win by it and who lost one.
 * @param {CategoryState} category
 * @param {Standing["of"]} of
 * @param {ReadonlyMap<string, Standing>} running
 */
function outcomes(category, of, running) {
  const { id, name, earlier, winners, sequence, decided_at: decidedAt } = category;
  const said = [...earlier.map((each) => ({ winners: each.winners, sequence: each.sequence })), { winners, sequence: sequence ?? 0 }];
  const times = [earlier[0]?.said_at ?? decidedAt ?? "", ...earlier.map((each) => each.corrected_at)];
  return said.map((each, at) => ({
    step: { category: id, name, time: times[at], sequence: each.sequence, correction: at > 0 },
    gained: whoWon(category, each.winners, of).filter((one) => running.has(one)),
    lost: at === 0 ? [] : whoWon(category, said[at - 1].winners, of).filter((one) => running.has(one)),
  }));
}

/**
 * Return whom the winning nominations give a win each: a nomination counts once for each on it, two nominations of one
 * work are two.
 * @param {CategoryState} category
 * @param {readonly string[]} winners
 * @param {Standing["of"]} of
 */
function whoWon(category, winners, of) {
  return category.nominations.filter(({ id }) => winners.includes(id)).flatMap((nomination) => [...new Set(idsOf(nomination, of))]);
}

/** @param {import("./sweepcast.js").NominationState} nomination @param {Standing["of"]} of */
function idsOf({ works, people }, of) {
  if (of === "work") return works.map(({ id }) => id);
  if (of === "person") return people.map(({ id }) => id);
  return works.flatMap(({ distributor }) => distributor?.id ?? []);
}

/** @param {CategoryState} category @param {Standing["of"]} of @param {ReadonlyMap<string, Standing>} running */
function concerns({ nominations }, of, running) {
  return nominations.some((nomination) => idsOf(nomination, of).some((id) => running.has(id)));
}

/** @param {Board} board @param {"film" | "tv" | null} medium */
function recordOf(board, medium) {
  const records = milestonesOf(board, "record-wins")
    .filter(({ milestone: { subjects } }) => medium === null || subjects.some(({ id }) => workOf(board, id)?.medium === medium))
    .map(({ milestone }) => milestone.numbers.record ?? 0);
  return records.length === 0 ? null : Math.max(...records);
}
