import assert from "node:assert/strict";
import { test } from "node:test";

import { folded, narrowed } from "../../../../../producers/desk/page/typeahead.js";

const names = ["Léa Seydoux", "Ana de Armas", "한강", "نادين لبكي", "Dean, James", "Armand"];
const found = (query) => narrowed(names, query, (name) => name);

test("case, accents and punctuation do not matter", () => {
  assert.equal(folded("  Léa SEYDOUX! "), "lea seydoux");
  assert.deepEqual(found("lea"), ["Léa Seydoux"]);
  assert.deepEqual(found("DEAN J"), ["Dean, James"]);
});

test("each word begins a word of the name, in any order", () => {
  assert.deepEqual(found("armas ana"), ["Ana de Armas"]);
  assert.deepEqual(found("rmas"), []);
});

test("who begins with what was typed comes first", () => {
  assert.deepEqual(found("arma"), ["Armand", "Ana de Armas"]);
});

test("Korean is found by its first syllable and by part of one, Arabic as it is written", () => {
  assert.deepEqual(found("한"), ["한강"]);
  assert.deepEqual(found("하"), ["한강"]);
  assert.deepEqual(found("لبكي"), ["نادين لبكي"]);
});

test("nothing typed leaves all, in their order", () => {
  assert.deepEqual(found("  "), names);
});
