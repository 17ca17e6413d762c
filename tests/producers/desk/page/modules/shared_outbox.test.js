import assert from "node:assert/strict";
import { test } from "node:test";

import { answered, dropped, nextToSend, sending, withEntered } from "../../../../../producers/desk/page/outbox.js";
import { adopted, changesOf, takenOver, withTold } from "../../../../../producers/desk/page/shared_outbox.js";
import { NIGHT, done, entered, filled, item, standings } from "./items.js";

const BOTH = new Set(["one", "two"]);
const here = (id, more = {}) => entered(id, more);
const there = (id, more = {}) => entered(id, { window: "two", ...more });
const owners = (outbox) => outbox.map(({ window }) => window);

test("only the window of an item sends it, and behind what another window has to send first", () => {
  const outbox = filled(there("a"), here("b"));
  assert.equal(nextToSend(outbox, NIGHT, "one"), null);
  assert.equal(nextToSend(outbox, NIGHT, "two").id, "a");
  const out = answered(outbox, "a", done(6));
  assert.equal(nextToSend(out, NIGHT, "one").id, "b");
  assert.equal(nextToSend(out, NIGHT, "two"), null);
});

test("a window tells what it has changed of its own, and what it let go of", () => {
  const before = filled(there("a"), here("b"), here("c"));
  assert.deepEqual(changesOf(before, answered(before, "a", done(6)), "one").kept.map(({ id }) => id), ["b", "c"]);
  const after = dropped(sending(before, "b"), "c");
  assert.deepEqual(changesOf(before, after, "one"), { kept: [item(after, "b")], gone: ["c"] });
  assert.deepEqual(changesOf(before, dropped(before, "a"), "one"), { kept: [], gone: ["a"] });
  assert.deepEqual(changesOf(before, before, "one"), { kept: [], gone: [] });
});

test("what another window tells stands in the order of entering, once", () => {
  const ours = withEntered(filled(there("a")), here("c"));
  const theirs = withEntered(filled(there("a")), there("b"));
  const merged = withTold(ours, item(theirs, "b"));
  assert.deepEqual(merged.map(({ id }) => id), ["a", "b", "c"]);
  assert.deepEqual(withTold(merged, item(theirs, "b")), merged);
  assert.deepEqual(withTold(theirs, item(ours, "c")).map(({ id }) => id), ["a", "b", "c"]);
});

test("when another window's is out, ours behind it is based on that turn, whichever is told first", () => {
  const both = filled(there("a"), here("b"));
  const out = item(answered(both, "a", done(6)), "a");
  const told = withTold(both, out);
  assert.equal(item(told, "b").basedOn, 6);
  assert.equal(item(withTold(told, out), "b").basedOn, 6);
  assert.equal(item(withTold(both, { ...out, turn: 7 }), "b").basedOn, 5);
});

test("what is out stays out, though an older word of it comes later", () => {
  const both = filled(there("a"));
  const out = answered(both, "a", done(6));
  assert.equal(withTold(out, item(sending(both, "a"), "a")), out);
});

test("what was stopped in another window can be sent from this one", () => {
  const outbox = takenOver(filled(there("a"), there("b")), "a", "one");
  assert.deepEqual(owners(outbox), ["one", "two"]);
  assert.deepEqual(changesOf(filled(there("a"), there("b")), outbox, "one").kept.map(({ id }) => id), ["a"]);
});

test("the items of a window that is gone go to one of those left, and are sent again with their ids", () => {
  const outbox = sending(filled(entered("a", { window: "gone" }), there("b"), here("c")), "a");
  const taken = adopted(outbox, "one", BOTH);
  assert.deepEqual(owners(taken), ["one", "two", "one"]);
  assert.deepEqual(standings(taken), ["waiting", "waiting", "waiting"]);
  assert.equal(nextToSend(taken, NIGHT, "one").id, "a");
  assert.equal(adopted(outbox, "two", BOTH), outbox);
});

test("while all windows are there, nobody takes anything", () => {
  const outbox = sending(filled(there("a"), here("b")), "a");
  assert.equal(adopted(outbox, "one", BOTH), outbox);
});
