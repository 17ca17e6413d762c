/**
 * The questions that views ask a board: the whole state of one night, a plain object from address to value.
 *
 * @typedef {import("./sweepcast.js").Board} Board
 * @typedef {import("./sweepcast.js").Value} Value
 */

/**
 * Return the board as JSON with sorted addresses and numbers: equal boards give equal text, here and at the gateway.
 * @param {Board} board
 * @returns {string}
 */
export function boardJson(board) {
  return JSON.stringify(sorted(board), (key, value) => (key === "numbers" ? sorted(value) : value));
}

/**
 * @template T
 * @param {Readonly<Record<string, T>>} named
 * @returns {Record<string, T>}
 */
function sorted(named) {
  return Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {Board} board @returns {import("./sweepcast.js").CeremonyInfo | null} */
export function ceremonyOf(board) {
  return /** @type {import("./sweepcast.js").CeremonyInfo | undefined} */ (board.ceremony) ?? null;
}

/** @param {Board} board @returns {import("./sweepcast.js").Stage | null} */
export function stageOf(board) {
  return /** @type {import("./sweepcast.js").Stage | undefined} */ (board.stage) ?? null;
}

/**
 * Return a category, or null where the board has none of that id.
 * @param {Board} board
 * @param {string} id
 * @returns {import("./sweepcast.js").CategoryState | null}
 */
export function categoryOf(board, id) {
  return /** @type {import("./sweepcast.js").CategoryState | undefined} */ (board[`category/${id}`]) ?? null;
}

/** Return all categories in running order.
 * @param {Board} board
 * @returns {import("./sweepcast.js").CategoryState[]}
 */
export function categoriesOf(board) {
  return ofType(board, "category").sort((a, b) => a.order - b.order || compare(a.id, b.id));
}

/** @param {Board} board @param {string} id @returns {import("./sweepcast.js").WorkInfo | null} */
export function workOf(board, id) {
  return /** @type {import("./sweepcast.js").WorkInfo | undefined} */ (board[`work/${id}`]) ?? null;
}

/** @param {Board} board @param {string} of @param {string} id @returns {import("./sweepcast.js").Standing | null} */
export function standingOf(board, of, id) {
  return /** @type {import("./sweepcast.js").Standing | undefined} */ (board[`standing/${of}/${id}`]) ?? null;
}

/**
 * Return the name of somebody who has no standing, since only competitive categories count, from where the board
 * names them; null where it does not.
 * @param {Board} board
 * @param {string} of
 * @param {string} id
 * @returns {string | null}
 */
export function nameOf(board, of, id) {
  const named = categoriesOf(board).flatMap(({ nominations, recipients }) => {
    if (of === "person") return [...recipients, ...nominations.flatMap(({ people }) => people)];
    if (of !== "distributor") return [];
    return nominations.flatMap(({ works }) => works.flatMap(({ distributor }) => distributor ?? []));
  });
  return named.find((each) => each.id === id)?.name ?? null;
}

/**
 * Return the standings of one kind, the leader first: most wins, then most that can still be reached, then by name.
 * @param {Board} board
 * @param {"work" | "person" | "distributor"} of
 * @param {"film" | "tv" | null} medium only these works; null for all
 * @returns {import("./sweepcast.js").Standing[]}
 */
export function standingsOf(board, of, medium = null) {
  return ofType(board, "standing")
    .filter((each) => each.of === of && (medium === null || each.medium === medium))
    .sort(
      (a, b) =>
        b.wins - a.wins ||
        b.possible - a.possible ||
        b.nominations - a.nominations ||
        a.name.localeCompare(b.name, "en") ||
        compare(a.id, b.id),
    );
}

/**
 * Return the milestones that hold, with their addresses, oldest first.
 * @param {Board} board
 * @param {string} [family] only those at `milestone/<family>/…`
 * @returns {{address: string, milestone: import("./sweepcast.js").Milestone}[]}
 */
export function milestonesOf(board, family) {
  const prefix = family === undefined ? "milestone/" : `milestone/${family}/`;
  return Object.entries(board)
    .filter(([address]) => address.startsWith(prefix))
    .map(([address, value]) => ({ address, milestone: /** @type {import("./sweepcast.js").Milestone} */ (value) }))
    .sort((a, b) => a.milestone.since - b.milestone.since || compare(a.address, b.address));
}

/**
 * Return whether two lists hold the very same values: what a turn does not change stays the same object on the board.
 * @param {readonly unknown[]} one
 * @param {readonly unknown[]} other
 */
export function sameItems(one, other) {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}

/**
 * Return the values of one type, in no order that means anything.
 * @template {Value["type"]} T
 * @param {Board} board
 * @param {T} type
 * @returns {Extract<Value, {type: T}>[]}
 */
function ofType(board, type) {
  return /** @type {Extract<Value, {type: T}>[]} */ (Object.values(board).filter((value) => value.type === type));
}

/** @param {string} a @param {string} b */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
