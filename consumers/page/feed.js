/**
 * The feed: one websocket that comes back by itself. It resumes by cursor, drops turns that it has seen, notices a
 * peer that has died without a word (missed heartbeats) and a turn that is missing (a gap in the sequence numbers),
 * and hands on frames that can be applied as they come.
 *
 * @typedef {import("./types.js").Frame} Frame
 *
 * @typedef {object} Status
 * @property {"connecting" | "live" | "waiting" | "ended"} phase `waiting`: a pause before the next try;
 *   `ended`: the gateway said not to come back
 * @property {string} reason why it is not live, for people; empty while it is
 *
 * @typedef {object} Socket what we need of a WebSocket
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {(code?: number, reason?: string) => void} close
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds that only grow
 * @property {(act: () => void, milliseconds: number) => unknown} after returns what `cancel` takes
 * @property {(timer: any) => void} cancel
 */

export const SUBPROTOCOL = "cloudevents.json";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
/** Until `hello` says how often it sends heartbeats, and for a connection that does not come about at all. */
const PATIENCE_MS = 10_000;
/** A peer is dead after so many heartbeats that did not come. */
const HEARTBEATS_MISSED = 2.5;
/** Close codes from here on say: do not come back. */
const FINAL_CODES = 4500;
const LAST_CODE = 4999;

/**
 * Return how long to wait before a try, in milliseconds: doubling, with half of it random, so that viewers who were
 * cut off together do not come back together.
 * @param {number} attempt from 0
 * @param {number} random from 0 to 1
 */
export function pauseBefore(attempt, random) {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 16));
  return ceiling / 2 + (ceiling / 2) * random;
}

/**
 * Return the feed's address for one ceremony, from a place on.
 * @param {string} url
 * @param {string | null} ceremony null: all ceremonies
 * @param {string | null} cursor
 */
export function feedAddress(url, ceremony, cursor) {
  const address = new URL(url);
  if (ceremony !== null) address.searchParams.set("ceremony", ceremony);
  if (cursor !== null) address.searchParams.set("cursor", cursor);
  return address.href;
}

export class Feed {
  /** @type {Socket | null} */
  #socket = null;
  /** @type {string | null} */
  #cursor = null;
  /** @type {Map<string, number>} sequence number of the last turn, by ceremony */
  #seen = new Map();
  /** @type {Status} */
  #status = { phase: "connecting", reason: "" };
  /** A gap was found and not closed since: the log behind the cursor cannot be trusted. */
  #gap = false;
  #attempt = 0;
  #silenceMs = PATIENCE_MS;
  #heardAt = 0;
  /** @type {unknown} */
  #retry = null;
  /** @type {unknown} */
  #watch = null;

  /**
   * @param {object} wiring
   * @param {string} wiring.url
   * @param {string | null} wiring.ceremony
   * @param {(frame: Frame) => void} wiring.onFrame each frame that is new, in order
   * @param {(status: Status) => void} wiring.onStatus
   * @param {(address: string) => Socket} [wiring.connect]
   * @param {Clock} [wiring.clock]
   * @param {() => number} [wiring.random]
   */
  constructor({ url, ceremony, onFrame, onStatus, connect = webSocket, clock = browserClock(), random = Math.random }) {
    this.url = url;
    this.ceremony = ceremony;
    this.onFrame = onFrame;
    this.onStatus = onStatus;
    this.connect = connect;
    this.clock = clock;
    this.random = random;
  }

  start() {
    this.#open();
  }

  stop() {
    this.#forget();
    this.clock.cancel(this.#retry);
  }

  /**
   * Follow another ceremony, from its snapshot on.
   * @param {string} ceremony
   */
  follow(ceremony) {
    this.ceremony = ceremony;
    this.#cursor = null;
    this.#attempt = 0;
    this.#open();
  }

  /** Look at once whether the line still holds: after sleep, or when the network is back. */
  wake() {
    const { phase } = this.#status;
    if (phase === "ended") return;
    if (phase === "waiting" || this.clock.now() - this.#heardAt > this.#silenceMs) this.#open();
  }

  /** Try again although the gateway said not to: somebody asked for it. */
  retry() {
    this.#attempt = 0;
    this.#open();
  }

  #open() {
    this.stop();
    this.#say("connecting", this.#status.reason);
    this.#silenceMs = PATIENCE_MS;
    const socket = this.connect(feedAddress(this.url, this.ceremony, this.#cursor));
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    this.#listen();
  }

  /** @param {unknown} text */
  #hear(text) {
    const frame = readFrame(text);
    if (frame === null) {
      this.#comeBack("The feed sent something that is no frame");
      return;
    }
    this.#listen();
    if (frame.type === "sweepcast.feed.goodbye") {
      this.#closed(frame.data.code, frame.data.reason);
      return;
    }
    if (frame.type === "sweepcast.feed.hello") this.#greet(frame);
    else if (frame.type === "sweepcast.feed.snapshot") this.#seen.set(frame.data.ceremony, frame.data.sequence);
    else if (frame.type === "sweepcast.turn" && !this.#isNext(frame.data)) {
      if (!this.#gap) this.#cursor = frame.cursor;
      return;
    }
    this.#cursor = frame.cursor;
    this.#settle(frame);
    this.onFrame(frame);
  }

  /** @param {import("./types.js").Hello} hello */
  #greet({ data }) {
    this.#silenceMs = data.heartbeat_seconds * 1000 * HEARTBEATS_MISSED;
    this.#listen();
    if (!data.resumed) this.#seen.clear();
  }

  /**
   * Tell whether the turn is the next one. A gap asks for the missing turns by cursor; if it shows again, for a snapshot.
   * @param {import("./types.js").TurnData} turn
   */
  #isNext({ ceremony, sequence }) {
    const last = this.#seen.get(ceremony) ?? 0;
    if (sequence <= last) return false;
    if (sequence > last + 1) {
      if (this.#gap) this.#cursor = null;
      this.#gap = true;
      this.#comeBack(`Turn ${last + 1} is missing`);
      return false;
    }
    this.#gap = false;
    this.#seen.set(ceremony, sequence);
    return true;
  }

  /**
   * Live is only what is whole: a resumed feed, a snapshot, or a gateway that does not know the ceremony yet.
   * Pauses are short again only after a heartbeat, so that a gateway that greets and closes is not called all the time.
   * @param {Frame} frame
   */
  #settle(frame) {
    const awaitsSnapshot =
      frame.type === "sweepcast.feed.hello" &&
      !frame.data.resumed &&
      this.ceremony !== null &&
      frame.data.ceremonies.includes(this.ceremony);
    if (awaitsSnapshot) return;
    if (frame.type === "sweepcast.feed.heartbeat") this.#attempt = 0;
    if (frame.type === "sweepcast.feed.snapshot") this.#gap = false;
    this.#say("live", "");
  }

  /** Wait for the next frame, but not for ever. */
  #listen() {
    this.#heardAt = this.clock.now();
    this.clock.cancel(this.#watch);
    this.#watch = this.clock.after(() => this.#comeBack("The feed has gone silent"), this.#silenceMs);
  }

  /** @param {number} code @param {string} reason */
  #closed(code, reason) {
    if (code < FINAL_CODES || code > LAST_CODE) {
      this.#comeBack(reason || "The connection was lost");
      return;
    }
    this.#forget();
    this.#say("ended", reason || `The feed closed the connection (${code})`);
  }

  /** @param {string} reason */
  #comeBack(reason) {
    this.#forget();
    this.#say("waiting", reason);
    this.#retry = this.clock.after(() => this.#open(), pauseBefore(this.#attempt, this.random()));
    this.#attempt += 1;
  }

  #forget() {
    this.clock.cancel(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  /** @param {Status["phase"]} phase @param {string} reason */
  #say(phase, reason) {
    if (phase === this.#status.phase && reason === this.#status.reason) return;
    this.#status = { phase, reason };
    this.onStatus(this.#status);
  }
}

/**
 * @param {unknown} text
 * @returns {Frame | null} null where it is none
 */
function readFrame(text) {
  try {
    const frame = JSON.parse(String(text));
    return typeof frame?.type === "string" && typeof frame.cursor === "string" && frame.data ? frame : null;
  } catch {
    return null;
  }
}

/** @param {string} address @returns {Socket} */
function webSocket(address) {
  return new WebSocket(address, [SUBPROTOCOL]);
}

/** @returns {Clock} */
function browserClock() {
  return {
    now: () => performance.now(),
    after: (act, milliseconds) => setTimeout(act, milliseconds),
    cancel: (timer) => clearTimeout(timer),
  };
}
