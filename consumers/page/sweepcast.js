/**
 * Sweepcast's feed for JavaScript: one module without dependencies, for browsers, Node, Deno and Bun.
 *
 *     import { follow } from "https://<gateway>/sweepcast.js";
 *     for await (const update of follow("wss://<gateway>/v1/feed", { kinds: "milestone" })) { … }
 *
 * `follow` gives the feed's snapshots and turns, each turn once and in order, over as many connections as that takes;
 * `keep` makes boards of them. `Feed` is the same for those who want to be called. sweepcast.d.ts has the types and
 * says what each thing does; docs/protocol.md describes the feed.
 *
 * @typedef {import("./sweepcast.d.ts").Board} Board
 * @typedef {import("./sweepcast.d.ts").Clock} Clock
 * @typedef {import("./sweepcast.d.ts").Feed} Declared
 * @typedef {import("./sweepcast.d.ts").ConnectOptions} ConnectOptions
 * @typedef {import("./sweepcast.d.ts").FilterOnTheWire} FilterOnTheWire
 * @typedef {import("./sweepcast.d.ts").Frame} Frame
 * @typedef {import("./sweepcast.d.ts").Link} Link
 * @typedef {import("./sweepcast.d.ts").News} News
 * @typedef {import("./sweepcast.d.ts").Socket} Socket
 *
 * @typedef {((address: string) => Socket) & {carriesToken?: boolean}} Connect
 */

const SUBPROTOCOL = "cloudevents.json";
const FEED_PATH = "/v1/feed";
const FIRST_PAUSE_SECONDS = 0.5;
const LONGEST_PAUSE_SECONDS = 20;
/** How long a gateway may take to say hello, and to answer a change of filter or delay. */
const PATIENCE_MS = 10_000;
/** How long a socket may take from its error to its close. */
const ERROR_MS = 1000;
/** A peer that sends nothing for so many heartbeat intervals is dead: two beats lost, and half of one for the way. */
const MISSED_HEARTBEATS = 2.5;
/** Close codes that say: do not come back. */
const FIRST_CODE_FOR_GOOD = 4500;
const LAST_CODE_FOR_GOOD = 4999;
/** The code of a connection that broke without a word. */
const BROKEN = 1006;
/** The HTTP statuses below 500 that are about the moment, not about what was asked. */
const COME_BACK_STATUS = [408, 425, 429];
/** However long a gateway wants to be left alone. */
const LONGEST_RETRY_AFTER_SECONDS = 3600;
/** A cursor that is none. A subscriber without a cursor goes on at its place; this one asks for snapshots. */
const ANEW = "anew";
/** What was dealt with is gathered for so long before it is acknowledged. */
const GATHER_MS = 1000;
/** The code with which a place is refused that cannot be kept at the moment. */
const TRY_LATER = "cannot-keep-place";
/** Frames that may wait for a consumer before the connection is left until it has caught up. */
const MOST_WAITING = 5000;
/** Characters of one event of a stream; a snapshot of the largest night stays far below. */
const LARGEST_EVENT = 16 * 1024 * 1024;

/** What has to be there in the data of a frame for it to be read. @type {Record<string, Record<string, string>>} */
const SHAPES = {
  "sweepcast.feed.hello": { heartbeat_seconds: "number", resumed: "boolean", ceremonies: "array" },
  "sweepcast.feed.snapshot": { ceremony: "string", sequence: "number", board: "object" },
  "sweepcast.turn": { ceremony: "string", sequence: "number", updates: "array" },
  "sweepcast.feed.heartbeat": {},
  "sweepcast.feed.filtered": { filter: "object", ceremonies: "array" },
  "sweepcast.feed.delayed": { delay_seconds: "number" },
  "sweepcast.feed.acked": {},
  "sweepcast.feed.refused": { code: "string", detail: "string" },
  "sweepcast.feed.goodbye": { code: "number", reason: "string" },
};

export class FeedError extends Error {
  name = "FeedError";
}

export class FeedRefused extends FeedError {
  name = "FeedRefused";

  /** @param {string} url @param {string} problem @param {string} remedy @param {number | null} [status] */
  constructor(url, problem, remedy, status = null) {
    super(`${url}: ${problem}: ${remedy}`);
    this.url = url;
    this.problem = problem;
    this.remedy = remedy;
    this.status = status;
  }
}

export class FeedEnded extends FeedError {
  name = "FeedEnded";

  /** @param {number} code @param {string} reason */
  constructor(code, reason) {
    super(`the gateway ended the feed for good (code ${code}): ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}

/** One connection is over, or could not be made; coming back may help. Nobody outside sees it: the feed comes back. */
class ConnectionLost extends Error {
  /** @param {string} reason @param {number} [retryAfter] seconds that the gateway asked for */
  constructor(reason, retryAfter = 0) {
    super(reason);
    this.retryAfter = retryAfter;
  }
}

/**
 * @param {string | URL} url
 * @param {import("./sweepcast.d.ts").FollowOptions} [options]
 * @returns {import("./sweepcast.d.ts").Following}
 */
export function follow(url, options = {}) {
  const inbox = new Inbox();
  const feed = new Feed(url, {
    ...options,
    onFrame: (frame) => {
      inbox.put(frame);
      if (frame.type === "sweepcast.feed.refused") (options.onRefused ?? warn)(frame.data);
      if (inbox.size >= MOST_WAITING) feed.stop();
    },
    onLink: (link) => {
      if (link.status === "ended") inbox.end(link.error);
      else options.onLink?.(link);
    },
  });
  return Object.assign(newsOf(feed, inbox, options), {
    changeFilter: feed.changeFilter.bind(feed),
    changeDelay: feed.changeDelay.bind(feed),
  });
}

/**
 * @param {Feed} feed
 * @param {Inbox} inbox
 * @param {import("./sweepcast.d.ts").FollowOptions} options
 * @returns {AsyncGenerator<News, void, void>}
 */
async function* newsOf(feed, inbox, { storeCursor, signal, subscriber, clock }) {
  const places = subscriber ? new Acknowledgements(feed, clock ?? systemClock()) : null;
  const abort = () => inbox.abort();
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  else feed.start();
  let stored = null;
  try {
    for (;;) {
      const frame = await inbox.next();
      if (frame === null) return;
      // What waited has been dealt with; a feed that was left for a slow consumer goes on where it was.
      if (inbox.size === 0) feed.start();
      places?.hear(frame);
      if (isNews(frame)) yield frame;
      else if (frame.type !== "sweepcast.feed.heartbeat") continue;
      places?.dealtWith(frame.cursor);
      if (frame.cursor !== stored) await storeCursor?.(frame.cursor);
      stored = frame.cursor;
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    places?.send();
    feed.stop();
  }
}

/**
 * @param {Readonly<Record<string, Board>>} boards
 * @param {News} frame
 * @returns {Record<string, Board>}
 */
export function keep(boards, frame) {
  if (frame.type === "sweepcast.feed.snapshot") return { ...boards, [frame.data.ceremony]: frame.data.board };
  const { ceremony, updates } = frame.data;
  return { ...boards, [ceremony]: applied(boards[ceremony] ?? {}, updates) };
}

/**
 * @param {Board} board
 * @param {readonly import("./sweepcast.d.ts").Update[]} updates
 * @returns {Board}
 */
export function applied(board, updates) {
  const after = { ...board };
  for (const { address, value } of updates) {
    if (value === null) delete after[address];
    else after[address] = value;
  }
  return after;
}

/**
 * @param {number} failures
 * @param {number} chance
 */
export function pauseBefore(failures, chance) {
  // The exponent is bounded for the sake of a gateway that stays away for days.
  return chance * Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(failures, 16));
}

/**
 * @param {string | URL} url
 * @param {ConnectOptions} [options]
 * @returns {string}
 */
export function feedAddress(url, options = {}) {
  const address = addressOf(url);
  const { delay, cursor, subscriber, token } = options;
  const named = { ceremony: "ceremonies", kind: "kinds", work: "works", person: "people", category: "categories" };
  const filter = /** @type {Record<string, string[]>} */ (filterOf(options));
  const query = Object.entries(named).map(([name, key]) => /** @type {const} */ ([name, filter[key] ?? []]));
  for (const [name, values] of [...query, ...Object.entries({ delay, subscriber, cursor, token })]) {
    const given = Array.isArray(values) ? values : values === null || values === undefined ? [] : [String(values)];
    if (given.length > 0) address.searchParams.delete(name);
    for (const value of given) address.searchParams.append(name, value);
  }
  return address.href;
}

/** @implements {Declared} */
export class Feed {
  /** @type {Socket | null} */
  #socket = null;
  /** Whether this connection has said hello. */
  #greeted = false;
  /** Whether anybody wants to be connected. */
  #running = false;
  #failures = 0;
  /** @type {Link} */
  #link = { status: "connecting", reason: "", pause: 0, resumed: false, stale: false, error: null };
  #silenceMs = PATIENCE_MS;
  #heardAt = 0;
  #requests = 0;
  /** Requests that were not answered yet, by id. @type {Map<string, {type: "filter" | "delay"}>} */
  #pending = new Map();
  /** @type {unknown} */
  #watch = null;
  /** @type {unknown} */
  #retry = null;
  /** @type {unknown} */
  #answer = null;

  /**
   * @param {string | URL} url
   * @param {import("./sweepcast.d.ts").FeedOptions} options
   */
  constructor(url, options) {
    const { href, protocol, host, pathname } = addressOf(url);
    this.url = href;
    /** The address without what may be secret in it: a token, a password. */
    this.name = `${protocol}//${host}${pathname}`;
    this.options = options;
    this.clock = options.clock ?? systemClock();
    this.chance = options.chance ?? Math.random;
    /** @type {Connect} */
    this.connect = options.connect ?? connectorOf(this.url, options);
    /** What the next connection asks for. */
    this.wanted = { filter: filterOf(options), delay: options.delay ?? null };
    /** What the gateway understood last. */
    this.understood = this.wanted;
    this.progress = new Progress(options.cursor || null, this.wanted.filter);
  }

  get cursor() {
    return this.progress.cursor;
  }

  get link() {
    return this.#link;
  }

  start() {
    if (this.#running || this.#link.status === "ended") return;
    this.#running = true;
    this.#open();
  }

  stop() {
    this.#running = false;
    this.#leave();
  }

  wake() {
    if (!this.#running) return;
    const silent = this.clock.now() - this.#heardAt > this.#silenceMs;
    if (this.#link.status === "waiting" || silent) this.#open();
  }

  retry() {
    this.#running = true;
    this.#failures = 0;
    this.#open();
  }

  /** @param {import("./sweepcast.d.ts").Filter} filter */
  changeFilter(filter) {
    this.wanted = { ...this.wanted, filter: filterOf(filter) };
    this.#ask({ type: "filter", filter: this.wanted.filter });
  }

  /** @param {number} seconds */
  changeDelay(seconds) {
    this.wanted = { ...this.wanted, delay: seconds };
    this.#ask({ type: "delay", seconds });
  }

  /** @param {string} cursor */
  acknowledge(cursor) {
    if (!this.#greeted || !this.#socket?.send) return false;
    this.#send(this.#socket, { type: "ack", cursor });
    return true;
  }

  /**
   * Tell the gateway; where it cannot be told, connect anew so.
   * @param {{type: "filter" | "delay"} & Record<string, unknown>} request
   */
  #ask(request) {
    if (this.#socket === null) return;
    if (!this.#greeted || !this.#socket.send) {
      this.#open();
      return;
    }
    this.#pending.set(this.#send(this.#socket, request), request);
    this.clock.cancel(this.#answer);
    const unanswered = new ConnectionLost("the gateway does not answer a request");
    this.#answer = this.clock.after(() => this.#fail(unanswered), PATIENCE_MS);
  }

  /** @param {Socket} socket @param {Record<string, unknown>} request @returns {string} its id */
  #send(socket, request) {
    this.#requests += 1;
    const id = String(this.#requests);
    socket.send?.(JSON.stringify({ ...request, id }));
    return id;
  }

  #open() {
    this.#leave();
    this.#tell({ status: "connecting", reason: this.#link.reason });
    this.#silenceMs = PATIENCE_MS;
    this.progress.asked = this.wanted.filter;
    const { subscriber, token } = this.options;
    const cursor = this.progress.cursor ?? (subscriber && this.progress.asksAnew ? ANEW : null);
    const address = feedAddress(this.url, {
      ...asOptions(this.wanted.filter),
      delay: this.wanted.delay,
      subscriber,
      cursor,
      token: this.connect.carriesToken ? null : token,
    });
    try {
      this.#socket = this.#attached(this.connect(address));
    } catch (error) {
      this.#fail(error instanceof FeedError ? error : new FeedRefused(this.name, inWords(error), "correct the address or the options"));
      return;
    }
    this.#listen();
  }

  /** @param {Socket} socket @returns {Socket} */
  #attached(socket) {
    let trouble = "";
    socket.onmessage = ({ data }) => this.#hear(data);
    const end = (/** @type {any} */ event) => this.#fail(this.#farewell(event, trouble));
    socket.onclose = end;
    socket.onerror = (event) => {
      // A browser says nothing of what went wrong; other runtimes do.
      trouble = event?.message ?? event?.error?.message ?? "";
      // An error is the end, but the WebSocket of Node 22 never closes where it could not connect.
      this.clock.cancel(this.#watch);
      this.#watch = this.clock.after(() => end({ code: BROKEN, reason: "" }), ERROR_MS);
    };
    return socket;
  }

  /**
   * @param {{code: number, reason: string, status?: number, retryAfter?: number}} event
   * @param {string} trouble
   */
  #farewell({ code, reason, status, retryAfter }, trouble) {
    if (status !== undefined) return refusal(this.name, status, reason, retryAfter ?? 0);
    if (code !== BROKEN) return farewell(code, reason);
    const what = this.#greeted ? "the connection broke" : `no answer from ${new URL(this.url).host}`;
    return new ConnectionLost([what, reason || trouble].filter(Boolean).join(": "));
  }

  /** @param {unknown} data */
  #hear(data) {
    this.#listen();
    const frame = readFrame(data);
    if (typeof frame === "string") {
      this.#misread(frame);
      return;
    }
    try {
      if (!this.progress.take(frame)) return;
    } catch (error) {
      this.#fail(/** @type {Error} */ (error));
      return;
    }
    this.#settle(frame);
    this.options.onFrame(frame);
  }

  /** @param {string} problem */
  #misread(problem) {
    if (!this.progress.greeted) {
      const remedy = "check the address, and that gateway and client are of one version";
      this.#fail(new FeedRefused(this.name, `does not speak this feed (${problem})`, remedy));
      return;
    }
    // The log behind the cursor would say the same again.
    this.progress.forget();
    this.#fail(new ConnectionLost(problem));
  }

  /** @param {Frame} frame */
  #settle(frame) {
    switch (frame.type) {
      case "sweepcast.feed.hello":
        this.#greet(frame.data);
        break;
      case "sweepcast.feed.heartbeat": {
        // Only a connection that lived this long is a success: one that breaks at once, again and again, must not
        // bring the pause back to its beginning.
        this.#failures = 0;
        const stale = frame.data.stale ?? false;
        if (stale !== this.#link.stale) this.#tell({ status: "live", resumed: this.#link.resumed, stale });
        break;
      }
      case "sweepcast.feed.filtered":
      case "sweepcast.feed.delayed":
      case "sweepcast.feed.refused":
        this.#answered(frame);
        break;
    }
  }

  /** @param {import("./sweepcast.d.ts").Hello["data"]} hello */
  #greet({ heartbeat_seconds: seconds, resumed, stale }) {
    this.#greeted = true;
    this.understood = this.wanted;
    this.#silenceMs = seconds * 1000 * MISSED_HEARTBEATS;
    this.#listen();
    this.#tell({ status: "live", resumed, stale: stale ?? false });
  }

  /** @param {import("./sweepcast.d.ts").Filtered | import("./sweepcast.d.ts").Delayed | import("./sweepcast.d.ts").RequestRefused} frame */
  #answered({ type, data }) {
    const request = this.#pending.get(data.request ?? "");
    this.#pending.delete(data.request ?? "");
    if (this.#pending.size === 0) this.clock.cancel(this.#answer);
    if (request === undefined || [...this.#pending.values()].some((later) => later.type === request.type)) return;
    const part = /** @type {"filter" | "delay"} */ (request.type);
    // What was refused is not asked for at the next connection either.
    if (type === "sweepcast.feed.refused") this.wanted = { ...this.wanted, [part]: this.understood[part] };
    else this.understood = { ...this.understood, [part]: this.wanted[part] };
  }

  /** Wait for the next frame, but not for ever. */
  #listen() {
    this.#heardAt = this.clock.now();
    this.clock.cancel(this.#watch);
    const silent = new ConnectionLost(`silent for ${this.#silenceMs / 1000} s`);
    this.#watch = this.clock.after(() => this.#fail(silent), this.#silenceMs);
  }

  /** @param {Error} error why this connection is over: a ConnectionLost is come back from, a FeedError is not */
  #fail(error) {
    this.#leave();
    if (error instanceof FeedError) {
      this.#running = false;
      const reason = error instanceof FeedEnded ? error.reason : error.message;
      this.#tell({ status: "ended", reason, error });
      return;
    }
    const retryAfter = error instanceof ConnectionLost ? error.retryAfter : 0;
    // On top of what the gateway asks for, so that not all who were told the same come at once.
    const pause = retryAfter + pauseBefore(this.#failures, this.chance());
    this.#failures += 1;
    this.#retry = this.clock.after(() => this.#open(), pause * 1000);
    this.#tell({ status: "waiting", reason: error.message, pause });
  }

  #leave() {
    for (const timer of [this.#watch, this.#retry, this.#answer]) this.clock.cancel(timer);
    this.#pending.clear();
    this.#greeted = false;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    // A socket that is left while it connects tells an error, which must find somebody.
    socket.onerror = () => {};
    socket.close();
  }

  /** @param {Partial<Link> & Pick<Link, "status">} link */
  #tell(link) {
    this.#link = { reason: "", pause: 0, resumed: false, stale: false, error: null, ...link };
    this.options.onLink?.(this.#link);
  }
}

/** How far the feed was followed: the cursor to resume at, and the last turn of each ceremony. Does no I/O. */
class Progress {
  /** @type {Map<string, number>} */
  #sequences = new Map();
  /** Snapshots name every night there is; a cursor from an earlier run says nothing of how far each one was. */
  #knowsAll = false;
  greeted = false;
  /** Whether turns come without holes. */
  #whole = false;
  /** Whether the next connection has to begin with snapshots. */
  asksAnew = false;

  /**
   * @param {string | null} cursor
   * @param {FilterOnTheWire} asked the filter with which a connection is opened
   */
  constructor(cursor, asked) {
    this.cursor = cursor;
    this.asked = asked;
  }

  /**
   * Return whether the frame is to be handed on; a turn that came before is not.
   * @param {Frame} frame
   * @throws {ConnectionLost} a turn is missing, or the gateway says goodbye for now
   * @throws {FeedEnded} the gateway says goodbye for good
   */
  take(frame) {
    const isNew = frame.type !== "sweepcast.turn" || this.#isNew(frame.data);
    // Of whatever type: the gateway knows by the cursor what it has not sent yet.
    if (typeof frame.cursor === "string") this.cursor = frame.cursor;
    switch (frame.type) {
      case "sweepcast.feed.hello":
        this.greeted = true;
        this.asksAnew = false;
        // The address itself may name a filter that only the gateway understands.
        this.#whole = selectsWholeBoards(this.asked) && selectsWholeBoards(frame.data.filter ?? {});
        if (!frame.data.resumed) this.#begin();
        break;
      case "sweepcast.feed.filtered":
        this.#whole = selectsWholeBoards(frame.data.filter);
        this.#begin();
        break;
      case "sweepcast.feed.snapshot":
        this.#sequences.set(frame.data.ceremony, frame.data.sequence);
        break;
      case "sweepcast.feed.goodbye":
        throw farewell(frame.data.code, frame.data.reason);
    }
    return isNew && frame.type in SHAPES;
  }

  /** Start anew with snapshots at the next connection. */
  forget() {
    this.cursor = null;
    this.asksAnew = true;
  }

  /** What was known counts no more: snapshots follow. */
  #begin() {
    this.#sequences.clear();
    this.#knowsAll = true;
  }

  /** @param {import("./sweepcast.d.ts").Turn["data"]} turn */
  #isNew({ ceremony, sequence }) {
    const last = this.#sequences.get(ceremony) ?? (this.#knowsAll ? 0 : sequence - 1);
    if (this.#whole && sequence > last + 1) {
      this.forget();
      const missing = `turn ${last + 1} of ${ceremony} is missing (turn ${sequence} came)`;
      throw new ConnectionLost(`${missing}; asking for a snapshot`);
    }
    if (sequence <= last) return false;
    this.#sequences.set(ceremony, sequence);
    return true;
  }
}

/** Frames on their way from a feed to a consumer who comes for them one by one. */
class Inbox {
  /** @type {Frame[]} */
  #frames = [];
  #over = false;
  /** @type {Error | null} */
  #error = null;
  #wake = () => {};

  get size() {
    return this.#frames.length;
  }

  /** @param {Frame} frame */
  put(frame) {
    this.#frames.push(frame);
    this.#wake();
  }

  /** End behind the frames that wait. @param {Error | null} error */
  end(error) {
    this.#over = true;
    this.#error = error;
    this.#wake();
  }

  /** End at once. */
  abort() {
    this.#frames = [];
    this.end(null);
  }

  /** Return the next frame, null at the end. @returns {Promise<Frame | null>} */
  async next() {
    while (this.#frames.length === 0) {
      if (this.#error !== null) throw this.#error;
      if (this.#over) return null;
      await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
    }
    return /** @type {Frame} */ (this.#frames.shift());
  }
}

/** Tells the gateway how far a subscriber is: the newest place, gathered for a while, within what hello allows. */
class Acknowledgements {
  /** @type {string | null} */
  #place = null;
  /** @type {string | null} */
  #told = null;
  #answered = true;
  #gatherMs = GATHER_MS;
  /** @type {unknown} */
  #timer = null;

  /** @param {Feed} feed @param {Clock} clock */
  constructor(feed, clock) {
    this.feed = feed;
    this.clock = clock;
  }

  /** @param {Frame} frame */
  hear(frame) {
    if (frame.type === "sweepcast.feed.hello") {
      // Half of the messages that are allowed are left to others.
      const perMinute = frame.data.limits?.messages_per_minute ?? 0;
      if (perMinute > 0) this.#gatherMs = Math.max(GATHER_MS, (2 * 60_000) / perMinute);
      // What nobody answered before the last connection was lost may not have been heard.
      if (!this.#answered) this.#told = null;
    } else if (frame.type === "sweepcast.feed.acked") this.#answered = true;
    else if (frame.type === "sweepcast.feed.refused" && frame.data.code === TRY_LATER) this.#told = null;
  }

  /** @param {string} cursor */
  dealtWith(cursor) {
    this.#place = cursor;
    if (cursor !== this.#told) this.#timer ??= this.clock.after(() => this.send(), this.#gatherMs);
  }

  send() {
    this.clock.cancel(this.#timer);
    this.#timer = null;
    if (this.#place === null || this.#place === this.#told) return;
    if (!this.feed.acknowledge(this.#place)) return;
    this.#told = this.#place;
    this.#answered = false;
  }
}

/**
 * A stream of Server-Sent Events, read with `fetch`, as a socket. It has no `send`: nothing can be asked over it.
 * @implements {Socket}
 */
class EventStream {
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onclose = null;
  #left = new AbortController();

  /**
   * @param {string} address
   * @param {typeof fetch} get
   * @param {string | null} token
   */
  constructor(address, get, token) {
    this.#read(address, get, token);
  }

  close() {
    this.#left.abort();
  }

  /** @param {string} address @param {typeof fetch} get @param {string | null} token */
  async #read(address, get, token) {
    const answer = await this.#opened(address, get, token);
    const reader = answer?.body?.getReader();
    if (reader === undefined) return;
    const decoder = new TextDecoder();
    const events = new EventReader();
    for (;;) {
      // What the feed makes of an event may throw, and is none of this stream's troubles.
      const chunk = await reader.read().catch((error) => inWords(error));
      if (typeof chunk === "string" || chunk.done) {
        this.onclose?.({ code: BROKEN, reason: typeof chunk === "string" ? chunk : "the stream ended" });
        return;
      }
      for (const data of events.read(decoder.decode(chunk.value, { stream: true }))) this.onmessage?.({ data });
      if (events.waiting > LARGEST_EVENT) {
        this.onclose?.({ code: BROKEN, reason: "an event is too large" });
        return;
      }
    }
  }

  /**
   * Return the answer, null where there is no stream in it.
   * @param {string} address
   * @param {typeof fetch} get
   * @param {string | null} token
   */
  async #opened(address, get, token) {
    const headers = { Accept: "text/event-stream", ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
    try {
      const answer = await get(address, { headers, signal: this.#left.signal });
      if (answer.ok) return answer;
      const retryAfter = Math.min(Number(answer.headers.get("Retry-After")) || 0, LONGEST_RETRY_AFTER_SECONDS);
      this.onclose?.({ code: BROKEN, reason: await answer.text(), status: answer.status, retryAfter });
    } catch (error) {
      this.onclose?.({ code: BROKEN, reason: inWords(error) });
    }
    return null;
  }
}

/** Makes of pieces of text the data of the events in it. */
class EventReader {
  #rest = "";
  /** @type {string[]} */
  #data = [];

  /** Characters that have come of an event that is not whole yet. */
  get waiting() {
    return this.#data.reduce((sum, line) => sum + line.length, this.#rest.length);
  }

  /** @param {string} text @returns {string[]} */
  read(text) {
    // The last line is not whole, and neither is a line's end of which only the first half may have come.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  /** @param {string} line @returns {string[]} */
  #line(line) {
    if (line === "") {
      const data = this.#data.join("\n");
      this.#data = [];
      return data === "" ? [] : [data];
    }
    const [, field, value] = /^([^:]*):? ?([^]*)$/.exec(line) ?? [];
    if (field === "data") this.#data.push(value ?? "");
    return [];
  }
}

/**
 * Return what opens sockets to an address; it has `carriesToken` where the viewer token goes in a header.
 * @param {string} url
 * @param {ConnectOptions} options
 * @returns {Connect}
 */
function connectorOf(url, options) {
  const web = new URL(url).protocol.startsWith("http");
  const transport = options.transport ?? (web ? "sse" : "websocket");
  if (web !== (transport === "sse")) {
    const wanted = transport === "sse" ? `http://<host>:8080${FEED_PATH}` : `ws://<host>:8765${FEED_PATH}`;
    throw new FeedRefused(url, `is no address for the transport ${transport}`, `write one such as ${wanted}`);
  }
  return transport === "sse" ? eventStreams(options) : webSockets(url, options);
}

/** @param {ConnectOptions} options */
function eventStreams({ fetch: get, token }) {
  /** @param {string} address @returns {Socket} */
  const connect = (address) => new EventStream(address, get ?? globalThis.fetch, token ?? null);
  return Object.assign(connect, { carriesToken: true });
}

/** @param {string} url @param {ConnectOptions} options */
function webSockets(url, options) {
  const Constructor = options.WebSocket ?? globalThis.WebSocket;
  if (Constructor === undefined) {
    const remedy = "follow the gateway's http address instead, or give a constructor as the option WebSocket";
    throw new FeedRefused(url, "this runtime has no WebSocket (Node has one from version 22 on)", remedy);
  }
  /** @param {string} address @returns {Socket} */
  return (address) => new Constructor(address, [SUBPROTOCOL]);
}

/** @param {string | URL} url @returns {URL} */
function addressOf(url) {
  /** @type {URL | null} */
  let address = null;
  try {
    address = new URL(url, globalThis.location?.href);
  } catch {
    // Told below, like an address of something else.
  }
  if (address === null || !/^(ws|http)s?:$/.test(address.protocol)) {
    throw new FeedRefused(String(url), "is no address of a feed", `write one such as ws://127.0.0.1:8765${FEED_PATH}`);
  }
  if (address.pathname === "/") address.pathname = FEED_PATH;
  return address;
}

/**
 * Return a filter as the gateway reads it, without the dimensions that select all.
 * @param {import("./sweepcast.d.ts").Filter} filter
 * @returns {FilterOnTheWire}
 */
function filterOf({ ceremony, kinds, works, people, categories }) {
  const given = Object.entries({ ceremonies: ceremony, kinds, works, people, categories });
  return Object.fromEntries(given.map(([name, ids]) => [name, listOf(ids)]).filter(([, ids]) => ids && ids.length > 0));
}

/** @param {FilterOnTheWire} filter @returns {import("./sweepcast.d.ts").Filter} */
function asOptions({ ceremonies, ...others }) {
  return { ceremony: ceremonies, ...others };
}

/** @param {string | readonly string[] | null | undefined} ids @returns {string[]} */
function listOf(ids) {
  if (ids === null || ids === undefined) return [];
  return typeof ids === "string" ? [ids] : [...ids];
}

/** Whether each board is seen whole, so that the turns of a ceremony come without holes. @param {FilterOnTheWire} filter */
function selectsWholeBoards({ kinds, works, people, categories }) {
  return [kinds, works, people, categories].every((ids) => (ids?.length ?? 0) === 0);
}

/** @param {Frame} frame @returns {frame is News} */
function isNews(frame) {
  return frame.type === "sweepcast.turn" || frame.type === "sweepcast.feed.snapshot";
}

/**
 * @param {unknown} text
 * @returns {Frame | string} text: what is wrong with it
 */
function readFrame(text) {
  let frame;
  try {
    frame = JSON.parse(String(text));
  } catch {
    return "what came is no JSON";
  }
  if (typeof frame?.type !== "string") return "what came is no frame: it has no type";
  const shape = SHAPES[frame.type];
  if (shape === undefined) return frame;
  if (typeof frame.cursor !== "string") return `a frame ${frame.type} has no cursor`;
  if (kindOf(frame.data) !== "object") return `a frame ${frame.type} has no data`;
  const wrong = Object.entries(shape).find(([name, kind]) => kindOf(frame.data[name]) !== kind);
  return wrong === undefined ? frame : `in a frame ${frame.type}, data.${wrong[0]} is no ${wrong[1]}`;
}

/** @param {unknown} value */
function kindOf(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Return what a close code means: that the feed ended for good, or that one may come back.
 * @param {number} code
 * @param {string} reason
 */
function farewell(code, reason) {
  if (code >= FIRST_CODE_FOR_GOOD && code <= LAST_CODE_FOR_GOOD) return new FeedEnded(code, reason || "no reason given");
  return new ConnectionLost(`closed by the gateway (code ${code})${reason ? `: ${reason}` : ""}`);
}

/**
 * Return what an HTTP status means: that this is not served, or that one may come back.
 * @param {string} url
 * @param {number} status
 * @param {string} body
 * @param {number} retryAfter
 */
function refusal(url, status, body, retryAfter) {
  const said = body.split(/\s+/).join(" ").trim().slice(0, 300);
  const problem = `HTTP ${status}${said ? `: ${said}` : ""}`;
  if (status >= 500 || COME_BACK_STATUS.includes(status)) {
    return new ConnectionLost(`the gateway cannot serve now: ${problem}`, retryAfter);
  }
  /** @type {Record<number, string>} */
  const remedies = {
    400: "correct the option that it names",
    401: "give a viewer token that this gateway accepts",
    403: "ask its operator to let you in",
    404: `check the address and the ceremony's id; the feed is at ${FEED_PATH}`,
  };
  const remedy = remedies[status] ?? `check the address; the feed is at ${FEED_PATH} of a gateway`;
  return new FeedRefused(url, `the gateway refused it (${problem})`, remedy, status);
}

/** @param {import("./sweepcast.d.ts").RequestRefused["data"]} refused */
function warn({ code, detail }) {
  console.warn(`the gateway refused a request (${code}): ${detail}`);
}

/** @param {unknown} error */
function inWords(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}

/** @returns {Clock} */
function systemClock() {
  return {
    now: () => performance.now(),
    after: (act, milliseconds) => setTimeout(act, milliseconds),
    cancel: (timer) => clearTimeout(timer),
  };
}
