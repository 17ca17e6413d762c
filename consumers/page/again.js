/**
 * A night to be watched again: its turns as places on a timeline, and the night as it stood at each of them. Pure; what
 * comes after a place is not known there.
 *
 * A place is the number of turns that have happened: 0 is before the first one.
 *
 * @typedef {import("./night.js").Night} Night
 * @typedef {import("./sweepcast.js").Turn} Turn
 *
 * @typedef {import("./moments.js").Moment} Moment
 * @typedef {import("./moments.js").Mark} Mark
 */
import { milestonesOf } from "./board.js";
import { isAbout, markOf, momentOf, outcomeOf } from "./moments.js";
import { NOTHING_YET, reduce } from "./night.js";

/** The night is kept after so many turns each: going back costs fewer turns than that. */
const KEPT_EVERY = 16;
/** A pause of the night is not watched for longer: its programme is published days before it opens. */
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Turns of one moment are still seen one after the other. */
const SHORTEST_PAUSE_MS = 250;

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
