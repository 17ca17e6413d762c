import assert from "node:assert/strict";
import { test } from "node:test";

import { choiceOf, undoOf } from "../../../../../producers/desk/page/desk.js";
import { primaryOf } from "../../../../../producers/desk/page/enter_key.js";
import { reduce } from "../../../../../producers/desk/page/reducer.js";
import { category, deskOf, night, pick, press, told, turn } from "./boards.js";

test("a forecast of another choice counts for nothing", () => {
  const desk = told(press(night(), pick(1)), "known");
  const other = press(desk, pick(2));
  assert.equal(primaryOf(other).step.do, "wait");
  assert.equal(reduce(other, { type: "forecast", forecast: { ...desk.forecast } }), other);
});

test("a reason that is typed asks for no other forecast", () => {
  const desk = told(press(night(), { do: "postpone" }), "known");
  const after = reduce(desk, { type: "reason", reason: "A storm" });
  assert.equal(primaryOf(after).step.do, "send");
  assert.equal(choiceOf(after).reason, "A storm");
});

test("undo takes back what was said of a decided category at the desk, or else what was said last", () => {
  const turns = [
    turn(9, { type: "sweepcast.announcement.category-up-next", category: "song" }),
    turn(8, { category: "score" }),
    turn(7, { category: "picture" }),
    turn(6, { category: "picture", undoable: false }),
  ];
  const decided = [category("picture", 1, ["a"], { status: "decided", winners: ["a"] }), category("song", 3, ["b"], { status: "up-next" })];
  const desk = deskOf(decided, { turns, stage: { up_next: "song" } });
  assert.equal(undoOf(desk).undoes.sequence, 8);
  assert.equal(undoOf(reduce(desk, { type: "category", category: "picture" })).undoes.sequence, 7);
  assert.equal(press(desk, { do: "undo" }).category, "score");
  assert.equal(undoOf(night()), null);
});
