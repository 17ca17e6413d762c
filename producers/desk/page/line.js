/**
 * The line to the desk's server: its events as they happen. A browser's EventSource comes back by itself after most
 * failures, but gives up where the server answers an error; this begins anew then.
 *
 * @typedef {{turn: (data: any) => void, entry: (data: any) => void, rejection: (data: any) => void, holder: (data: any) => void,
 *   kafka: (data: any) => void, nights: (data: any) => void, reset: (data: any) => void}} Hearers
 */

const AGAIN_MS = 2000;

export class Line {
  /** @type {EventSource | null} */
  #source = null;
  #timer = 0;
  #after = "";

  /**
   * @param {string} browser
   * @param {Hearers} hearers
   * @param {(open: boolean) => void} onLine
   */
  constructor(browser, hearers, onLine) {
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
    const source = new EventSource(`v1/desk/events?browser=${this.browser}&after=${encodeURIComponent(after)}`);
    this.#source = source;
    source.onopen = () => this.onLine(true);
    source.onerror = () => {
      this.onLine(false);
      if (source.readyState === EventSource.CLOSED) this.#timer = window.setTimeout(() => this.open(this.#after), AGAIN_MS);
    };
    for (const [name, hear] of Object.entries(this.hearers)) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId !== "") this.#after = event.lastEventId;
        hear(JSON.parse(event.data));
      });
    }
  }

  /** Come back now, after the browser was asleep or without a network. */
  wake() {
    if (this.#source !== null && this.#source.readyState !== EventSource.OPEN) this.open(this.#after);
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
