/**
 * What one viewer wants of the page: the delay, sealed winners, sound, notifications, what the stream shows, films
 * that they follow, what they pinned, and which winners they have revealed. Pure values; `Keeper` alone touches the
 * browser's storage.
 *
 * @typedef {typeof SHOWN[number]} Shown what the stream shows
 *
 * @typedef {object} Viewer
 * @property {number} delay seconds that everything is told later, 0 to 600
 * @property {boolean} sealing who won stays hidden until it is asked for
 * @property {boolean} sound
 * @property {boolean} notifications
 * @property {Shown} shown
 * @property {readonly string[]} follows ids of works
 * @property {Readonly<Record<string, readonly string[]>>} pins keys of items of the stream, by ceremony
 * @property {Readonly<Record<string, readonly string[]>>} revealed keys of outcomes (`outcomeKey`), by ceremony
 */

/** The gateway's own limit. */
export const LONGEST_DELAY = 600;
export const SHOWN = /** @type {const} */ (["all", "winners", "milestones", "followed"]);
/** Pins and revealed outcomes are kept for so many ceremonies, those of the last ones that were watched. */
const KEPT_CEREMONIES = 20;
const KEY = "sweepcast.viewer";

/** @type {Viewer} */
export const NEW_VIEWER = Object.freeze({
  delay: 0,
  sealing: false,
  sound: false,
  notifications: false,
  shown: "all",
  follows: Object.freeze([]),
  pins: Object.freeze({}),
  revealed: Object.freeze({}),
});

/**
 * Return the viewer that `text` tells of; whatever in it cannot be read is as for a new viewer.
 * @param {string | null} text
 * @returns {Viewer}
 */
export function viewerOf(text) {
  const kept = /** @type {Record<string, unknown>} */ (record(parsed(text)));
  return {
    delay: delayOf(kept.delay),
    sealing: kept.sealing === true,
    sound: kept.sound === true,
    notifications: kept.notifications === true,
    shown: SHOWN.find((each) => each === kept.shown) ?? "all",
    follows: strings(kept.follows),
    pins: byCeremony(kept.pins),
    revealed: byCeremony(kept.revealed),
  };
}

/**
 * Return a whole number of seconds from 0 to the longest delay.
 * @param {unknown} seconds
 */
export function delayOf(seconds) {
  const number = Math.round(Number(seconds));
  return Number.isFinite(number) ? Math.min(LONGEST_DELAY, Math.max(0, number)) : 0;
}

/** @param {Viewer} viewer @param {string} work @returns {Viewer} */
export function followed(viewer, work) {
  return { ...viewer, follows: toggled(viewer.follows, work) };
}

/** @param {Viewer} viewer @param {string} ceremony @param {string} key @returns {Viewer} */
export function pinned(viewer, ceremony, key) {
  return { ...viewer, pins: kept(viewer.pins, ceremony, toggled(viewer.pins[ceremony] ?? [], key)) };
}

/** @param {Viewer} viewer @param {string} ceremony @param {readonly string[]} keys @returns {Viewer} */
export function revealed(viewer, ceremony, keys) {
  const known = viewer.revealed[ceremony] ?? [];
  return { ...viewer, revealed: kept(viewer.revealed, ceremony, [...new Set([...known, ...keys])]) };
}

/** Keeps the viewer in the browser, where it lets us. */
export class Keeper {
  /** @param {Window} window */
  constructor(window) {
    this.window = window;
  }

  /** @returns {Viewer} */
  read() {
    try {
      return viewerOf(this.window.localStorage.getItem(KEY));
    } catch {
      return NEW_VIEWER; // Storage may be forbidden: the page works without it.
    }
  }

  /** @param {Viewer} viewer */
  write(viewer) {
    try {
      this.window.localStorage.setItem(KEY, JSON.stringify(viewer));
    } catch {
      // Kept until the page is closed.
    }
  }

  /**
   * Tell of what another tab of this page has changed.
   * @param {(viewer: Viewer) => void} changed
   */
  listen(changed) {
    this.window.addEventListener("storage", ({ key, newValue }) => {
      if (key === KEY) changed(viewerOf(newValue));
    });
  }
}

/** @param {readonly string[]} list @param {string} each */
function toggled(list, each) {
  return list.includes(each) ? list.filter((other) => other !== each) : [...list, each];
}

/**
 * @param {Readonly<Record<string, readonly string[]>>} lists
 * @param {string} ceremony
 * @param {readonly string[]} list
 */
function kept(lists, ceremony, list) {
  const others = Object.entries(lists).filter(([each]) => each !== ceremony);
  const latest = /** @type {[string, readonly string[]][]} */ ([...others, [ceremony, list]]);
  return Object.fromEntries(latest.filter(([, keys]) => keys.length > 0).slice(-KEPT_CEREMONIES));
}

/** @param {string | null} text */
function parsed(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** @param {unknown} value */
function record(value) {
  return typeof value === "object" && value !== null ? value : {};
}

/** @param {unknown} value */
function strings(value) {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** @param {unknown} value */
function byCeremony(value) {
  return Object.fromEntries(Object.entries(record(value)).map(([ceremony, list]) => [ceremony, strings(list)]));
}
