/**
 * The one store of the page: the night as the feed tells it, and what its viewer wants, changed by one pure reducer.
 * Views draw from `shownNight`, and from nothing else.
 *
 * @typedef {import("./night.js").Night} Night
 * @typedef {import("./viewer.js").Viewer} Viewer
 *
 * @typedef {object} State
 * @property {Night} night everything that the feed told
 * @property {Viewer} viewer
 *
 * @typedef {{type: "frame", frame: import("./sweepcast.js").Frame} | {type: "night", night: Night} | {type: "viewer", viewer: Viewer}} Action
 *   `night`: one that is watched again, as it stood
 */
import { reduce as reduceNight } from "./night.js";
import { outcomeKeys, sealed } from "./seals.js";
import { revealed } from "./viewer.js";

/**
 * Return the state after an action.
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  if (action.type === "viewer") return { ...state, viewer: begun(state, action.viewer) };
  const night = action.type === "night" ? action.night : reduceNight(state.night, action.frame);
  return night === state.night ? state : { ...state, night };
}

/**
 * Return the night as the viewer may see it.
 * @param {State} state
 * @returns {Night}
 */
export function shownNight({ night, viewer }) {
  return viewer.sealing ? sealed(night, new Set(viewer.revealed[night.ceremony ?? ""] ?? [])) : night;
}

/**
 * One who begins to seal has seen what was there before.
 * @param {State} state
 * @param {Viewer} viewer
 */
function begun({ night, viewer: before }, viewer) {
  if (before.sealing || !viewer.sealing || night.ceremony === null) return viewer;
  return revealed(viewer, night.ceremony, outcomeKeys(night.board));
}

export class Store {
  /** @type {Set<(state: State, before: State) => void>} */
  #listeners = new Set();

  /** @type {{of: State, night: Night} | null} */
  #shown = null;

  /** @param {State} state */
  constructor(state) {
    this.state = state;
  }

  /** The night as the viewer may see it: the same object as long as nothing changes. */
  get shown() {
    if (this.#shown?.of !== this.state) this.#shown = { of: this.state, night: shownNight(this.state) };
    return this.#shown.night;
  }

  /** @param {(state: State, before: State) => void} listener told of each change */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  /** @param {Action} action */
  dispatch(action) {
    const before = this.state;
    this.state = reduce(before, action);
    if (this.state === before) return;
    for (const listener of this.#listeners) listener(this.state, before);
  }
}
