import assert from "node:assert/strict";
import { test } from "node:test";

import { spokenOf } from "../../../../../producers/desk/page/spoken.js";
import { category, deskOf, nomination, press, type } from "./boards.js";

const desk = deskOf([category("x", 1, [nomination("l", "Lion"), nomination("m", "Moonlight"), nomination("n", "La La Land")]), category("y", 2, [], { competitive: false }), category("z", 3, ["a"])]);
const besides = (at, by = 1) => press(at, { do: "category", by });

test("another category is named, with how many nominees it has, or that it is honorary", () => {
  assert.equal(spokenOf(desk, besides(desk)), "Best y. An honorary award: enter who is honoured.");
  assert.equal(spokenOf(besides(desk), besides(besides(desk))), "Best z. 1 nominee.");
});

test("letters say how many nominees they leave; what was said already is not said again", () => {
  const narrow = press(desk, type("l"));
  assert.equal(spokenOf(desk, narrow), "2 nominees with l.");
  assert.equal(spokenOf(narrow, press(narrow, { do: "leave" })), "");
  assert.equal(spokenOf(desk, desk), "");
});
