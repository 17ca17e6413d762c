import assert from "node:assert/strict";
import { test } from "node:test";

import { KEYS, commandOf } from "../../../../../producers/desk/page/keys.js";

test("numbers choose, and with the shift key they add", () => {
  assert.deepEqual(commandOf({ key: "3" }), { do: "pick", place: 3, add: false });
  assert.deepEqual(commandOf({ key: "#", code: "Digit3", shiftKey: true }), { do: "pick", place: 3, add: true });
  assert.deepEqual(commandOf({ key: "3", code: "Digit3", shiftKey: true }), { do: "pick", place: 3, add: false });
});

test("letters of every script narrow, and are never commands", () => {
  for (const letter of "azAZñ한ع") assert.deepEqual(commandOf({ key: letter }), { do: "type", letter });
  assert.deepEqual(commandOf({ key: " " }), { do: "type", letter: " " });
});

test("a letter that is not finished, as in Korean, is the browser's", () => {
  assert.equal(commandOf({ key: "ㅎ", isComposing: true }), null);
});

test("a key that is held down moves on, and never sends or chooses", () => {
  assert.equal(commandOf({ key: "Enter", repeat: true }), null);
  assert.equal(commandOf({ key: "1", repeat: true }), null);
  assert.deepEqual(commandOf({ key: "ArrowDown", repeat: true }), { do: "move", by: 1, add: false });
});

test("each of the signs does one thing", () => {
  const does = { "0": "no-award", "-": "postpone", "+": "tie", "/": "find", "?": "help", "=": "confirm", ",": "menu", Enter: "go", Escape: "leave", Delete: "withdraw" };
  for (const [key, command] of Object.entries(does)) assert.deepEqual(commandOf({ key }), { do: command });
});

test("undo is Control or Command with Z; all else with them is the browser's", () => {
  assert.deepEqual(commandOf({ key: "z", ctrlKey: true }), { do: "undo" });
  assert.deepEqual(commandOf({ key: "z", metaKey: true }), { do: "undo" });
  assert.equal(commandOf({ key: "z", ctrlKey: true, shiftKey: true }), null);
  assert.equal(commandOf({ key: "r", ctrlKey: true }), null);
  assert.equal(commandOf({ key: "1", altKey: true }), null);
  assert.equal(commandOf({ key: "F5" }), null);
  assert.equal(commandOf({ key: "Tab" }), null);
});

test("the overview names every key that does something", () => {
  const named = KEYS.flatMap(({ keys }) => keys);
  for (const key of ["1", "A", "Enter", "+", "0", "-", "Delete", "Z", "/", "=", ",", "V", "Esc", "?", "Page Up"]) assert.ok(named.includes(key), key);
});
