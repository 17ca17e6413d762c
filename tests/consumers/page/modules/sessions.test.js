/** The recorded sessions, which every client must get right: tests/sessions/README.md says what their fields mean. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { FeedEnded, FeedRefused, follow, keep } from "../../../../consumers/page/sweepcast.js";
import { Clock, FakeSocket, FakeStream, settled } from "./world.js";

const FOLDER = new URL("../../../sessions/", import.meta.url);
const SESSIONS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ name: name.replace(".json", ""), ...JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) }));

/** What can be seen and said over each transport; a browser's WebSocket does not tell the status of a handshake. */
const TRANSPORTS = {
  websocket: {
    can: ({ needs = [] }) => !needs.includes("http-status"),
    options: (tries) => ({
      connect: (address) => {
        tries.push(new FakeSocket(address));
        return tries.at(-1);
      },
    }),
    url: "ws://gateway:8765/v1/feed",
  },
  sse: {
    can: ({ connections }) => !connections.some(({ steps = [] }) => steps.some((step) => "close" in step || "change" in step || "said" in step)),
    options: (tries) => ({
      fetch: (address, request) => {
        tries.push(new FakeStream(address, request));
        return tries.at(-1).answer;
      },
    }),
    url: "http://gateway:8080/v1/feed",
  },
};

/** One session on its way: the client, and all that came of it. */
class Run {
  tries = [];
  links = [];
  delivered = [];
  boards = {};
  ends = null;
  clock = new Clock();
  said = 0;
  request = null;
  over = new AbortController();

  constructor({ options: { ceremonies, ...options } }, { url, options: wiring }) {
    this.feed = follow(url, {
      ...options,
      ...wiring(this.tries),
      ceremony: ceremonies,
      clock: this.clock,
      chance: () => 1,
      signal: this.over.signal,
      onLink: (link) => this.links.push(link),
    });
    this.consumed = this.consume();
  }

  async consume() {
    try {
      for await (const frame of this.feed) {
        this.delivered.push({ type: frame.type, ceremony: frame.data.ceremony, sequence: frame.data.sequence });
        this.boards = keep(this.boards, frame);
      }
    } catch (error) {
      this.ends = error;
    }
  }

  async play({ connections }) {
    for (const [at, { asked, refused, steps = [] }] of connections.entries()) {
      await settled();
      if (at > 0) this.clock.pass(this.links.at(-1).pause * 1000);
      assert.equal(this.tries.length, at + 1, "tries to connect");
      const line = this.tries[at];
      this.said = 0;
      assert.deepEqual(askedBy(line.address), asked);
      if (refused) line.refuse(refused);
      for (const step of steps) {
        await settled();
        if (line.closed) break;
        this.step(line, step);
      }
      await settled();
    }
    this.over.abort();
    await this.consumed;
  }

  step(line, step) {
    if ("frame" in step) line.say(JSON.stringify(step.frame).replace('"<request>"', JSON.stringify(this.request)));
    else if ("text" in step) line.say(step.text);
    else if ("silence" in step) this.clock.pass(step.silence * 1000);
    else if ("cut" in step) line.cut();
    else if ("close" in step) line.end(step.close.code, step.close.reason);
    else if ("change" in step) this.change(step.change);
    else if ("said" in step) this.hasSaid(line, step.said);
    else assert.fail(`no runner knows the step ${JSON.stringify(step)}`);
  }

  change({ filter, delay }) {
    if (delay !== undefined) this.feed.changeDelay(delay);
    if (filter === undefined) return;
    const { ceremonies: ceremony, ...others } = filter;
    this.feed.changeFilter({ ceremony, ...others });
  }

  hasSaid(line, expected) {
    const said = line.sent.slice(this.said);
    this.said = line.sent.length;
    this.request = said.at(-1)?.id ?? null;
    assert.deepEqual(said.map(({ id: _, ...request }) => request), [expected]);
  }
}

/** Return the options in an address, each with its values. */
function askedBy(address) {
  const query = new URL(address).searchParams;
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

/** Return of a link what its status tells. */
function told({ status, resumed, stale, pause }) {
  if (status === "live") return { status, resumed, stale };
  return status === "waiting" ? { status, pause } : { status };
}

/** Return how the feed ended, as sessions say it. */
function ended(error) {
  if (error instanceof FeedEnded) return { how: "ended", code: error.code };
  if (error instanceof FeedRefused) return { how: "refused", ...(error.status === null ? {} : { status: error.status }) };
  return error;
}

test("there are sessions, and each is run over some transport", () => {
  assert.ok(SESSIONS.length >= 40, String(SESSIONS.length));
  for (const session of SESSIONS) assert.ok(Object.values(TRANSPORTS).some(({ can }) => can(session)), session.name);
});

for (const [name, transport] of Object.entries(TRANSPORTS)) {
  for (const session of SESSIONS.filter(transport.can)) {
    test(`${name}: ${session.name}: ${session.holds}`, async () => {
      const run = new Run(session, transport);
      await run.play(session);
      assert.deepEqual(ended(run.ends), session.ends);
      assert.deepEqual(run.delivered, session.delivered);
      assert.deepEqual(run.boards, session.boards);
      assert.deepEqual(run.links.map(told), session.links);
    });
  }
}
