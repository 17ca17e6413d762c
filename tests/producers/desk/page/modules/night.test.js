import assert from "node:assert/strict";
import { test } from "node:test";

import { toConfirm, turned, withEntry } from "../../../../../producers/desk/page/night.js";
import { turn } from "./boards.js";

const night = () => ({ ceremony: "n", sequence: 7, board: {}, turns: [turn(7, { category: "score" })], entries: [] });

test("a turn of the line is applied once, and one that is missing is noticed", () => {
  const event = (sequence) => ({ ceremony: "n", turn: turn(sequence, { category: "score" }), updates: [{ address: "x", value: { type: "work" } }] });
  const after = turned(night(), event(8));
  assert.deepEqual([after.sequence, after.turns.length, after.board], [8, 2, { x: { type: "work" } }]);
  assert.equal(after.turns[1].undoable, false);
  assert.equal(turned(after, event(8)), after);
  assert.equal(turned(night(), event(9)), null);
  const other = night();
  assert.equal(turned(other, { ...event(8), ceremony: "m" }), other);
});

test("of programmes, and of what is up next, the last one can be taken back", () => {
  for (const type of ["programme-published", "category-up-next"]) {
    const said = (/** @type {number} */ sequence) => turn(sequence, { type: `sweepcast.announcement.${type}`, category: null, undoable: true });
    const after = turned({ ...night(), turns: [said(7)] }, { ceremony: "n", turn: said(8), updates: [] });
    assert.deepEqual(after.turns.map(({ undoable }) => undoable), [true, false]);
  }
});

test("entries stand in the list while they wait or are on their way", () => {
  const waiting = withEntry(night(), { id: "e", ceremony: "n", status: "waiting" });
  assert.equal(waiting.entries.length, 1);
  assert.equal(withEntry(waiting, { id: "e", ceremony: "n", status: "done" }).entries.length, 0);
  assert.equal(withEntry(night(), { id: "e", ceremony: "m", status: "waiting" }).entries.length, 0);
});

const entry = (id, status, by = "Bea") => ({ id, ceremony: "n", status, by });

test("what waits is for those who may confirm, and for nobody's own entry", () => {
  const entries = [entry("a", "waiting"), entry("b", "sent"), entry("c", "waiting", "Cleo")];
  const ids = (me) => toConfirm(entries, me).map(({ id }) => id);
  assert.deepEqual(ids({ name: "Cleo", role: "confirm" }), ["a"]);
  assert.deepEqual(ids({ name: "Ann", role: "admin" }), ["a", "c"]);
  assert.deepEqual(ids({ name: "Ann", role: "enter" }), []);
  assert.deepEqual(ids(null), []);
});
