import assert from "node:assert/strict";
import { test } from "node:test";

import { choiceOf, nextAfter } from "../../../../../producers/desk/page/desk.js";
import { primaryOf } from "../../../../../producers/desk/page/enter_key.js";
import { reduce } from "../../../../../producers/desk/page/reducer.js";
import { THREE, category, deskOf, night, pick, press, told } from "./boards.js";

test("Enter says that a category is up next, then asks who won", () => {
  const desk = deskOf(THREE.map((each) => ({ ...each, status: "to-come" })));
  const { step } = primaryOf(desk);
  assert.equal(step.do, "send");
  assert.equal(step.choice.intent, "up-next");
  assert.deepEqual([primaryOf(night()).step.do, primaryOf(night()).label], ["nothing", "Choose who won"]);
});

test("Enter before the forecast waits for it; then the ordinary goes out at once", () => {
  const desk = press(night(), pick(1));
  assert.equal(primaryOf(desk).step.do, "wait");
  assert.equal(primaryOf(told(desk, "asked")).step.do, "wait");
  assert.equal(primaryOf(told(desk, "known")).step.do, "send");
});

test("the extraordinary is asked for twice, and so is what nobody can forecast", () => {
  for (const desk of [told(press(night(), pick(1)), "known", ["A record"]), told(press(night(), pick(1)), "unknown")]) {
    assert.equal(primaryOf(desk).step.do, "ask");
    assert.equal(primaryOf(reduce(desk, { type: "armed" })).step.do, "send");
  }
});

test("what the rules would refuse cannot be sent, and says why", () => {
  const primary = primaryOf(told(press(night(), pick(1)), "refused"));
  assert.deepEqual([primary.step.do, primary.label], ["nothing", "no"]);
});

test("of a decided category nothing can be postponed or withdrawn, and the same winner again says nothing", () => {
  const desk = deskOf([category("x", 1, ["a", "b"], { status: "decided", winners: ["a"], sequence: 3 })]);
  assert.equal(choiceOf(press(desk, { do: "postpone" })), null);
  assert.equal(choiceOf(press(desk, pick(1), { do: "withdraw" })).intent, "outcome");
  assert.equal(primaryOf(told(press(desk, pick(1)), "known")).step.do, "nothing");
  assert.equal(primaryOf(told(press(desk, pick(2)), "known")).step.do, "send");
});

test("behind a decided category Enter goes on to the next; what was put off comes last", () => {
  const all = [
    category("w", 1, ["a"], { status: "decided", winners: ["a"] }),
    category("x", 2, ["a"], { status: "postponed" }),
    category("y", 3, ["a"]),
  ];
  const desk = reduce(deskOf(all), { type: "category", category: "w" });
  assert.equal(nextAfter(desk).id, "y");
  const { step } = primaryOf(desk);
  assert.deepEqual([step.do, step.choice.category], ["advance", "y"]);
  assert.equal(nextAfter(reduce(desk, { type: "under-way", categories: ["y"], steps: [] })).id, "x");
});

test("what is in the outbox counts as settled", () => {
  const desk = reduce(night(), { type: "under-way", categories: ["picture"], steps: [] });
  assert.equal(primaryOf(desk).step.do, "advance");
});

test("when all is decided Enter closes the ceremony, and asks before", () => {
  const desk = deskOf([category("x", 1, ["a"], { status: "decided", winners: ["a"] })]);
  const { step } = primaryOf(desk);
  assert.equal(step.choice.intent, "close");
  const closing = told(reduce(desk, { type: "intend", choice: step.choice }), "known");
  assert.equal(primaryOf(closing).step.do, "ask");
  assert.equal(primaryOf(reduce(closing, { type: "armed" })).step.do, "send");
});

test("while a category is on air, Enter comes back to it from wherever something else was put right", () => {
  const desk = deskOf([category("x", 1, ["a"], { status: "decided" }), category("y", 2, ["a"], { status: "up-next" }), category("z", 3, ["a"])], { stage: { up_next: "y" } });
  const elsewhere = press(desk, { do: "category", by: -1 });
  assert.deepEqual(primaryOf(elsewhere).step, { do: "return", category: "y" });
  assert.equal(primaryOf(elsewhere).label, "Back to Best y");
  assert.equal(primaryOf(press(desk, { do: "category", by: 1 })).step.choice.intent, "up-next");
  assert.equal(primaryOf(reduce(elsewhere, { type: "under-way", categories: ["y"], steps: [] })).step.choice.category, "z");
});

test("behind what has just been put off Enter goes on; who comes back to it calls it up", () => {
  const desk = deskOf([category("x", 1, ["a"], { status: "postponed" }), category("y", 2, ["a"])], {});
  const there = reduce(reduce(desk, { type: "category", category: "x" }), { type: "sent" });
  assert.equal(primaryOf(there).step.choice.category, "y");
  const back = press(press(there, { do: "category", by: 1 }), { do: "category", by: -1 });
  assert.deepEqual([primaryOf(back).step.do, primaryOf(back).step.choice.category], ["send", "x"]);
});

test("when only what was put off is left, Enter calls it up", () => {
  const desk = deskOf([category("x", 1, ["a"], { status: "postponed" }), category("y", 2, ["a"], { status: "decided" })], {});
  assert.equal(primaryOf(desk).step.choice.category, "x");
});

test("a step of the night that is in the outbox is not said twice by an Enter more", () => {
  const waiting = (/** @type {any} */ desk, /** @type {string} */ step) => primaryOf(reduce(desk, { type: "under-way", categories: [], steps: [step] }));
  const tonight = (/** @type {string} */ status) => THREE.map((each) => ({ ...each, status, winners: [], recipients: [] }));
  const published = deskOf(tonight("to-come"), { stage: { status: "published" } });
  assert.equal(primaryOf(published).label, "Open the ceremony");
  assert.deepEqual(waiting(published, "ceremony-opened/").step, { do: "nothing" });
  const open = deskOf(tonight("to-come"));
  assert.deepEqual([primaryOf(open).step.do, waiting(open, "category-up-next/picture").label], ["send", "Choose who won"]);
  assert.equal(waiting(open, "category-up-next/song").step.do, "send");
  const decided = deskOf(tonight("decided"));
  assert.deepEqual([primaryOf(decided).step.do, waiting(decided, "ceremony-closed/").step.do], ["advance", "nothing"]);
});
