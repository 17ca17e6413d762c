import assert from "node:assert/strict";
import { test } from "node:test";

import { ceremonyOf } from "../../../../consumers/page/board.js";
import { emptyWords, headingOf, toldOf } from "../../../../consumers/page/embedded.js";
import { embedOf } from "../../../../consumers/page/embedding.js";
import { clockOf } from "../../../../consumers/page/format.js";
import { outcomeKeys, sealed, sealsIn } from "../../../../consumers/page/seals.js";
import { streamOf } from "../../../../consumers/page/stream.js";
import { framesOf, nightAfter } from "./nights.js";

const NIGHT = nightAfter(framesOf("golden-globes-2017"));
const CORRECTED = nightAfter(framesOf("corrected"));

/** The heading of an embed. */
function heading(board, query = "") {
  const { time_zone: zone, date } = ceremonyOf(board);
  return headingOf(board, embedOf(query), clockOf(zone, date));
}

test("an embed is headed by its night and how far it is, or by its category", () => {
  assert.deepEqual(heading(NIGHT.board), { title: "74th Golden Globe Awards", about: "25 of 25 decided" });
  assert.equal(heading(nightAfter(framesOf("golden-globes-2017").slice(0, 1)).board).about, "Not yet begun");
  const { title, about } = heading(NIGHT.board, "?show=category:director");
  assert.equal(title, "Best Director\u00a0– Motion Picture");
  assert.match(about, /^74th Golden Globe Awards · Decided at 10:23\sPM$/u);
});

test("a category that was postponed says why, one that is sealed only when, one without a winner that there is none", () => {
  const director = NIGHT.board["category/director"];
  const board = { ...NIGHT.board, "category/director": { ...director, status: "postponed", reason: "a song first", winners: [], decided_at: null } };
  assert.match(heading(board, "?show=category:director").about, / · Postponed: a song first$/u);
  assert.match(heading(sealed(NIGHT, new Set()).board, "?show=category:director").about, / · Decided at 10:23\sPM$/u);
  assert.match(heading(sealed(CORRECTED, new Set()).board, "?show=category:picture").about, / · Corrected at /u);
  assert.match(heading(CORRECTED.board, "?show=category:score").about, / · No award · Decided at /u);
});

test("the stream has winners and great milestones, the newest first, and what was first said, and why it was wrong", () => {
  const told = toldOf(NIGHT.board);
  assert.equal(told.length, 12);
  const sequences = told.map(({ sequence }) => sequence);
  assert.deepEqual(sequences, [...sequences].sort((a, b) => b - a));
  assert.ok(told.some(({ label, words }) => label === "" && words.startsWith("Clean sweep: La La Land")));
  const picture = toldOf(CORRECTED.board).find(({ label }) => label === "Picture");
  assert.deepEqual([picture.words, picture.mark], ["B", "Corrected. First said: A (wrong card)"]);
});

test("what a turn makes true is told in the order of the page's stream", () => {
  const sequence = NIGHT.board["category/picture-musical-or-comedy"].sequence;
  const onPage = streamOf(NIGHT).filter((item) => item.sequence === sequence && (item.kind === "outcome" || item.milestone.weight === "major"));
  assert.ok(onPage.length > 3);
  const told = toldOf(NIGHT.board).filter((item) => item.sequence === sequence);
  assert.deepEqual(told.slice(1).map(({ words }) => words), onPage.slice(1).map(({ milestone }) => milestone.headline));
  assert.match(told[0].label, /Musical or Comedy$/u);
  assert.match(told[1].words, /^Clean sweep: La La Land/u);
});

test("of sealed outcomes the stream has the category and a seal, and of milestones nothing", () => {
  const shut = sealed(CORRECTED, new Set());
  assert.equal(sealsIn(CORRECTED.board), 0);
  assert.equal(sealsIn(shut.board), 4);
  const told = toldOf(shut.board);
  assert.deepEqual(told.map(({ words, mark }) => words + mark), ["", "", "", ""]);
  assert.ok(told.every(({ seal }) => seal !== null));
  const [last] = outcomeKeys(CORRECTED.board).filter((key) => key.startsWith("picture@"));
  assert.equal(toldOf(sealed(CORRECTED, new Set([last])).board).find(({ label }) => label === "Picture").words, "B");
});

test("an embed with nothing to show says why", () => {
  assert.equal(emptyWords(NIGHT.board, embedOf("?show=category:nothing")), "No category “nothing” in this night.");
  assert.equal(emptyWords(NIGHT.board, embedOf("?show=stream")), "No winner yet.");
});
