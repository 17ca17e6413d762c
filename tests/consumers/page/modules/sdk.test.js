/** What the SDK promises beside the recorded sessions: addresses, transports, requests, waking, and how a loop ends. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as sdk from "../../../../consumers/page/sweepcast.js";
import { hello, turn } from "./nights.js";
import { Clock, FakeSocket, FakeStream, settled } from "./world.js";

const { Feed, FeedEnded, FeedRefused, feedAddress, follow, keep, pauseBefore } = sdk;
const WS = "ws://gateway:8765/v1/feed";
const HTTP = "http://gateway:8080/v1/feed";

const heartbeat = (cursor, data = {}) => ({ type: "sweepcast.feed.heartbeat", cursor, data });
const snapshot = (sequence) => ({ type: "sweepcast.feed.snapshot", cursor: `snapshot-${sequence}`, data: { ceremony: "awards-2017", sequence, board: {} } });
const answer = (type, request, data) => ({ type: `sweepcast.feed.${type}`, cursor: type, data: { request, ...data } });

/** Both edges in the test's hand. */
function wiring() {
  const lines = [];
  const clock = new Clock();
  const opened = (line) => {
    lines.push(line);
    return line;
  };
  return {
    lines,
    clock,
    say: (...frames) => frames.forEach((frame) => lines.at(-1).say(JSON.stringify(frame))),
    asked: () => Object.fromEntries(new URL(lines.at(-1).address).searchParams),
    sockets: { clock, chance: () => 1, connect: (address) => opened(new FakeSocket(address)) },
    streams: { clock, chance: () => 1, fetch: (address, request) => opened(new FakeStream(address, request)).answer },
  };
}

/** A started feed, what it handed on, and what it told of its line. */
function fed(options = {}, url = WS) {
  const world = wiring();
  const wires = url.startsWith("http") ? world.streams : world.sockets;
  Object.assign(world, { frames: [], links: [] });
  world.feed = new Feed(url, { ...wires, onFrame: (frame) => world.frames.push(frame), onLink: (link) => world.links.push(link), ...options });
  world.feed.start();
  return world;
}

/** A loop that takes frames as long as it is told to, and what it got. */
function followed(options = {}, url = WS) {
  const world = wiring();
  const wires = url.startsWith("http") ? world.streams : world.sockets;
  return Object.assign(world, { loop: follow(url, { ...wires, ...options }) });
}

test("the declarations name what the module has, and nothing else", () => {
  const text = readFileSync(new URL("../../../../consumers/page/sweepcast.d.ts", import.meta.url), "utf8");
  const declared = [...text.matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(declared.sort(), Object.keys(sdk).sort());
});

test("the module imports nothing", () => {
  const text = readFileSync(new URL("../../../../consumers/page/sweepcast.js", import.meta.url), "utf8");
  assert.doesNotMatch(text, /^(import|export .* from) |await import\(/m);
});

test("the address has every option, whatever characters are in it, and the feed's path where it has none", () => {
  assert.equal(feedAddress("ws://h:1"), "ws://h:1/v1/feed");
  assert.equal(feedAddress("https://h/below/feed"), "https://h/below/feed");
  assert.equal(
    feedAddress("ws://h:1/v1/feed?ceremony=other&x=1", { ceremony: "a-2017", cursor: "x&y=z", kinds: ["lead", "tie"], delay: 0, token: "t" }),
    "ws://h:1/v1/feed?x=1&ceremony=a-2017&kind=lead&kind=tie&delay=0&cursor=x%26y%3Dz&token=t",
  );
});

test("what is no address of a feed is refused with what to do", () => {
  for (const url of ["", "gateway", "ftp://gateway/", "ws://"]) {
    assert.throws(() => follow(url), (error) => error instanceof FeedRefused && /write one such as ws:/.test(error.message), url);
  }
  assert.throws(() => follow(WS, { transport: "sse" }), /write one such as http:/);
  assert.throws(() => follow(HTTP, { transport: "websocket" }), /write one such as ws:/);
});

test("without a WebSocket it says what to do", { skip: globalThis.WebSocket !== undefined && "this runtime has one" }, () => {
  assert.throws(() => follow(WS), /Node has one from version 22 on.*http address.*option WebSocket/);
});

test("a constructor that is handed over is used, with the subprotocol", () => {
  const made = [];
  class Given extends FakeSocket {
    constructor(address, protocols) {
      super(address);
      made.push(protocols);
    }
  }
  new Feed(WS, { WebSocket: Given, onFrame: () => {}, clock: new Clock() }).start();
  assert.deepEqual(made, [["cloudevents.json"]]);
});

test("a constructor that refuses the address ends the feed with its words", () => {
  const world = fed({
    connect: () => {
      throw new SyntaxError("mixed content");
    },
  });
  assert.equal(world.links.at(-1).status, "ended");
  assert.match(world.links.at(-1).reason, /mixed content/);
});

test("pauses double up to a longest one, and all of each is random", () => {
  assert.deepEqual([pauseBefore(0, 1), pauseBefore(2, 1), pauseBefore(50, 1), pauseBefore(50, 0), pauseBefore(1, 0.25)], [0.5, 2, 20, 0, 0.25]);
});

test("a filter or delay that is refused is not asked for again", () => {
  const world = fed({ ceremony: "awards-2017", delay: 5 });
  world.say(hello(), snapshot(3));
  world.feed.changeFilter({ kinds: ["a", "b"] });
  world.feed.changeDelay(601);
  world.say(answer("refused", "1", { code: "filter-too-large", detail: "…" }), answer("refused", "2", { code: "malformed-request", detail: "…" }));
  assert.equal(world.frames.at(-1).data.code, "malformed-request");
  world.lines[0].cut();
  world.clock.pass(500);
  assert.deepEqual(world.asked(), { ceremony: "awards-2017", delay: "5", cursor: "refused" });
});

test("what was asked before a break is no excuse for what is refused after it", () => {
  const world = fed({ kinds: "lead" });
  world.say(hello());
  world.feed.changeFilter({ kinds: "tie" });
  world.lines[0].cut();
  world.clock.pass(500);
  world.say(hello());
  world.feed.changeFilter({ kinds: "too-many" });
  world.say(answer("refused", "2", { code: "filter-too-large", detail: "…" }));
  world.lines[1].cut();
  world.clock.pass(1000);
  assert.equal(world.asked().kind, "tie");
});

test("a log that was made anew may tell a night from its first turn", () => {
  const world = fed();
  world.say(hello(), snapshot(30));
  world.lines[0].cut();
  world.clock.pass(500);
  world.say(hello({ reason: "cursor-of-another-log", ceremonies: [] }), turn(1), turn(2));
  assert.equal(world.frames.at(-1).data.sequence, 2);
  assert.equal(world.lines.length, 2);
});

test("a refusal that comes late does not undo a newer wish", () => {
  const world = fed();
  world.say(hello());
  world.feed.changeFilter({ kinds: "too-many" });
  world.feed.changeFilter({ kinds: "lead" });
  world.say(answer("refused", "1", { code: "filter-too-large", detail: "…" }));
  world.say(answer("filtered", "2", { filter: { kinds: ["lead"] }, ceremonies: [], holds_from: "f" }));
  world.lines[0].cut();
  world.clock.pass(500);
  assert.equal(world.asked().kind, "lead");
});

test("a request that is not answered costs the connection, and the next one begins as was asked", () => {
  const world = fed();
  world.say(hello({ heartbeat_seconds: 30 }));
  world.feed.changeFilter({ ceremony: "awards-2017" });
  world.clock.pass(10_000 + 500);
  assert.equal(world.lines.length, 2);
  assert.equal(world.asked().ceremony, "awards-2017");
});

test("what was answered is not waited for any more", () => {
  const world = fed();
  world.say(hello({ heartbeat_seconds: 30 }));
  world.feed.changeDelay(30);
  world.say(answer("delayed", "1", { delay_seconds: 30 }));
  world.clock.pass(30_000);
  assert.equal(world.lines.length, 1);
});

test("before hello, in a pause and over a stream, a change is asked for in the address", () => {
  const early = fed();
  early.feed.changeDelay(30);
  assert.deepEqual([early.lines.length, early.asked().delay, early.lines[0].closed], [2, "30", true]);

  const paused = fed();
  paused.lines[0].cut();
  paused.feed.changeFilter({ works: "la-la-land" });
  paused.clock.pass(500);
  assert.deepEqual([paused.lines.length, paused.asked().work], [2, "la-la-land"]);
});

test("over a stream a change connects anew, with the cursor at hand", async () => {
  const world = fed({}, HTTP);
  world.say(hello({ resumed: true }), turn(4));
  await settled();
  world.feed.changeFilter({ kinds: "tie" });
  await settled();
  assert.deepEqual([world.lines.length, world.lines[0].closed], [2, true]);
  assert.deepEqual(world.asked(), { kind: "tie", cursor: "awards-2017-4" });
  world.say(hello(), turn(8));
  await settled();
  assert.equal(world.frames.at(-1).data.sequence, 8, "under the new filter, holes are no gaps");
});

test("waking up tries at once: in a pause, or when the line has long been silent", () => {
  const paused = fed();
  paused.lines[0].cut();
  paused.feed.wake();
  assert.equal(paused.lines.length, 2);
  paused.clock.pass(600);
  assert.equal(paused.lines.length, 2, "the pause was not left running");

  const asleep = fed();
  asleep.say(hello(), snapshot(3));
  asleep.clock.time += 60_000;
  asleep.feed.wake();
  assert.equal(asleep.lines.length, 2);

  const awake = fed();
  awake.say(hello(), snapshot(3));
  awake.feed.wake();
  assert.equal(awake.lines.length, 1);
});

test("what has ended or was stopped stays so, until somebody asks for it again", () => {
  const world = fed();
  world.say(hello(), snapshot(1), { type: "sweepcast.feed.goodbye", cursor: "c", data: { code: 4501, reason: "expired" } });
  assert.deepEqual([world.links.at(-1).status, world.links.at(-1).reason, world.lines[0].closed], ["ended", "expired", true]);
  world.clock.pass(60_000);
  world.feed.wake();
  world.feed.start();
  assert.equal(world.lines.length, 1);
  world.feed.retry();
  assert.equal(world.lines.length, 2);
  world.say(hello());
  world.feed.stop();
  world.clock.pass(120_000);
  world.feed.wake();
  assert.deepEqual([world.lines.length, world.lines[1].closed], [2, true]);
  world.feed.start();
  assert.equal(world.lines.length, 3);
});

test("what a runtime tells of a failed connection is passed on", () => {
  const world = fed();
  world.lines[0].onerror({ message: "connect ECONNREFUSED" });
  world.lines[0].cut();
  assert.equal(world.links.at(-1).reason, "no answer from gateway:8765: connect ECONNREFUSED");
});

test("a socket that errs and does not close is over all the same", () => {
  const world = fed();
  world.lines[0].onerror({});
  world.clock.pass(999);
  assert.equal(world.links.at(-1).status, "connecting");
  world.clock.pass(1);
  assert.deepEqual([world.links.at(-1).status, world.links.at(-1).reason], ["waiting", "no answer from gateway:8765"]);
});

test("frames that lack what they must have break the connection, and nothing of them is handed on", () => {
  for (const junk of ["null", "[]", "{}", '"x"', '{"type":"sweepcast.turn","cursor":"c","data":{"ceremony":"a","sequence":"1","updates":[]}}', '{"type":"sweepcast.feed.snapshot","cursor":"c","data":{"ceremony":"a","sequence":1,"board":null}}', '{"type":"sweepcast.feed.heartbeat","data":{}}']) {
    const world = fed();
    world.say(hello());
    world.lines[0].say(junk);
    assert.deepEqual([world.links.at(-1).status, world.frames.length], ["waiting", 1], junk);
  }
});

test("a stream is read over whatever pieces it comes in, comments and other fields aside", async () => {
  const text = `\uFEFF: hello\r\nretry: 5\r\nevent: x\r\nid: c\r\ndata: ${JSON.stringify(hello({ ceremonies: ["ø"] }))}\r\n\r\nid\r\ndata:${JSON.stringify(turn(1)).replace(",", ",\r\ndata: ")}\r\n\r\ndata\n\n`;
  const bytes = new TextEncoder().encode(text.slice(1));
  for (const size of [1, 2, 7, bytes.length]) {
    const world = fed({}, HTTP);
    world.lines[0].open();
    for (let at = 0; at < bytes.length; at += size) {
      world.lines[0].body.enqueue(bytes.slice(at, at + size));
    }
    await settled();
    assert.deepEqual(world.frames.map(({ type }) => type), ["sweepcast.feed.hello", "sweepcast.turn"], String(size));
    assert.deepEqual(world.frames[0].data.ceremonies, ["ø"]);
    world.feed.stop();
  }
});

test("an event that is too large breaks a stream", async () => {
  const world = fed({}, HTTP);
  world.lines[0].open();
  for (let part = 0; part < 17; part += 1) world.lines[0].body.enqueue(new Uint8Array(1024 * 1024).fill(120));
  await settled();
  assert.match(world.links.at(-1).reason, /an event is too large/);
});

test("a token goes into a header where that can be, else into the address", async () => {
  const stream = fed({ token: "secret" }, HTTP);
  assert.deepEqual([stream.lines[0].headers.Authorization, stream.asked()], ["Bearer secret", {}]);
  const socket = fed({ token: "secret" });
  assert.deepEqual(socket.asked(), { token: "secret" });
});

test("a place is stored when the consumer has come back, heartbeats in turn, each once", async () => {
  const stored = [];
  const world = followed({ storeCursor: async (cursor) => stored.push(cursor) });
  const first = world.loop.next();
  await settled();
  world.say(hello(), snapshot(3), turn(4), heartbeat("later"), heartbeat("later"));
  await first;
  await settled();
  assert.deepEqual(stored, []);
  await world.loop.next();
  assert.deepEqual(stored, ["snapshot-3"]);
  const third = world.loop.next();
  await settled();
  assert.deepEqual(stored, ["snapshot-3", "awards-2017-4", "later"]);
  world.say(turn(5));
  await third;
  await world.loop.return();
  assert.deepEqual(stored, ["snapshot-3", "awards-2017-4", "later"], "what was left undone is not stored");
  assert.ok(world.lines[0].closed);
});

test("a place that cannot be stored is the consumer's to hear", async () => {
  const world = followed({ storeCursor: () => Promise.reject(new Error("disk full")) });
  const first = world.loop.next();
  await settled();
  world.say(hello(), snapshot(3));
  await first;
  await assert.rejects(world.loop.next(), /disk full/);
  assert.ok(world.lines[0].closed);
});

test("a signal ends the loop without an error, also before it has begun", async () => {
  const over = new AbortController();
  const world = followed({ signal: over.signal });
  const first = world.loop.next();
  await settled();
  over.abort();
  assert.deepEqual(await first, { value: undefined, done: true });
  assert.ok(world.lines[0].closed);
  const late = followed({ signal: over.signal });
  assert.deepEqual(await late.loop.next(), { value: undefined, done: true });
  assert.equal(late.lines.length, 0);
});

test("what came before the end is handed on before the error is thrown, and the feed is not called again", async () => {
  const world = followed();
  const first = world.loop.next();
  await settled();
  world.say(hello(), snapshot(3), turn(4), { type: "sweepcast.feed.goodbye", cursor: "c", data: { code: 4500, reason: "enough" } });
  assert.equal((await first).value.data.sequence, 3);
  assert.equal((await world.loop.next()).value.data.sequence, 4);
  await assert.rejects(world.loop.next(), (error) => error instanceof FeedEnded && error.code === 4500);
  assert.equal(world.lines.length, 1);
});

test("a consumer who falls far behind leaves the line, and comes back by cursor when it has caught up", async () => {
  const world = followed();
  const first = world.loop.next();
  await settled();
  world.say(hello(), snapshot(0), ...Array.from({ length: 6000 }, (_, at) => turn(at + 1)));
  assert.ok(world.lines[0].closed);
  let last = (await first).value;
  for (let taken = 0; taken < 4999 && world.lines.length === 1; taken += 1) {
    const next = world.loop.next();
    await settled();
    if (world.lines.length === 1) last = (await next).value;
  }
  assert.equal(world.lines.length, 2);
  assert.match(world.asked().cursor, /^awards-2017-499\d$/);
  assert.ok(last.data.sequence > 4990);
});

test("what a subscriber has dealt with is acknowledged at the end, and never more often than hello allows", async () => {
  const world = followed({ subscriber: "my-bot" });
  const first = world.loop.next();
  await settled();
  world.say(hello({ resumed: true, limits: { messages_per_minute: 30 } }), turn(1));
  await first;
  const second = world.loop.next();
  await settled();
  world.clock.pass(3900);
  assert.deepEqual(world.lines[0].sent, []);
  world.clock.pass(100);
  world.say(turn(2), turn(3));
  await second;
  await world.loop.next();
  await world.loop.return();
  assert.deepEqual(world.lines[0].sent.map(({ cursor }) => cursor), ["awards-2017-1", "awards-2017-2"]);
});

test("what nobody answered is acknowledged again, and so is a place that could not be kept", async () => {
  const world = followed({ subscriber: "my-bot", onRefused: () => {} });
  const first = world.loop.next();
  await settled();
  world.say(hello({ resumed: true, heartbeat_seconds: 30 }), turn(1));
  await first;
  world.loop.next();
  await settled();
  world.clock.pass(1000);
  world.lines[0].cut();
  await settled();
  world.clock.pass(500);
  world.say(hello({ resumed: true, heartbeat_seconds: 30 }), heartbeat("awards-2017-1"));
  await settled();
  world.clock.pass(1000);
  world.say(answer("refused", "2", { code: "cannot-keep-place", detail: "…" }), heartbeat("awards-2017-1"));
  await settled();
  world.clock.pass(1000);
  world.say(answer("acked", "3", { place: "awards-2017-1" }), heartbeat("awards-2017-1"));
  await settled();
  world.clock.pass(1000);
  assert.deepEqual(world.lines.map(({ sent }) => sent.map(({ cursor }) => cursor)), [["awards-2017-1"], ["awards-2017-1", "awards-2017-1"]]);
});

test("what the gateway refuses is told, and the loop goes on", async () => {
  const refused = [];
  const world = followed({ onRefused: (each) => refused.push(each.code) });
  const first = world.loop.next();
  await settled();
  world.say(hello());
  world.loop.changeDelay(601);
  world.say(answer("refused", "1", { code: "malformed-request", detail: "…" }), snapshot(1));
  assert.equal((await first).value.data.sequence, 1);
  assert.deepEqual(refused, ["malformed-request"]);
});

test("a filter that is in the address alone is one as well: its holes are no gaps", () => {
  const world = fed({}, `${WS}?kind=stage`);
  world.say(hello({ filter: { kinds: ["stage"] } }), snapshot(2), turn(5));
  assert.equal(world.frames.at(-1).data.sequence, 5);
});

test("what may be secret in an address is not repeated", async () => {
  const world = fed({}, "http://me:password@gateway/v1/feed?token=secret");
  world.lines[0].refuse({ status: 401, headers: {}, body: "token-expired: come back" });
  await settled();
  const { reason, error } = world.links.at(-1);
  assert.equal(error.url, "http://gateway/v1/feed");
  assert.doesNotMatch(`${reason} ${error}`, /secret|password/);
  assert.match(reason, /token-expired/);
});

test("a gateway that wants to be left alone for days is asked again within the hour", async () => {
  const world = fed({}, HTTP);
  world.lines[0].refuse({ status: 503, headers: { "Retry-After": "999999" }, body: "full" });
  await settled();
  assert.equal(world.links.at(-1).pause, 3600.5);
});

test("kept boards leave those before as they were", () => {
  const before = Object.freeze({ "awards-2017": Object.freeze({ "work/a": { type: "work", id: "a" } }) });
  const after = keep(before, turn(1, [{ address: "work/b", value: { type: "work", id: "b" }, ended: null }, { address: "work/a", value: null, ended: null }]));
  assert.deepEqual(after, { "awards-2017": { "work/b": { type: "work", id: "b" } } });
  assert.deepEqual(keep(after, snapshot(2)), { "awards-2017": {} });
  assert.deepEqual(keep({}, turn(1, [], "other")), { other: {} });
});
