/**
 * The outbox of a browser with several windows. Every item has one window that sends it and keeps it in the storage: the
 * one in which it was entered, or, when that is gone, one of those that are left. So one window sends at a time, in the
 * order of entering. Should two windows send the same all the same, as when one that seemed gone comes back, its id makes
 * that harmless: the server answers with what became of the first. Pure.
 *
 * @typedef {import("./outbox.js").Item} Item
 * @typedef {import("./outbox.js").Outbox} Outbox
 *
 * @typedef {object} Changes what other windows and the storage are to know
 * @property {readonly Item[]} kept
 * @property {readonly string[]} gone ids
 */
import { based, inOrder, reopened, trimmed } from "./outbox.js";

/**
 * Return what this window has changed: of other windows' items only that one was let go of.
 * @param {Outbox} before
 * @param {Outbox} after
 * @param {string} window
 * @returns {Changes}
 */
export function changesOf(before, after, window) {
  const had = new Set(before);
  const has = new Set(after.map(({ id }) => id));
  return {
    kept: after.filter((item) => item.window === window && !had.has(item)),
    gone: before.filter(({ id }) => !has.has(id)).map(({ id }) => id),
  };
}

/**
 * Return the outbox with an item as another window tells it. What is out stays out, whatever was on its way to be told.
 * @param {Outbox} outbox
 * @param {Item} told
 * @returns {Outbox}
 */
export function withTold(outbox, told) {
  const known = outbox.find(({ id }) => id === told.id);
  if (known?.standing === "done" && told.standing !== "done") return outbox;
  const merged = inOrder([...outbox.filter(({ id }) => id !== told.id), told]);
  return trimmed(told.standing === "done" && told.turn !== null ? based(merged, told, told.turn) : merged);
}

/**
 * Return the outbox with an item taken over by this window.
 * @param {Outbox} outbox
 * @param {string} id
 * @param {string} window
 * @returns {Outbox}
 */
export function takenOver(outbox, id, window) {
  return outbox.map((item) => (item.id === id ? { ...item, window } : item));
}

/**
 * Return the outbox with the items of windows that are gone: the first of those present takes them, and what was on its
 * way is sent again with its id.
 * @param {Outbox} outbox
 * @param {string} window
 * @param {ReadonlySet<string>} present the windows that are there, this one among them
 * @returns {Outbox}
 */
export function adopted(outbox, window, present) {
  const heir = [...present].sort()[0];
  if (heir !== window || outbox.every((item) => present.has(item.window))) return outbox;
  const orphans = outbox.filter((item) => !present.has(item.window)).map((item) => ({ ...item, window }));
  return inOrder([...outbox.filter((item) => present.has(item.window)), ...reopened(orphans, window)]);
}
