/**
 * The line to the desk's server: its events as they happen. A browser's EventSource comes back by itself after most
 * failures, but gives up where the server answers an error, and does not notice a server that has fallen silent without
 * a word; this begins anew then.
 *
 * @typedef {{turn: (data: any) => void, entry: (data: any) => void, rejection: (data: any) => void, holder: (data: any) => void,
 *   kafka: (data: any) => void, nights: (data: any) => void, reset: (data: any) => void}} Hearers
 *
 * @typedef {object} Edges what the line needs of a browser
 * @property {(address: string) => EventSource} connect
 * @property {(act: () => void, milliseconds: number) => number} after
 * @property {(timer: number) => void} cancel
 */

const AGAIN_MS = 2000;
/** The server beats every five seconds when there is nothing else; two beats lost, and half of one for the way. */
const SILENCE_MS = 12_500;

/** `EventSource.CLOSED`: it has given up. */
const CLOSED = 2;
/** `EventSource.OPEN`. */
const OPEN = 1;

/** @type {Edges} */
const BROWSER = {
  connect: (address) => new EventSource(address),
  after: (act, milliseconds) => window.setTimeout(act, milliseconds),
  cancel: (timer) => window.clearTimeout(timer),
};

export class Line {
  /** @type {EventSource | null} */
  #source = null;
  #timer = 0;
  #silence = 0;
  #after = "";

  /**
   * @param {string} browser
   * @param {Hearers} hearers
   * @param {(open: boolean, refused?: boolean) => void} onLine `refused`: the server answered, and opens no line
   * @param {Edges} [edges]
   */
  constructor(browser, hearers, onLine, edges = BROWSER) {
    this.edges = edges;
    this.browser = browser;
    this.hearers = hearers;
    this.onLine = onLine;
  }

  /**
   * Follow from behind an event.
   * @param {string} after
   */
  open(after) {
    this.#after = after;
    this.close();
    const source = this.edges.connect(`v1/desk/events?browser=${this.browser}&after=${encodeURIComponent(after)}`);
    this.#source = source;
    source.onopen = () => {
      this.#heard();
      this.onLine(true);
    };
    source.addEventListener("beat", () => this.#heard());
    this.#heard();
    source.onerror = () => {
      const refused = source.readyState === CLOSED;
      if (refused) this.#timer = this.edges.after(() => this.open(this.#after), AGAIN_MS);
      this.onLine(false, refused);
    };
    for (const [name, hear] of Object.entries(this.hearers)) {
      source.addEventListener(name, (event) => {
        this.#heard();
        if (event.lastEventId !== "") this.#after = event.lastEventId;
        hear(JSON.parse(event.data));
      });
    }
  }

  /** Come back now, after the browser was asleep or without a network. */
  wake() {
    if (this.#source !== null && this.#source.readyState !== OPEN) this.open(this.#after);
  }

  /** Wait for the next sign of life, but not for ever. */
  #heard() {
    this.edges.cancel(this.#silence);
    this.#silence = this.edges.after(() => {
      this.onLine(false);
      this.open(this.#after);
    }, SILENCE_MS);
  }

  close() {
    this.edges.cancel(this.#timer);
    this.edges.cancel(this.#silence);
    this.#source?.close();
    this.#source = null;
  }
}
