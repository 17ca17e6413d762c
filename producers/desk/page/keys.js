/**
 * The desk's keys, in one table: what a key does at the desk, and what the overlay behind `?` says of it. Letters are
 * never commands, since letters narrow the list; so no slip of a finger on a name does anything.
 *
 * @typedef {object} Pressed a key as the browser tells it
 * @property {string} key
 * @property {string} [code]
 * @property {boolean} [shiftKey]
 * @property {boolean} [ctrlKey]
 * @property {boolean} [metaKey]
 * @property {boolean} [altKey]
 * @property {boolean} [repeat] held down: moves on in a list, and never sends
 * @property {boolean} [isComposing] part of a character that is not finished, as in Korean
 *
 * @typedef {{do: "pick", place: number, add: boolean}
 *   | {do: "type", letter: string}
 *   | {do: "move", by: 1 | -1, add: boolean}
 *   | {do: "category", by: 1 | -1}
 *   | {do: "go" | "erase" | "leave" | "tie" | "no-award" | "postpone" | "withdraw" | "undo" | "find" | "menu" | "help" | "confirm"}} Command
 */

/** @type {readonly {keys: readonly string[], does: string}[]} */
export const KEYS = Object.freeze([
  { keys: ["1", "…", "9"], does: "Choose a nominee; what would be said appears at once" },
  { keys: ["A", "…", "Z"], does: "Narrow the nominees by name, in any script" },
  { keys: ["↑", "↓"], does: "Go through the nominees" },
  { keys: ["Enter"], does: "Do what the large button says: send, ask for more, or go on" },
  { keys: ["Shift", "1", "…", "9"], does: "Add a nominee to a tie, or take it out" },
  { keys: ["+"], does: "Tie or several winners: from here on every choice adds" },
  { keys: ["0"], does: "No award in this category" },
  { keys: ["-"], does: "Postpone this category" },
  { keys: ["Delete"], does: "Withdraw the chosen nominee before the category is decided" },
  { keys: ["Ctrl", "Z"], does: "Take back what was said last, or what was said of this category" },
  { keys: ["Page Up", "Page Down"], does: "Go to another category; sending there is out of order" },
  { keys: ["/"], does: "Find a category by name" },
  { keys: ["="], does: "Go to what waits for your confirmation" },
  { keys: ["Ctrl", "V"], does: "Paste a press release: it becomes drafts" },
  { keys: [","], does: "The menu: hold the desk, press release, programme, rehearsal" },
  { keys: ["Esc"], does: "Let go of what was chosen, and come back to the nominees" },
  { keys: ["?"], does: "This overview" },
]);

/** @type {Readonly<Record<string, Command>>} */
const NAMED = Object.freeze({
  Enter: { do: "go" },
  Backspace: { do: "erase" },
  Escape: { do: "leave" },
  Delete: { do: "withdraw" },
  PageUp: { do: "category", by: -1 },
  PageDown: { do: "category", by: 1 },
  "0": { do: "no-award" },
  "-": { do: "postpone" },
  "+": { do: "tie" },
  "/": { do: "find" },
  "=": { do: "confirm" },
  ",": { do: "menu" },
  "?": { do: "help" },
});

const MAY_REPEAT = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Backspace"]);

/**
 * Return what a key means at the desk, or null where it means nothing there and is the browser's.
 * @param {Pressed} pressed
 * @returns {Command | null}
 */
export function commandOf(pressed) {
  const { key, code = "", shiftKey = false, ctrlKey = false, metaKey = false, altKey = false } = pressed;
  if (pressed.isComposing || (pressed.repeat && !MAY_REPEAT.has(key))) return null;
  if ((ctrlKey || metaKey) && !altKey) return key.toLowerCase() === "z" && !shiftKey ? { do: "undo" } : null;
  if (altKey || ctrlKey || metaKey) return null;
  if (key === "ArrowUp") return { do: "move", by: -1, add: shiftKey };
  if (key === "ArrowDown") return { do: "move", by: 1, add: shiftKey };
  // Where digits need the shift key (French), they choose; a tie is then begun with "+".
  if (/^[1-9]$/u.test(key)) return { do: "pick", place: Number(key), add: false };
  if (key in NAMED) return NAMED[key];
  const digit = /^Digit([1-9])$/u.exec(code);
  if (shiftKey && digit !== null) return { do: "pick", place: Number(digit[1]), add: true };
  if ([...key].length === 1 && /[\p{L}\p{M} '’.]/u.test(key)) return { do: "type", letter: key };
  return null;
}
