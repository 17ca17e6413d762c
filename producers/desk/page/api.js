/**
 * The desk's server over HTTP, as docs/desk-openapi.yaml describes it: one function a request, and refusals as errors
 * that carry what the server said.
 *
 * @typedef {import("../../../consumers/page/sweepcast.js").Board} Board
 * @typedef {import("../../../consumers/page/sweepcast.js").Update} Update
 * @typedef {{kind: string, text: string, weight: "major" | "minor" | "quiet"}} Headline
 * @typedef {{name: string, role: "view" | "enter" | "confirm" | "admin", expires_at: string}} Person
 * @typedef {{state: "connected" | "catching-up" | "away", detail: string}} Kafka
 * @typedef {{name: string, browser: string, since: string}} Holder
 *
 * @typedef {object} NightSummary
 * @property {string} ceremony
 * @property {string} name
 * @property {string} date
 * @property {"published" | "open" | "closed"} status
 * @property {number} decided
 * @property {number} categories
 * @property {boolean} rehearsal
 *
 * @typedef {{me: Person, kafka: Kafka, confirm: "second-press" | "two-people", nights: NightSummary[], event_id: string}} DeskAnswer
 *
 * @typedef {object} HistoryTurn
 * @property {number} sequence
 * @property {string} id of the announcement that made it
 * @property {string} type
 * @property {string} time
 * @property {string} by
 * @property {string} label
 * @property {string | null} category
 * @property {readonly Headline[]} headlines
 * @property {readonly string[]} retracted
 * @property {boolean} undoable
 *
 * @typedef {object} Night
 * @property {string} ceremony
 * @property {boolean} rehearsal
 * @property {number} sequence
 * @property {Holder | null} holder
 * @property {Board} board
 * @property {HistoryTurn[]} turns newest first
 * @property {Entry[]} entries under way, or waiting for a second person
 * @property {string[]} present
 * @property {string} event_id
 *
 * @typedef {object} Draft
 * @property {number} based_on
 * @property {string} label
 * @property {"ordinary" | "extraordinary"} weight
 * @property {"nothing" | "second-press" | "second-person"} needs
 * @property {{headlines: Headline[], retracted: string[], passed: string[], updates: Update[]} | null} would
 * @property {{reason: string, detail: string} | null} refused
 *
 * @typedef {{sequence: number, time: string, headlines: Headline[], retracted: string[], passed: string[]}} Receipt
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} ceremony
 * @property {string} label
 * @property {string} by
 * @property {string} entered_at
 * @property {"ordinary" | "extraordinary"} weight
 * @property {"waiting" | "sending" | "sent" | "done" | "rejected" | "withdrawn" | "failed"} status
 * @property {Receipt | null} receipt
 * @property {{reason: string, detail: string} | null} rejection
 *
 * @typedef {object} PressDraft
 * @property {number} line
 * @property {string} text
 * @property {string} category
 * @property {string} type
 * @property {{category: string, nominations?: string[], recipients?: {id: string, name: string}[], reason?: string}} data
 * @property {string} label
 * @property {number} score
 * @property {string} left_over
 * @property {"no" | "same" | "otherwise"} decided
 *
 * @typedef {{drafts: PressDraft[], unmatched: {line: number, text: string, why: string}[]}} PressRelease
 * @typedef {{path: string, message: string}} Problem
 * @typedef {{ceremony: string, name: string, date: string, categories: number, nominations: number, known: boolean}} CheckedCeremony
 * @typedef {{sound: boolean, ceremonies: CheckedCeremony[], problems: Problem[], notices: Problem[]}} ProgrammeCheck
 * @typedef {{ceremony: string, entries: Entry[]}} Published
 */

/** How long a sending waits for its receipt before it is answered as it stands, in seconds. */
const WAIT_SECONDS = 5;
/** How long before the line counts as away, in milliseconds: a little more than the server may take. */
const PATIENCE_MS = 8000;
/** A forecast that does not come by then is done without: the key press waits for it. */
const FORECAST_PATIENCE_MS = 4000;

/** What the server refused: `code` for programs, `message` for people, `status` of HTTP, `answer` as it came. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {{error?: string, detail?: string, sequence?: number, meanwhile?: HistoryTurn[], holder?: Holder, draft?: Draft, check?: ProgrammeCheck}} answer
   */
  constructor(status, answer) {
    super(answer.detail ?? `The desk's server answered ${status}.`);
    this.status = status;
    this.answer = answer;
    this.code = answer.error ?? "";
  }
}

/** The server could not be reached, or did not answer in time. */
export class Unreachable extends Error {}

export class Api {
  /** @param {typeof fetch} ask */
  constructor(ask) {
    this.ask = ask;
  }

  /** @param {string} token @returns {Promise<Person>} */
  login(token) {
    return this.#json("POST", "v1/desk/login", { token });
  }

  /** @returns {Promise<null>} */
  logout() {
    return this.#json("POST", "v1/desk/logout");
  }

  /** @returns {Promise<DeskAnswer>} */
  desk() {
    return this.#json("GET", "v1/desk");
  }

  /** @param {string} ceremony @returns {Promise<Night>} */
  night(ceremony) {
    return this.#json("GET", night(ceremony));
  }

  /**
   * Return what an announcement would make; nothing is sent.
   * @param {string} ceremony
   * @param {import("./said.js").Announced} announced
   * @returns {Promise<Draft>}
   */
  draft(ceremony, announced) {
    if ("undoes" in announced) return this.#json("GET", `${night(ceremony)}/turns/${announced.undoes}/undo`);
    return this.#json("POST", `${night(ceremony)}/drafts`, announced, FORECAST_PATIENCE_MS);
  }

  /**
   * Send an entry; the same id again is no second entry.
   * @param {string} ceremony
   * @param {object} entry
   * @returns {Promise<Entry>}
   */
  enter(ceremony, entry) {
    return this.#json("POST", `${night(ceremony)}/entries?wait=${WAIT_SECONDS}`, entry);
  }

  /** @param {string} ceremony @param {string} id @returns {Promise<Entry>} */
  entry(ceremony, id) {
    return this.#json("GET", `${night(ceremony)}/entries/${encodeURIComponent(id)}`);
  }

  /** @param {string} ceremony @param {string} id @returns {Promise<Entry>} */
  takeBackEntry(ceremony, id) {
    return this.#json("DELETE", `${night(ceremony)}/entries/${encodeURIComponent(id)}`);
  }

  /** @param {string} ceremony @param {string} id @returns {Promise<Entry>} */
  confirm(ceremony, id) {
    return this.#json("POST", `${night(ceremony)}/entries/${encodeURIComponent(id)}/confirm?wait=${WAIT_SECONDS}`);
  }

  /** @param {string} ceremony @param {string} browser @param {boolean} takeOver @returns {Promise<{holder: Holder | null}>} */
  hold(ceremony, browser, takeOver) {
    return this.#json("PUT", `${night(ceremony)}/holder`, { browser, take_over: takeOver });
  }

  /** @param {string} ceremony @returns {Promise<{holder: Holder | null}>} */
  release(ceremony) {
    return this.#json("DELETE", `${night(ceremony)}/holder`);
  }

  /** @param {string} ceremony @param {string} to @returns {Promise<{holder: Holder | null}>} */
  handOver(ceremony, to) {
    return this.#json("POST", `${night(ceremony)}/holder/hand-over`, { to });
  }

  /** @param {string} ceremony @param {string} text @returns {Promise<PressRelease>} */
  pressRelease(ceremony, text) {
    return this.#json("POST", `${night(ceremony)}/press-release`, { text });
  }

  /** @param {ArrayBuffer} content @param {string} type @returns {Promise<ProgrammeCheck>} */
  checkProgramme(content, type) {
    return this.#raw("POST", "v1/desk/programmes/check", content, type);
  }

  /** @param {ArrayBuffer} content @param {string} type @param {string} ceremony @returns {Promise<Published>} */
  publishProgramme(content, type, ceremony) {
    const query = `ceremony=${encodeURIComponent(ceremony)}&wait=${WAIT_SECONDS}`;
    return this.#raw("POST", `v1/desk/programmes?${query}`, content, type);
  }

  /** @param {string} ceremony @returns {Promise<NightSummary>} */
  rehearse(ceremony) {
    return this.#json("POST", "v1/desk/rehearsals", { ceremony });
  }

  /** @param {string} ceremony @returns {Promise<null>} */
  endRehearsal(ceremony) {
    return this.#json("DELETE", `v1/desk/rehearsals/${encodeURIComponent(ceremony)}`);
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {number} [patience] milliseconds */
  #json(method, path, body, patience) {
    return this.#raw(method, path, body === undefined ? null : JSON.stringify(body), "application/json", patience);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string | ArrayBuffer | null} body
   * @param {string} type
   * @param {number} [patience] milliseconds
   * @returns {Promise<any>}
   */
  async #raw(method, path, body, type, patience = PATIENCE_MS) {
    /** @type {Record<string, string>} */
    const headers = { "X-Sweepcast-Desk": "page" };
    if (body !== null) headers["Content-Type"] = type;
    const response = await this.#asked(path, { method, headers, body, signal: AbortSignal.timeout(patience) });
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }

  /** @param {string} path @param {RequestInit} request */
  async #asked(path, request) {
    try {
      return await this.ask(path, request);
    } catch (error) {
      throw new Unreachable("The desk's server cannot be reached.", { cause: error });
    }
  }
}

/** @param {string} ceremony */
function night(ceremony) {
  return `v1/desk/nights/${encodeURIComponent(ceremony)}`;
}
