import assert from "node:assert/strict";
import { test } from "node:test";

import { answerOf, answerOfRefusal } from "../../../../../producers/desk/page/answers.js";
import { again, answered, ceremoniesToSend, dropped, nextToSend, notOut, reopened, sending, withEntered } from "../../../../../producers/desk/page/outbox.js";
import { changesOf } from "../../../../../producers/desk/page/shared_outbox.js";
import { OutboxStore } from "../../../../../producers/desk/page/outbox_store.js";
import { NIGHT, done, entered, filled, item, standings } from "./items.js";

const refusal = (status, code, answer = {}) => answerOfRefusal({ status, code, message: "why", answer });

test("things go out in the order in which they were entered, one at a time", () => {
  let outbox = filled(entered("a"), entered("b"));
  assert.equal(nextToSend(outbox, NIGHT, "one").id, "a");
  outbox = sending(outbox, "a");
  assert.equal(nextToSend(outbox, NIGHT, "one"), null);
  outbox = answered(outbox, "a", { kind: "accepted" });
  assert.equal(nextToSend(outbox, NIGHT, "one"), null);
  outbox = answered(outbox, "a", done(6));
  assert.equal(nextToSend(outbox, NIGHT, "one").id, "b");
});

test("what could not be sent waits, with the same id, ahead of what came later", () => {
  let outbox = sending(filled(entered("a"), entered("b")), "a");
  outbox = answered(outbox, "a", { kind: "unreachable", detail: "no line" });
  assert.equal(nextToSend(outbox, NIGHT, "one").id, "a");
  assert.equal(item(outbox, "a").detail, "no line");
});

test("the same id is never in the outbox twice", () => {
  assert.equal(filled(entered("a"), entered("a")).length, 1);
});

test("behind one that went out as the very next turn, the rest is based on that turn", () => {
  const outbox = answered(filled(entered("a"), entered("b"), entered("c", { basedOn: 6 })), "a", done(6));
  assert.equal(item(outbox, "b").basedOn, 6);
  assert.equal(item(outbox, "c").basedOn, 6);
});

test("where somebody else came between, the rest stays based on what its person saw", () => {
  const outbox = answered(filled(entered("a"), entered("b")), "a", done(7));
  assert.equal(item(outbox, "b").basedOn, 5);
});

test("a stale one stops what is behind it until its person sends it again, based on what is now seen", () => {
  let outbox = filled(entered("a"), entered("b"));
  outbox = answered(outbox, "a", { kind: "stopped", why: "stale", detail: "late", meanwhile: ["Bea: Best Song"] });
  assert.equal(nextToSend(outbox, NIGHT, "one"), null);
  assert.deepEqual(item(outbox, "a").meanwhile, ["Bea: Best Song"]);
  outbox = again(outbox, "a", 9, "Ann");
  assert.equal(nextToSend(outbox, NIGHT, "one").basedOn, 9);
  assert.equal(item(outbox, "a").why, "");
  assert.equal(item(outbox, "a").confirmed, false);
});

test("what another person entered goes out in the name of who sends it again", () => {
  const outbox = answered(filled(entered("a")), "a", refusal(409, "another-person"));
  assert.equal(nextToSend(outbox, NIGHT, "one"), null);
  assert.equal(nextToSend(again(outbox, "a", 9, "Bea"), NIGHT, "one").by, "Bea");
});

test("a stale one that is let go of lets the next one out", () => {
  const outbox = answered(filled(entered("a"), entered("b")), "a", { kind: "stopped", why: "stale", detail: "", meanwhile: [] });
  assert.equal(nextToSend(dropped(outbox, "a"), NIGHT, "one").id, "b");
});

test("what is on its way or taken cannot be let go of", () => {
  assert.equal(dropped(sending(filled(entered("a")), "a"), "a").length, 1);
  assert.equal(dropped(answered(filled(entered("a")), "a", { kind: "accepted" }), "a").length, 1);
});

test("sending again what turned out to be extraordinary is the second key press", () => {
  const outbox = answered(filled(entered("a")), "a", { kind: "stopped", why: "confirm", detail: "", meanwhile: [] });
  assert.equal(item(again(outbox, "a", 5, "Ann"), "a").confirmed, true);
});

test("a refused one is told and does not hold up the rest; nor does one that waits for a second person", () => {
  const refused = answered(filled(entered("a"), entered("b")), "a", { kind: "refused", detail: "decided" });
  assert.equal(nextToSend(refused, NIGHT, "one").id, "b");
  const waits = answered(filled(entered("a"), entered("b")), "a", { kind: "to-confirm" });
  assert.equal(nextToSend(waits, NIGHT, "one").id, "b");
});

test("ceremonies do not wait for one another", () => {
  const outbox = sending(filled(entered("a"), entered("b", { ceremony: "other-2017" })), "a");
  assert.deepEqual(ceremoniesToSend(outbox, "one"), ["other-2017"]);
});

test("an answer that comes late changes nothing of what is done, or of what nobody knows", () => {
  const outbox = answered(filled(entered("a")), "a", done(6));
  assert.equal(answered(outbox, "a", { kind: "unreachable", detail: "" }), outbox);
  assert.equal(answered(outbox, "z", done(6)), outbox);
});

test("all that is open stays; of what is finished, the newest dozen", () => {
  let outbox = filled(entered("open"));
  for (let at = 0; at < 20; at += 1) outbox = answered(withEntered(outbox, entered(`d${at}`)), `d${at}`, done(at));
  assert.equal(outbox.length, 13);
  assert.equal(outbox[0].id, "open");
  assert.equal(outbox.at(-1).id, "d19");
  assert.deepEqual(notOut(outbox).map(({ id }) => id), ["open"]);
});

/** A browser's storage, of which this uses a part. */
function storage(content = {}) {
  const map = new Map(Object.entries(content));
  return {
    get length() { return map.size; },
    key: (at) => [...map.keys()][at] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => map.set(key, value),
    removeItem: (key) => map.delete(key),
  };
}

test("after a reload all is there in order, and what was on its way is sent again with its id", () => {
  const kept = storage();
  const outbox = sending(filled(entered("z"), entered("a")), "z");
  new OutboxStore(kept).write(changesOf([], outbox, "one"));
  const read = new OutboxStore(kept).read();
  assert.deepEqual(read.map(({ id }) => id), ["z", "a"]);
  assert.deepEqual(standings(reopened(read, "one")), ["waiting", "waiting"]);
  assert.deepEqual(standings(reopened(answered(outbox, "z", { kind: "accepted" }), "one")), ["waiting", "waiting"]);
});

test("the storage keeps what has changed, and nothing of what was let go of", () => {
  const kept = storage();
  const store = new OutboxStore(kept);
  const outbox = filled(entered("a"), entered("b"));
  store.write(changesOf([], outbox, "one"));
  store.write(changesOf(outbox, dropped(outbox, "a"), "one"));
  assert.deepEqual(store.read().map(({ id }) => id), ["b"]);
});

test("what somebody else left in the storage is no item", () => {
  const kept = storage({ "sweepcast-desk/outbox/x": "{broken", "sweepcast-desk/outbox/y": "null", "sweepcast-desk/outbox/w": "{\"id\": 1}", other: "1" });
  assert.deepEqual(new OutboxStore(kept).read(), []);
});

const entry = (status, more = {}) => ({ status, receipt: null, rejection: null, ...more });

test("what the server says of an entry becomes where it stands here", () => {
  assert.equal(answerOf(entry("waiting")).kind, "to-confirm");
  assert.equal(answerOf(entry("sending")).kind, "accepted");
  assert.equal(answerOf(entry("sent")).kind, "accepted");
  assert.equal(answerOf(entry("failed")).kind, "unreachable");
  assert.equal(answerOf(entry("withdrawn")).kind, "refused");
  assert.deepEqual(answerOf(entry("rejected", { rejection: { reason: "already-decided", detail: "decided before" } })), { kind: "refused", detail: "decided before" });
  const receipt = { sequence: 6, headlines: [{ kind: "record-broken", text: "A record", weight: "major" }], retracted: [], passed: [] };
  assert.deepEqual(answerOf(entry("done", { receipt })), { kind: "done", turn: 6, lines: [{ tone: "major", text: "A record" }] });
});

test("refusals that pass by themselves only wait; the others are told", () => {
  for (const status of [401, 429, 500, 503]) assert.deepEqual(refusal(status, "x"), { kind: "unreachable", detail: "why" });
  assert.equal(refusal(409, "under-way").kind, "unreachable");
  assert.deepEqual(refusal(422, "refused"), { kind: "refused", detail: "why" });
  assert.deepEqual(refusal(403, "role"), { kind: "refused", detail: "why" });
});

test("a stale sending says who did what meanwhile; a held desk, who holds it", () => {
  const stale = refusal(409, "stale", { meanwhile: [{ by: "Bea", label: "Best Song: City" }] });
  assert.deepEqual(stale, { kind: "stopped", why: "stale", detail: "why", meanwhile: ["Bea: Best Song: City"] });
  assert.equal(refusal(409, "held", { holder: { name: "Bea" } }).detail, "Bea holds the desk.");
  assert.equal(refusal(428, "confirm").why, "confirm");
});
