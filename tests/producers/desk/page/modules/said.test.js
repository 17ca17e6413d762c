import assert from "node:assert/strict";
import { test } from "node:test";

import { REASONS, announcedOf, inWords, recipientsOf, shortly, usualReason } from "../../../../../producers/desk/page/said.js";
import { boardOf, category, turn } from "./boards.js";

const BOARD = boardOf([
  category("picture", 1, ["a", "b", "c"]),
  category("score", 2, ["a", "b"], { status: "decided", winners: ["a"] }),
  category("honour", 3, [], { competitive: false }),
]);
const choice = (intent, more = {}) => ({ intent, category: "picture", nominations: [], recipients: [], reason: "", undoes: null, ...more });
const announced = (intent, more) => announcedOf(choice(intent, more), BOARD);
const P = "sweepcast.announcement.";

test("a winner is announced, several in the category's order, and no award with none", () => {
  assert.deepEqual(announced("outcome", { nominations: ["c", "a"] }), { type: `${P}winner-announced`, data: { category: "picture", nominations: ["a", "c"], recipients: [] } });
  assert.deepEqual(announced("no-award").data.nominations, []);
  assert.equal(announced("outcome"), null);
});

test("of a decided category it is a correction, with the reason typed or the usual one", () => {
  const usual = announced("outcome", { category: "score", nominations: ["b"] });
  assert.equal(usual.type, `${P}winner-corrected`);
  assert.equal(usual.data.reason, REASONS.correct);
  assert.equal(announced("no-award", { category: "score", reason: " The wrong card " }).data.reason, "The wrong card");
});

test("each of the rest becomes its announcement", () => {
  assert.deepEqual(announced("up-next"), { type: `${P}category-up-next`, data: { category: "picture" } });
  assert.deepEqual(announced("postpone", { reason: "A storm" }), { type: `${P}category-postponed`, data: { category: "picture", reason: "A storm" } });
  assert.deepEqual(announced("withdraw", { nominations: ["b"] }).data, { category: "picture", nomination: "b", reason: REASONS.withdraw });
  assert.equal(announced("withdraw"), null);
  assert.deepEqual(announced("open", { category: null }), { type: `${P}ceremony-opened`, data: {} });
  assert.deepEqual(announced("close", { category: null }), { type: `${P}ceremony-closed`, data: {} });
  assert.deepEqual(announced("undo", { undoes: turn(7) }), { undoes: 7, reason: REASONS.undo });
  assert.equal(announced("up-next", { category: "gone" }), null);
});

test("a reason is asked for where viewers read one", () => {
  assert.equal(usualReason(choice("outcome"), BOARD), null);
  assert.equal(usualReason(choice("outcome", { category: "score" }), BOARD), REASONS.correct);
  assert.equal(usualReason(choice("postpone"), BOARD), REASONS.postpone);
  assert.equal(usualReason(choice("undo"), BOARD), REASONS.undo);
  assert.equal(usualReason(choice("up-next"), BOARD), null);
});

test("the words say what is done", () => {
  const words = (intent, more) => inWords(choice(intent, more), BOARD);
  assert.equal(words("outcome", { nominations: ["a"] }), "Best picture: A");
  assert.equal(words("outcome", { nominations: ["a", "b"] }), "Tie in Best picture: A and B");
  assert.equal(words("outcome", { category: "score", nominations: ["b"] }), "Correct Best score: B");
  assert.equal(words("no-award"), "Best picture: no award");
  assert.equal(words("undo", { undoes: turn(7) }), "Take back “Turn 7”");
  assert.equal(shortly(choice("outcome", { category: "score", nominations: ["b"] }), BOARD), "Correct to B");
  assert.equal(shortly(choice("outcome", { nominations: ["a", "b"] }), BOARD), "Tie of A and B");
});

test("who is honoured gets an id of plain letters, the same each time, in any script", () => {
  assert.deepEqual(recipientsOf("Meryl Streep", BOARD), [{ id: "meryl-streep", name: "Meryl Streep" }]);
  assert.deepEqual(recipientsOf(" Léa ; 박찬욱 ;", BOARD).map(({ name }) => name), ["Léa", "박찬욱"]);
  for (const { id } of recipientsOf("박찬욱; عمر; Jürgen Böse; <b>", BOARD)) assert.match(id, /^[A-Za-z0-9][A-Za-z0-9._~:-]{0,149}$/u);
  assert.notEqual(recipientsOf("박찬욱", BOARD)[0].id, recipientsOf("봉준호", BOARD)[0].id);
  const known = boardOf([category("x", 1, [{ id: "n", works: [], people: [{ id: "nm1", name: "Emma Stone" }], song: null, status: "nominated" }])]);
  assert.equal(recipientsOf("Emma Stone", known)[0].id, "nm1");
});
