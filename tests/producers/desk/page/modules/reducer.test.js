import assert from "node:assert/strict";
import { test } from "node:test";

import { choiceOf, shownNominees } from "../../../../../producers/desk/page/desk.js";
import { primaryOf } from "../../../../../producers/desk/page/enter_key.js";
import { reduce } from "../../../../../producers/desk/page/reducer.js";
import { ON_AIR, THREE, boardOf, category, deskOf, night, nomination, pick, press, told, type } from "./boards.js";

test("the desk opens at what is up next, or else at the first that is not decided", () => {
  assert.equal(night().category, "picture");
  assert.equal(deskOf([category("x", 1, ["a"], { status: "decided" }), category("y", 2, ["a"])]).category, "y");
});

test("a number chooses that nominee, another one instead of it, and Escape lets go", () => {
  assert.deepEqual(press(night(), pick(2)).nominations, ["b"]);
  assert.deepEqual(press(night(), pick(2), pick(1)).nominations, ["a"]);
  assert.equal(choiceOf(press(night(), pick(2), { do: "leave" })), null);
  assert.equal(choiceOf(press(night(), pick(9))), null);
});

test("a tie is chosen with the shift key, or after a plus; choosing again takes out", () => {
  assert.deepEqual(press(night(), pick(1), pick(3, true)).nominations, ["a", "c"]);
  assert.deepEqual(press(night(), { do: "tie" }, pick(1), pick(3)).nominations, ["a", "c"]);
  assert.deepEqual(press(night(), { do: "tie" }, pick(1), pick(3), pick(1)).nominations, ["c"]);
  assert.equal(choiceOf(press(night(), { do: "tie" }, pick(1), pick(1))), null);
});

test("in a decided category the shift key adds to its winners, or takes one out; without it another one wins", () => {
  const decided = deskOf([category("x", 1, ["a", "b", "c"], { status: "decided", winners: ["a"] })]);
  assert.deepEqual(press(decided, pick(2, true)).nominations, ["a", "b"]);
  assert.deepEqual(press(decided, pick(2)).nominations, ["b"]);
  assert.deepEqual(press(decided, pick(2, true), pick(1, true)).nominations, ["b"]);
  assert.deepEqual(press(night(), pick(2, true)).nominations, ["b"]);
});

test("arrow keys go round through the nominees and pass by who was withdrawn", () => {
  const desk = deskOf([category("x", 1, [nomination("a"), nomination("b", "B", "withdrawn"), nomination("c")])]);
  const down = { do: "move", by: 1, add: false };
  assert.deepEqual(press(desk, down).nominations, ["a"]);
  assert.deepEqual(press(desk, down, down).nominations, ["c"]);
  assert.deepEqual(press(desk, down, down, down).nominations, ["a"]);
  assert.deepEqual(press(desk, { do: "move", by: -1, add: false }).nominations, ["c"]);
  assert.equal(choiceOf(press(desk, pick(2))), null);
});

test("letters narrow, the last one left is chosen, numbers count what is shown, and a slip changes nothing", () => {
  const desk = deskOf([category("x", 1, [nomination("m", "Moonlight"), nomination("l", "La La Land"), nomination("n", "Lion")])]);
  const narrow = press(desk, type("l"));
  assert.deepEqual(shownNominees(narrow).map(({ id }) => id), ["l", "n"]);
  assert.deepEqual(press(narrow, pick(2)).nominations, ["n"]);
  assert.deepEqual(press(narrow, type("i")).nominations, ["n"]);
  assert.equal(press(narrow, type("z")), narrow);
  assert.equal(press(narrow, { do: "erase" }).query, "");
});

test("the second key press is asked anew when another nominee is chosen or the board changes", () => {
  const armed = reduce(told(press(night(), pick(1)), "known", ["A record"]), { type: "armed" });
  assert.equal(press(armed, pick(2)).armed, false);
  const news = { type: "board", ceremony: armed.ceremony, sequence: 6, board: armed.board, turns: [] };
  const after = reduce(armed, news);
  assert.equal(after.armed, false);
  assert.deepEqual(after.nominations, ["a"]);
  assert.equal(primaryOf(after).step.do, "wait");
});

test("when somebody else decides the category meanwhile, what is chosen is asked for twice", () => {
  const desk = told(press(night(), pick(1)), "known");
  const decided = THREE.map((each) => (each.id === "picture" ? { ...each, status: "decided", winners: ["b"], sequence: 6 } : each));
  const news = (categories, sequence) => ({ type: "board", ceremony: desk.ceremony, sequence, board: boardOf(categories, ON_AIR.stage), turns: [] });
  const upset = told(reduce(desk, news(decided, 6)), "known");
  assert.equal(primaryOf(upset).step.do, "ask");
  assert.equal(primaryOf(told(reduce(upset, news(decided, 7)), "known")).step.do, "ask");
  assert.equal(primaryOf(told(press(upset, pick(3)), "known")).step.do, "send");
  assert.equal(primaryOf(told(reduce(desk, news(THREE, 6)), "known")).step.do, "send");
});

test("no award, postponed, withdrawn: one key each", () => {
  assert.equal(choiceOf(press(night(), { do: "no-award" })).intent, "no-award");
  assert.equal(choiceOf(press(night(), { do: "postpone" })).intent, "postpone");
  assert.equal(choiceOf(press(night(), pick(2), { do: "withdraw" })).intent, "withdraw");
  assert.equal(choiceOf(press(night(), { do: "withdraw" })), null);
});

test("the desk follows what is up next, unless something is chosen at it", () => {
  const moved = { type: "board", ceremony: "awards-2017", sequence: 6, board: boardOf(THREE, { up_next: "song" }), turns: [] };
  assert.equal(reduce(night(), moved).category, "song");
  assert.equal(reduce(press(night(), pick(1)), moved).category, "picture");
});

test("page keys go to the category beside, to choose out of order", () => {
  assert.equal(press(night(), { do: "category", by: 1 }).category, "score");
  assert.equal(press(night(), { do: "category", by: -1 }).category, "picture");
});

test("another ceremony begins with nothing chosen", () => {
  const other = reduce(press(night(), pick(1)), { type: "board", ceremony: "b-2017", sequence: 1, board: boardOf(THREE, { up_next: "score" }), turns: [] });
  assert.deepEqual([other.category, choiceOf(other)], ["score", null]);
});
