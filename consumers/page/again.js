/**
 * A night to be watched again: its turns as places on a timeline, and the night as it stood at each of them. Pure but
 * for the reading of the turns; what comes after a place is not known there.
 *
 * A place is the number of turns that have happened: 0 is before the first one.
 *
 * @typedef {import("./night.js").Night} Night
 * @typedef {import("./sweepcast.js").Turn} Turn
 *
 * @typedef {object} Moment
 * @property {number} sequence of the turn
 * @property {string} time
 * @property {string} words what it brought: "After Best Director"
 *
 * @typedef {object} Mark a place on the timeline that stands out
 * @property {number} place
 * @property {"milestone" | "correction"} kind
 * @property {string[]} headlines of the milestones that fell there
 */
import { milestonesOf } from "./board.js";
import { json } from "./gateway.js";
import { NOTHING_YET, reduce } from "./night.js";

/** The night is kept after so many turns each: going back costs fewer turns than that. */
const KEPT_EVERY = 16;
/** As many turns as the gateway gives at once. */
const PAGE_TURNS = 500;
/** A pause of the night is not watched for longer: its programme is published days before it opens. */
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Turns of one moment are still seen one after the other. */
const SHORTEST_PAUSE_MS = 250;

/**
 * Return the turns of a ceremony that are held, of those behind a number up to and with another, the first one first.
 * @param {typeof fetch} fetcher
 * @param {string} ceremony
 * @param {object} [which]
 * @param {number} [which.after]
 * @param {number} [which.until]
 * @param {(turns: number) => void} [progress] told how many there are so far
 * @returns {Promise<Turn[]>}
 */
export async function turnsOf(fetcher, ceremony, { after = 0, until = Infinity } = {}, progress = () => {}) {
  /** @type {Turn[]} */
  const turns = [];
  for (let next = /** @type {number | null} */ (after); next !== null && next < until; ) {
    // Not more than is wanted: what comes later need not even reach this browser.
    const path = `v1/ceremonies/${encodeURIComponent(ceremony)}/turns?after=${next}&limit=${Math.min(PAGE_TURNS, until - next)}`;
    const page = await json(fetcher, path);
    if (!Array.isArray(page.turns)) throw new Error(`${path} holds no list of turns`);
    turns.push(...page.turns.filter((/** @type {Turn} */ { data }) => data.sequence <= until));
    progress(turns.length);
    // A gateway that named the same place again would be asked for ever.
    next = typeof page.next === "number" && page.next > next ? page.next : null;
  }
  return turns;
}

/** The turns of one night, and the night at any place among them. */
export class Again {
  /** @type {Turn[]} */
  turns = [];
  /** @type {Moment[]} */
  moments = [];
  /** Where something stands out, in the order of their places. @type {Mark[]} */
  marks = [];
  /** The places at which a category was decided, or decided anew. @type {number[]} */
  outcomes = [];
  /** The night after 0, 16, 32 … turns, as far as it was asked for. @type {Night[]} */
  #kept;
  /** Where the night was asked for last: mostly it goes on from there. @type {{place: number, night: Night}} */
  #last;

  /**
   * @param {readonly Turn[]} turns in their order
   * @param {Night} [start] the night before them, with no more than what is known of any night before it begins
   */
  constructor(turns, start = NOTHING_YET) {
    this.#kept = [start];
    this.#last = { place: 0, night: start };
    this.add(turns);
  }

  /** Let the night go on with these turns.
   * @param {readonly Turn[]} turns in their order, behind all that there are
   */
  add(turns) {
    for (const turn of turns) {
      const place = this.turns.push(turn);
      this.moments.push(momentOf(turn));
      this.marks.push(...markOf(turn, place));
      if (outcomeOf(turn.data)) this.outcomes.push(place);
    }
  }

  /** The last place. */
  get end() {
    return this.turns.length;
  }

  /** The place to begin at: where the ceremony opens, or at the first turn. */
  get opening() {
    const at = this.turns.findIndex(({ data }) => isAbout(data, "ceremony-opened"));
    return Math.min(this.end, Math.max(at, 0) + 1);
  }

  /**
   * Return the night as it stood at a place.
   * @param {number} place
   * @returns {Night}
   */
  nightAt(place) {
    const ahead = this.#last.place <= place && place - this.#last.place <= KEPT_EVERY;
    let { place: at, night } = ahead ? this.#last : this.#keptBefore(place);
    while (at < place) {
      night = reduce(night, this.turns[at]);
      at += 1;
      if (at % KEPT_EVERY === 0) this.#kept[at / KEPT_EVERY] ??= night;
    }
    this.#last = { place, night };
    return night;
  }

  /** Return the place of a turn by its number, or the nearest one before it.
   * @param {number} sequence
   */
  placeOf(sequence) {
    const behind = this.turns.findIndex(({ data }) => data.sequence > sequence);
    return behind < 0 ? this.end : Math.max(behind, Math.min(1, this.end));
  }

  /**
   * Return how many turns are missing up to a place: the first turn is number 1, and there are no holes by themselves.
   * @param {number} place
   */
  missingAt(place) {
    return place === 0 ? 0 : this.turns[place - 1].data.sequence - place;
  }

  /** Return what is missing up to a place, in a sentence; empty where nothing is.
   * @param {number} place
   */
  missingWords(place) {
    const missing = this.missingAt(place);
    if (missing === 0) return "";
    const [first] = this.turns;
    if (missing === first.data.sequence - 1) return `The turns before number ${first.data.sequence} are no longer held: what they said is missing here.`;
    return `${missing === 1 ? "One turn up to here is" : `${missing} turns up to here are`} not held: what they said is missing here.`;
  }

  /**
   * Return the marks as a viewer may see them: of milestones, only those that stand on what they see of the night then.
   * @param {(night: Night) => Night} seen
   * @returns {Mark[]}
   */
  marksSeen(seen) {
    return this.marks.flatMap((mark) => {
      const { board } = seen(this.nightAt(mark.place));
      const open = new Set(milestonesOf(board).map(({ milestone }) => milestone.headline));
      const headlines = mark.headlines.filter((each) => open.has(each));
      return mark.kind === "correction" || headlines.length > 0 ? [{ ...mark, headlines }] : [];
    });
  }

  /** Return the place of the next milestone or correction behind a place, the end where there is none.
   * @param {number} place
   */
  nextMark(place) {
    return this.marks.find((mark) => mark.place > place)?.place ?? this.end;
  }

  /** Return the place of the next outcome behind a place, the end where there is none.
   * @param {number} place
   */
  nextOutcome(place) {
    return this.outcomes.find((each) => each > place) ?? this.end;
  }

  /**
   * Return how long to stay at a place before the next turn comes, in milliseconds.
   * @param {number} place before the last one
   * @param {number} pace how many times as fast as the night was
   */
  pauseAt(place, pace) {
    const [from, until] = [place - 1, place].map((at) => Date.parse(this.moments[at]?.time ?? ""));
    const pause = Number.isFinite(until - from) ? until - from : 0;
    return Math.max(Math.min(pause, LONGEST_PAUSE_MS) / pace, SHORTEST_PAUSE_MS);
  }

  /** @param {number} place @returns {{place: number, night: Night}} */
  #keptBefore(place) {
    const at = Math.min(Math.floor(place / KEPT_EVERY), this.#kept.length - 1);
    return { place: at * KEPT_EVERY, night: this.#kept[at] };
  }
}

/** @param {Turn} turn @returns {Moment} */
function momentOf({ data }) {
  return { sequence: data.sequence, time: data.cause.time, words: wordsOf(data) };
}

/** What turns bring that decide nothing. */
const BROUGHT = /** @type {const} */ ([
  ["programme-published", "The programme"],
  ["ceremony-opened", "The ceremony opens"],
  ["ceremony-closed", "The night is over"],
  ["history-seeded", "The record book is filled"],
  ["nomination-withdrawn", "After a nomination was withdrawn"],
]);

/** @param {Turn["data"]} turn @returns {string} */
function wordsOf(turn) {
  const categories = turn.updates.flatMap(({ value }) => (value?.type === "category" ? [value] : []));
  const decided = outcomeOf(turn);
  if (decided) return decided.earlier.length > 0 ? `After the correction of ${decided.name}` : `After ${decided.name}`;
  const brought = BROUGHT.find(([what]) => isAbout(turn, what));
  if (brought) return brought[1];
  const next = categories.find(({ status }) => status === "up-next");
  if (next) return `${next.name} is up next`;
  const postponed = categories.find(({ status }) => status === "postponed");
  return postponed ? `${postponed.name} is postponed` : `After turn ${turn.sequence}`;
}

/** Return the category that a turn decides. @param {Turn["data"]} turn */
function outcomeOf({ updates, sequence }) {
  const decided = updates.find(({ value }) => value?.type === "category" && value.status === "decided" && value.sequence === sequence);
  return /** @type {import("./sweepcast.js").CategoryState | undefined} */ (decided?.value);
}

/** @param {Turn["data"]} turn @param {string} announcement */
function isAbout(turn, announcement) {
  return turn.cause.type === `sweepcast.announcement.${announcement}`;
}

/** @param {Turn} turn @param {number} place @returns {Mark[]} */
function markOf({ data }, place) {
  const fallen = data.updates.flatMap(({ value }) =>
    value?.type === "milestone" && value.since === data.sequence && value.weight === "major" ? [value.headline] : [],
  );
  if (isAbout(data, "winner-corrected")) return [{ place, kind: "correction", headlines: fallen }];
  return fallen.length > 0 ? [{ place, kind: "milestone", headlines: fallen }] : [];
}
