/** The line to the desk's server, with a source of events and a clock of the test's. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Line } from "../../../../../producers/desk/page/line.js";

const HEARERS = Object.fromEntries(
  ["turn", "entry", "rejection", "holder", "kafka", "nights", "reset"].map((name) => [name, () => {}]),
);

/** A browser in the hand of the test. */
class Browser {
  now = 0;
  /** @type {Map<number, {at: number, act: () => void}>} */
  timers = new Map();
  /** @type {any[]} */
  sources = [];
  /** @type {boolean[]} */
  told = [];
  refused = 0;

  constructor() {
    this.line = new Line("browser1", /** @type {any} */ (HEARERS), (open, refused) => this.#lined(open, refused), {
      connect: (address) => this.#source(address),
      after: (act, milliseconds) => {
        const timer = this.timers.size + 1;
        this.timers.set(timer, { at: this.now + milliseconds, act });
        return timer;
      },
      cancel: (timer) => void this.timers.set(timer, { at: Infinity, act: () => {} }),
    });
  }

  /** @param {boolean} open @param {boolean} [refused] */
  #lined(open, refused = false) {
    this.told.push(open);
    this.refused += Number(refused);
  }

  /** @param {string} address */
  #source(address) {
    /** @type {Record<string, (event: any) => void>} */
    const hearers = {};
    const source = {
      address,
      readyState: 1,
      closed: false,
      addEventListener: (/** @type {string} */ name, /** @type {(event: any) => void} */ hear) => (hearers[name] = hear),
      close: () => (source.closed = true),
      say: (/** @type {string} */ name, lastEventId = "") => hearers[name]({ data: "{}", lastEventId }),
    };
    this.sources.push(source);
    return /** @type {any} */ (source);
  }

  /** @param {number} milliseconds */
  pass(milliseconds) {
    this.now += milliseconds;
    for (const timer of [...this.timers.values()]) {
      if (timer.at > this.now) continue;
      timer.at = Infinity;
      timer.act();
    }
  }
}

test("a server that falls silent without a word is noticed, and asked again from the last event", () => {
  const browser = new Browser();
  browser.line.open("e-1");
  browser.sources[0].onopen();
  browser.sources[0].say("turn", "e-2");
  browser.pass(12_000);
  assert.deepEqual(browser.told, [true]);
  browser.pass(1000);
  assert.deepEqual(browser.told, [true, false]);
  assert.equal(browser.sources.length, 2);
  assert.ok(browser.sources[0].closed);
  assert.match(browser.sources[1].address, /after=e-2$/);
});

test("beats keep a quiet line, and move no place", () => {
  const browser = new Browser();
  browser.line.open("e-1");
  browser.sources[0].onopen();
  for (let beat = 0; beat < 10; beat += 1) {
    browser.pass(5000);
    browser.sources[0].say("beat");
  }
  assert.deepEqual(browser.told, [true]);
  browser.pass(13_000);
  assert.match(browser.sources[1].address, /after=e-1$/);
});

test("a line that was closed stays so", () => {
  const browser = new Browser();
  browser.line.open("e-1");
  browser.line.close();
  browser.pass(60_000);
  assert.equal(browser.sources.length, 1);
  assert.deepEqual(browser.told, []);
});

test("one that the browser has given up, since the server refused it, is told of, and opened anew after a pause", () => {
  const browser = new Browser();
  browser.line.open("e-1");
  browser.sources[0].readyState = 0;
  browser.sources[0].onerror();
  assert.equal(browser.refused, 0);
  browser.told = [];
  browser.sources[0].readyState = 2;
  browser.sources[0].onerror();
  assert.deepEqual(browser.told, [false]);
  assert.equal(browser.refused, 1);
  browser.pass(2000);
  assert.equal(browser.sources.length, 2);
});
