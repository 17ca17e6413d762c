/** Waiting for the turn that an answer has named already. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { SeenTurns } from "../../../../../producers/desk/page/seen_turns.js";

/** What is at the desk, and what has gone on, in the order in which it did. */
function atDesk(sight) {
  const now = { desk: { ceremony: "night", sequence: 3 }, open: true, ...sight };
  const turns = new SeenTurns(() => now);
  const went = [];
  const wait = (ceremony, turn) => turns.seen(ceremony, turn).then(() => went.push(turn));
  const change = async (part) => {
    Object.assign(now, part);
    turns.look();
    await null;
  };
  return { wait, change, went };
}

test("what is on the board is not waited for", async () => {
  const { wait, went } = atDesk({});
  await wait("night", 3);
  assert.deepEqual(went, [3]);
});

test("a turn that is still to come is waited for, each by itself", async () => {
  const { wait, change, went } = atDesk({});
  wait("night", 5);
  wait("night", 4);
  await change({});
  assert.deepEqual(went, []);
  await change({ desk: { ceremony: "night", sequence: 4 } });
  assert.deepEqual(went, [4]);
  await change({ desk: { ceremony: "night", sequence: 6 } });
  assert.deepEqual(went, [4, 5]);
});

test("where nobody brings a turn it is not waited for", async () => {
  const without = atDesk({ open: false });
  await without.wait("night", 9);
  const elsewhere = atDesk({});
  await elsewhere.wait("another", 9);
  const broken = atDesk({});
  const waiting = broken.wait("night", 9);
  await broken.change({ open: false });
  await waiting;
  assert.deepEqual([without.went, elsewhere.went, broken.went], [[9], [9], [9]]);
});
