/**
 * The outbox: what was entered and is not yet on the feed, oldest first. Pure; the browser's storage and the network are
 * around it. One sending at a time, in order, each with the id that it got when it was entered, so nothing doubles.
 *
 * @typedef {"waiting" | "sending" | "accepted" | "to-confirm" | "done" | "refused" | "stopped"} Standing
 *   `accepted`: taken by the desk, its turn not yet seen; `to-confirm`: waits for a second person; `refused`: it will
 *   never go out as it is; `stopped`: its person has to look first, see `why`
 *
 * @typedef {object} Item
 * @property {string} id of the announcement; stays the same however often it is sent
 * @property {string} window the window that sends it, see shared_outbox.js
 * @property {number} number the order of entering
 * @property {string} by who entered it, and in whose name it goes out
 * @property {string} ceremony
 * @property {string | null} category that it is about
 * @property {number} basedOn the sequence number that the person saw
 * @property {import("./said.js").Announced} announced
 * @property {string} enteredAt
 * @property {string} words what it says, for the person
 * @property {boolean} confirmed whether the person was asked twice
 * @property {Standing} standing
 * @property {"" | "stale" | "held" | "confirm" | "another-person"} why it is stopped: somebody said something meanwhile,
 *   somebody else holds the desk, it turned out to be extraordinary, or another person is at the desk than entered it
 * @property {string} detail of a refusal, or of an answer that is late, for people
 * @property {readonly string[]} meanwhile who did what, for a stale one
 * @property {number | null} turn the sequence number that it became
 * @property {readonly import("./forecast.js").Line[]} lines the receipt: what that turn said
 *
 * @typedef {readonly Item[]} Outbox
 *
 * @typedef {Pick<Item, "id" | "window" | "by" | "ceremony" | "category" | "basedOn" | "announced" | "enteredAt" | "words" | "confirmed">} Entered
 *
 * @typedef {{kind: "accepted", detail?: string} | {kind: "to-confirm"} | {kind: "unreachable", detail: string}
 *   | {kind: "done", turn: number, lines: readonly import("./forecast.js").Line[]}
 *   | {kind: "refused", detail: string}
 *   | {kind: "stopped", why: "stale" | "held" | "confirm" | "another-person", detail: string, meanwhile: readonly string[]}} Answer
 */

const OPEN = new Set(["waiting", "sending", "accepted", "to-confirm", "stopped"]);

/** What follows one of these was entered in the belief that it had gone out. */
const BLOCKS = new Set(["sending", "accepted", "stopped"]);

/** How many finished ones stay to be seen. */
const KEPT = 12;

/**
 * Return the outbox with one more thing to send.
 * @param {Outbox} outbox
 * @param {Entered} entered
 * @returns {Outbox}
 */
export function withEntered(outbox, entered) {
  if (outbox.some(({ id }) => id === entered.id)) return outbox;
  const number = 1 + Math.max(0, ...outbox.map((each) => each.number));
  return trimmed([...outbox, { ...entered, number, standing: "waiting", why: "", detail: "", meanwhile: [], turn: null, lines: [] }]);
}

/**
 * Return what a window is to send now: the oldest that waits, unless one is on its way, or an older one has to be looked
 * at first, or it is another window's. Ceremonies do not wait for one another.
 * @param {Outbox} outbox
 * @param {string} ceremony
 * @param {string} window
 * @returns {Item | null}
 */
export function nextToSend(outbox, ceremony, window) {
  const first = outbox.find((item) => item.ceremony === ceremony && (item.standing === "waiting" || BLOCKS.has(item.standing)));
  return first?.standing === "waiting" && first.window === window ? first : null;
}

/**
 * Return the ceremonies of which a window has something to send now.
 * @param {Outbox} outbox
 * @param {string} window
 */
export function ceremoniesToSend(outbox, window) {
  return [...new Set(outbox.map(({ ceremony }) => ceremony))].filter((ceremony) => nextToSend(outbox, ceremony, window) !== null);
}

/**
 * Return the outbox with this one on its way.
 * @param {Outbox} outbox
 * @param {string} id
 * @returns {Outbox}
 */
export function sending(outbox, id) {
  return outbox.map((item) => (item.id === id ? { ...item, standing: "sending", detail: "" } : item));
}

/**
 * Return the outbox after the server's answer to a sending, or its later word of it.
 * @param {Outbox} outbox
 * @param {string} id
 * @param {Answer} answer
 * @returns {Outbox}
 */
export function answered(outbox, id, answer) {
  const item = outbox.find((each) => each.id === id);
  if (item === undefined || item.standing === "done") return outbox;
  const changed = outbox.map((each) => (each.id === id ? { ...each, ...changeOf(answer) } : each));
  return trimmed(answer.kind === "done" ? based(changed, item, answer.turn) : changed);
}

/**
 * Return the outbox after an item became a turn. When that is the turn right behind what the item was based on, nobody
 * else came between, and those behind it that were based on the same are based on that turn.
 * @param {Outbox} outbox
 * @param {Item} item
 * @param {number} turn
 * @returns {Outbox}
 */
export function based(outbox, item, turn) {
  return turn === item.basedOn + 1 ? outbox.map((each) => (follows(each, item) ? { ...each, basedOn: turn } : each)) : outbox;
}

/** @param {Item} each @param {Item} item */
function follows(each, item) {
  const behind = each.standing === "waiting" && each.number >= item.number && each.id !== item.id && each.ceremony === item.ceremony;
  return behind && each.basedOn === item.basedOn;
}

/** @param {Answer} answer @returns {Partial<Item>} */
function changeOf(answer) {
  switch (answer.kind) {
    case "unreachable":
      return { standing: "waiting", detail: answer.detail };
    case "accepted":
      return { standing: "accepted", detail: answer.detail ?? "" };
    case "to-confirm":
      return { standing: "to-confirm", detail: "" };
    case "done":
      return { standing: "done", turn: answer.turn, lines: answer.lines, why: "", detail: "", meanwhile: [] };
    case "refused":
      return { standing: "refused", detail: answer.detail };
    case "stopped":
      return { standing: "stopped", why: answer.why, detail: answer.detail, meanwhile: answer.meanwhile };
  }
}

/**
 * Return the outbox with a stopped one to be sent again, now that its person has seen what happened up to `sequence`.
 * Sending again what turned out to be extraordinary is the second key press; it goes out in the name of who does.
 * @param {Outbox} outbox
 * @param {string} id
 * @param {number} sequence
 * @param {string} by
 * @returns {Outbox}
 */
export function again(outbox, id, sequence, by) {
  return outbox.map((item) => {
    if (item.id !== id || item.standing !== "stopped") return item;
    const confirmed = item.confirmed || item.why === "confirm";
    return { ...item, by, standing: "waiting", basedOn: sequence, confirmed, why: "", detail: "", meanwhile: [] };
  });
}

/**
 * Return the outbox without one that its person has let go of. What is on its way cannot be let go of: undo it.
 * @param {Outbox} outbox
 * @param {string} id
 * @returns {Outbox}
 */
export function dropped(outbox, id) {
  return outbox.filter((item) => item.id !== id || item.standing === "accepted" || item.standing === "sending");
}

/**
 * Return the outbox when nobody has listened for a while: what this window had on its way may or may not have arrived,
 * and is sent again with its old id.
 * @param {Outbox} outbox
 * @param {string} window
 * @returns {Outbox}
 */
export function reopened(outbox, window) {
  const underWay = (/** @type {Item} */ item) => item.standing === "sending" || item.standing === "accepted";
  return outbox.map((item) => (item.window === window && underWay(item) ? { ...item, standing: "waiting" } : item));
}

/**
 * Return the items in the order of entering, the same in every window.
 * @param {Outbox} outbox
 * @returns {Outbox}
 */
export function inOrder(outbox) {
  return [...outbox].sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1));
}

/**
 * Return those that are not out yet, oldest first.
 * @param {Outbox} outbox
 */
export function notOut(outbox) {
  return outbox.filter(({ standing }) => OPEN.has(standing));
}

/**
 * Return the outbox with all that is open, and the newest of what is finished.
 * @param {Outbox} outbox
 * @returns {Outbox}
 */
export function trimmed(outbox) {
  const finished = outbox.filter(({ standing }) => !OPEN.has(standing));
  const old = new Set(finished.slice(0, Math.max(0, finished.length - KEPT)).map(({ id }) => id));
  return outbox.filter(({ id }) => !old.has(id));
}
