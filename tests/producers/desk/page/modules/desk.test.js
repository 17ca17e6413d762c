import assert from "node:assert/strict";
import { test } from "node:test";

import { choiceKey, choiceOf, nextAfter, primaryOf, reduce, shownNominees, undoOf } from "../../../../../producers/desk/page/desk.js";
import { boardOf, category, deskOf, nomination, turn } from "./boards.js";

const THREE = [category("picture", 1, ["a", "b", "c"], { status: "up-next" }), category("score", 2, ["a", "b"]), category("song", 3, ["b", "c"])];
const ON_AIR = { stage: { up_next: "picture" } };
const night = () => deskOf(THREE, ON_AIR);

const press = (desk, ...commands) => commands.reduce((at, command) => reduce(at, { type: "command", command }), desk);
const pick = (place, add = false) => ({ do: "pick", place, add });
const type = (letter) => ({ do: "type", letter });
const told = (desk, standing, extraordinary = []) =>
  reduce(desk, { type: "forecast", forecast: { of: choiceKey(desk), standing, lines: [], extraordinary, detail: standing === "refused" ? "no" : "" } });

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

test("a forecast of another choice counts for nothing", () => {
  const desk = told(press(night(), pick(1)), "known");
  const other = press(desk, pick(2));
  assert.equal(primaryOf(other).step.do, "wait");
  assert.equal(reduce(other, { type: "forecast", forecast: { ...desk.forecast } }), other);
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

test("a reason that is typed asks for no other forecast", () => {
  const desk = told(press(night(), { do: "postpone" }), "known");
  const after = reduce(desk, { type: "reason", reason: "A storm" });
  assert.equal(primaryOf(after).step.do, "send");
  assert.equal(choiceOf(after).reason, "A storm");
});

test("no award, postponed, withdrawn: one key each", () => {
  assert.equal(choiceOf(press(night(), { do: "no-award" })).intent, "no-award");
  assert.equal(choiceOf(press(night(), { do: "postpone" })).intent, "postpone");
  assert.equal(choiceOf(press(night(), pick(2), { do: "withdraw" })).intent, "withdraw");
  assert.equal(choiceOf(press(night(), { do: "withdraw" })), null);
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
  assert.equal(nextAfter(reduce(desk, { type: "under-way", categories: ["y"] })).id, "x");
});

test("what is in the outbox counts as settled", () => {
  const desk = reduce(night(), { type: "under-way", categories: ["picture"] });
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

test("the desk follows what is up next, unless something is chosen at it", () => {
  const moved = { type: "board", ceremony: "awards-2017", sequence: 6, board: boardOf(THREE, { up_next: "song" }), turns: [] };
  assert.equal(reduce(night(), moved).category, "song");
  assert.equal(reduce(press(night(), pick(1)), moved).category, "picture");
});

test("page keys go to the category beside, to choose out of order", () => {
  assert.equal(press(night(), { do: "category", by: 1 }).category, "score");
  assert.equal(press(night(), { do: "category", by: -1 }).category, "picture");
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

test("another ceremony begins with nothing chosen", () => {
  const other = reduce(press(night(), pick(1)), { type: "board", ceremony: "b-2017", sequence: 1, board: boardOf(THREE, { up_next: "score" }), turns: [] });
  assert.deepEqual([other.category, choiceOf(other)], ["score", null]);
});
