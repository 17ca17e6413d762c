import assert from "node:assert/strict";
import { test } from "node:test";

import { Feed, feedAddress, pauseBefore } from "../../../../consumers/page/feed.js";
import { hello, turn } from "./nights.js";

const heartbeat = (cursor) => ({ type: "sweepcast.feed.heartbeat", cursor, data: {} });
const snapshot = (sequence) => ({ type: "sweepcast.feed.snapshot", cursor: `snapshot-${sequence}`, data: { ceremony: "awards-2017", sequence, board: {} } });

/** Time that passes when it is told to. */
class Clock {
  time = 0;
  timers = [];

  now() {
    return this.time;
  }

  after(act, milliseconds) {
    const timer = { act, at: this.time + milliseconds };
    this.timers.push(timer);
    return timer;
  }

  cancel(timer) {
    this.timers = this.timers.filter((each) => each !== timer);
  }

  pass(milliseconds) {
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.cancel(next);
      this.time = next.at;
      next.act();
    }
    this.time = until;
  }
}

/** A feed with sockets and a clock in the test's hand. */
function wired(ceremony = "awards-2017") {
  const world = { clock: new Clock(), sockets: [], heard: [], statuses: [] };
  world.feed = new Feed({
    url: "ws://gateway:8765/v1/feed",
    ceremony,
    onFrame: (frame) => world.heard.push(frame),
    onStatus: (status) => world.statuses.push(status.phase),
    connect: (address) => {
      const socket = { address, closed: false, onmessage: null, onclose: null, close: () => (socket.closed = true) };
      world.sockets.push(socket);
      return socket;
    },
    clock: world.clock,
    random: () => 1,
  });
  world.say = (...frames) => frames.forEach((frame) => world.sockets.at(-1).onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) }));
  world.drop = (code = 1006, reason = "") => world.sockets.at(-1).onclose({ code, reason });
  world.turns = () => world.heard.filter(({ type }) => type === "sweepcast.turn").map(({ data }) => data.sequence);
  world.cursor = () => new URL(world.sockets.at(-1).address).searchParams.get("cursor");
  world.feed.start();
  return world;
}

test("the address names ceremony and cursor, whatever characters they have", () => {
  assert.equal(feedAddress("ws://h:1/v1/feed", null, null), "ws://h:1/v1/feed");
  assert.equal(feedAddress("ws://h:1/v1/feed", "a-2017", "x&y=z"), "ws://h:1/v1/feed?ceremony=a-2017&cursor=x%26y%3Dz");
});

test("pauses double up to a longest one, and half of each is random", () => {
  assert.equal(pauseBefore(0, 0), 250);
  assert.equal(pauseBefore(0, 1), 500);
  assert.equal(pauseBefore(2, 1), 2000);
  assert.equal(pauseBefore(50, 1), 20_000);
  assert.equal(pauseBefore(50, 0), 10_000);
});

test("it is live only with the snapshot, or when the gateway does not know the ceremony yet", () => {
  const world = wired();
  world.say(hello());
  assert.deepEqual(world.statuses, []);
  world.say(snapshot(3));
  assert.deepEqual(world.statuses, ["live"]);
  const early = wired();
  early.say(hello({ ceremonies: [] }));
  assert.deepEqual(early.statuses, ["live"]);
});

test("after a break it comes back with the cursor of the last frame, and is live at once when that is honoured", () => {
  const world = wired();
  world.say(hello(), snapshot(3), turn(4));
  world.drop();
  assert.equal(world.sockets.length, 1);
  world.clock.pass(500);
  assert.equal(world.cursor(), "awards-2017-4");
  world.say(hello({ resumed: true, reason: "resumed" }), turn(5));
  assert.deepEqual(world.turns(), [4, 5]);
  assert.deepEqual(world.statuses, ["live", "waiting", "connecting", "live"]);
});

test("a heartbeat's cursor is the place to come back to", () => {
  const world = wired();
  world.say(hello(), snapshot(3), heartbeat("further"));
  world.drop();
  world.clock.pass(500);
  assert.equal(world.cursor(), "further");
});

test("a turn that was seen is dropped", () => {
  const world = wired();
  world.say(hello(), snapshot(3), turn(3), turn(4), turn(4), turn(5));
  assert.deepEqual(world.turns(), [4, 5]);
  assert.equal(world.sockets.length, 1);
});

test("a gap asks for the missing turns by cursor, and nothing behind it is applied", () => {
  const world = wired();
  world.say(hello(), snapshot(3), turn(4), turn(6));
  assert.deepEqual(world.turns(), [4]);
  assert.ok(world.sockets[0].closed);
  world.clock.pass(500);
  assert.equal(world.cursor(), "awards-2017-4");
  world.say(hello({ resumed: true, reason: "resumed" }), turn(5), turn(6));
  assert.deepEqual(world.turns(), [4, 5, 6]);
});

test("a gap that stays asks for a snapshot", () => {
  const world = wired();
  world.say(hello(), snapshot(3), turn(5));
  world.clock.pass(500);
  world.say(hello({ resumed: true, reason: "resumed" }), turn(5));
  world.clock.pass(1000);
  assert.equal(world.cursor(), null);
  world.say(hello(), snapshot(5), turn(6));
  assert.deepEqual(world.turns(), [6]);
  assert.equal(world.sockets.length, 3);
});

test("a log that was begun anew is followed from its own numbers", () => {
  const world = wired();
  world.say(hello(), snapshot(30));
  world.drop();
  world.clock.pass(500);
  world.say(hello({ reason: "cursor-of-another-log" }), snapshot(2), turn(3));
  assert.deepEqual(world.turns(), [3]);
});

test("a peer that misses two and a half heartbeats is dead; one that beats is not", () => {
  const world = wired();
  world.say(hello({ heartbeat_seconds: 2 }), snapshot(3));
  world.clock.pass(4900);
  world.say(heartbeat("c1"));
  world.clock.pass(4900);
  assert.equal(world.statuses.at(-1), "live");
  world.clock.pass(200);
  assert.equal(world.statuses.at(-1), "waiting");
  assert.ok(world.sockets[0].closed);
  world.clock.pass(500);
  assert.equal(world.sockets.length, 2);
});

test("a connection that never comes about is given up and tried again, with longer and longer pauses", () => {
  const world = wired();
  world.clock.pass(10_000 + 500 + 10_000);
  assert.equal(world.sockets.length, 2);
  world.clock.pass(999);
  assert.equal(world.sockets.length, 2);
  world.clock.pass(1);
  assert.equal(world.sockets.length, 3);
});

test("a gateway that greets and closes again is not called at the first pace; one that lasted is", () => {
  const world = wired();
  world.say(hello({ ceremonies: [] }));
  world.drop();
  world.clock.pass(500);
  world.say(hello({ ceremonies: [] }));
  world.drop();
  world.clock.pass(500);
  assert.equal(world.sockets.length, 2);
  world.clock.pass(500);
  assert.equal(world.sockets.length, 3);
  world.say(hello({ ceremonies: [] }), heartbeat("c"));
  world.drop();
  world.clock.pass(500);
  assert.equal(world.sockets.length, 4);
});

test("codes from 4500 end it, lower ones do not; somebody may try again", () => {
  for (const [code, phase] of [[4000, "waiting"], [4499, "waiting"], [4500, "ended"], [4999, "ended"], [1001, "waiting"]]) {
    const world = wired();
    world.say(hello(), snapshot(1));
    world.drop(code, "because");
    assert.equal(world.statuses.at(-1), phase, String(code));
    if (phase !== "ended") continue;
    world.clock.pass(60_000);
    world.feed.wake();
    assert.equal(world.sockets.length, 1);
    world.feed.retry();
    assert.equal(world.sockets.length, 2);
  }
});

test("a goodbye is obeyed without waiting for the close", () => {
  const world = wired();
  world.say(hello(), snapshot(1), { type: "sweepcast.feed.goodbye", cursor: "c", data: { code: 4501, reason: "not here" } });
  assert.equal(world.statuses.at(-1), "ended");
  assert.ok(world.sockets[0].closed);
});

test("waking up tries at once: in a pause, or when the line has long been silent", () => {
  const paused = wired();
  paused.drop();
  paused.feed.wake();
  assert.equal(paused.sockets.length, 2);
  paused.clock.pass(600);
  assert.equal(paused.sockets.length, 2, "the pause was not left running");

  const asleep = wired();
  asleep.say(hello(), snapshot(3));
  asleep.clock.time += 60_000;
  asleep.feed.wake();
  assert.equal(asleep.sockets.length, 2);

  const awake = wired();
  awake.say(hello(), snapshot(3));
  awake.feed.wake();
  assert.equal(awake.sockets.length, 1);
});

test("what is no frame breaks the connection, not the page", () => {
  for (const junk of ["no JSON", "null", "{}", '{"type": "sweepcast.turn", "data": {}}']) {
    const world = wired();
    world.say(hello(), snapshot(3), junk);
    assert.equal(world.statuses.at(-1), "waiting", junk);
  }
});

test("following another ceremony begins without a cursor", () => {
  const world = wired(null);
  world.say(hello({ ceremonies: [] }), turn(1));
  world.feed.follow("awards-2017");
  assert.equal(world.sockets.at(-1).address, "ws://gateway:8765/v1/feed?ceremony=awards-2017");
  assert.ok(world.sockets[0].closed);
});

test("a stopped feed stays still", () => {
  const world = wired();
  world.say(hello(), snapshot(3));
  world.feed.stop();
  world.clock.pass(120_000);
  assert.equal(world.sockets.length, 1);
});
