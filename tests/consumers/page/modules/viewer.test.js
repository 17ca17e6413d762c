import assert from "node:assert/strict";
import { test } from "node:test";

import { delayWords } from "../../../../consumers/page/format.js";
import { delayBy, knownFrom, knownWith, offered } from "../../../../consumers/page/seen_now.js";
import { streamOf } from "../../../../consumers/page/stream.js";
import { selected } from "../../../../consumers/page/stream_filter.js";
import { delayOf, followed, Keeper, NEW_VIEWER, pinned, revealed, viewerOf } from "../../../../consumers/page/viewer.js";
import { framesOf, nightAfter } from "./nights.js";

const WISHES = { ...NEW_VIEWER, delay: 45, sealing: true, sound: true, shown: "winners", follows: ["a"], pins: { n: ["k"] }, revealed: { n: ["c@1"] } };

test("a viewer comes back from the browser's storage as they were", () => {
  const kept = {};
  const window = { localStorage: { getItem: (key) => kept[key] ?? null, setItem: (key, value) => (kept[key] = value) } };
  const keeper = new Keeper(window);
  assert.deepEqual(keeper.read(), NEW_VIEWER);
  keeper.write(WISHES);
  assert.deepEqual(keeper.read(), WISHES);
});

test("without storage a viewer is new at each visit", () => {
  const window = { get localStorage() { throw new Error("denied"); } };
  new Keeper(window).write(WISHES);
  assert.deepEqual(new Keeper(window).read(), NEW_VIEWER);
});

test("what another tab keeps is told, and nothing else", () => {
  const told = [];
  let hear;
  new Keeper({ addEventListener: (_, listener) => (hear = listener) }).listen((viewer) => told.push(viewer.delay));
  hear({ key: "sweepcast.viewer", newValue: JSON.stringify(WISHES) });
  hear({ key: "other", newValue: JSON.stringify(NEW_VIEWER) });
  assert.deepEqual(told, [45]);
});

test("what cannot be read in the storage is as for a new viewer, piece by piece", () => {
  for (const text of [null, "", "{", "null", "7", "[]", '"x"']) assert.deepEqual(viewerOf(text), NEW_VIEWER);
  assert.deepEqual(viewerOf('{"delay": "x", "sealing": 1, "shown": "none", "follows": [1, "a"], "pins": {"n": "k"}, "sound": true}'), {
    ...NEW_VIEWER,
    follows: ["a"],
    pins: { n: [] },
    sound: true,
  });
});

test("a delay is a whole number of seconds from 0 to 600", () => {
  const cases = [[0, 0], [-1, 0], [12.4, 12], [600, 600], [601, 600], ["45", 45], ["", 0], ["x", 0], [Infinity, 0], [undefined, 0]];
  for (const [said, seconds] of cases) assert.equal(delayOf(said), seconds, String(said));
  assert.deepEqual([0, 45, 60, 90, 600].map(delayWords), ["no delay", "45 s", "1 min", "1 min 30 s", "10 min"]);
});

test("films are followed and left, items pinned and unpinned, and the lists of long ago are let go", () => {
  assert.deepEqual(followed(followed(NEW_VIEWER, "a"), "b").follows, ["a", "b"]);
  assert.deepEqual(followed(followed(NEW_VIEWER, "a"), "a").follows, []);
  assert.deepEqual(pinned(pinned(NEW_VIEWER, "n", "k"), "n", "k").pins, {});
  let viewer = NEW_VIEWER;
  for (let night = 0; night < 30; night += 1) viewer = revealed(viewer, `night-${night}`, ["c@1", "c@1"]);
  assert.equal(Object.keys(viewer.revealed).length, 20);
  assert.deepEqual(viewer.revealed["night-29"], ["c@1"]);
});

test("who sees a winner now is as far behind as that winner has been known, delay and all", () => {
  const frames = framesOf("golden-globes-2017");
  const turn = frames.find(({ data }) => data.updates.some(({ value }) => value?.status === "decided")).data;
  const [known] = knownWith([], turn, 1_000_000, 0);
  assert.equal(known.category, "supporting-actor");
  assert.equal(delayBy(known, 1_042_400), 42);
  const [later] = knownWith([], turn, 1_000_000, 30);
  assert.equal(delayBy(later, 1_012_000), 42);
  assert.equal(delayBy(known, 1_000_000 + 900_000), 600);
});

test("the last winners are offered, the latest first, and none from more than ten minutes ago", () => {
  const turns = framesOf("golden-globes-2017").filter(({ data }) => data.updates.some(({ value }) => value?.sequence === data.sequence));
  const known = turns.reduce((list, { data }, at) => knownWith(list, data, 60_000 * at, 0), []);
  assert.equal(known.length, 4);
  assert.deepEqual(offered(known, known.at(-1).since), [...known].reverse());
  assert.deepEqual(offered(known, known.at(-1).since + 600_001), []);
});

test("one who comes after an announcement goes by the desk's time, and by nothing of a night of years ago", () => {
  const { board } = nightAfter(framesOf("golden-globes-2017"));
  const end = Date.parse(board["category/picture-drama"].decided_at);
  const known = knownFrom(board, end + 5000);
  assert.equal(known.at(-1).category, "picture-drama");
  assert.equal(delayBy(known.at(-1), end + 5000), 5);
  assert.deepEqual(knownFrom(board, Date.parse("2026-01-01T00:00:00Z")), []);
});

test("the stream shows everything, winners, milestones, or what concerns followed films", () => {
  const night = nightAfter(framesOf("golden-globes-2017"));
  const items = streamOf(night);
  const kinds = (shown, follows = []) => new Set(selected(items, { shown, follows }, night.board).map(({ kind }) => kind));
  assert.deepEqual(selected(items, { shown: "all", follows: [] }, night.board), items);
  assert.deepEqual(kinds("winners"), new Set(["outcome"]));
  assert.deepEqual(kinds("milestones"), new Set(["milestone"]));
  assert.equal(kinds("followed").size, 0);
  const moonlight = selected(items, { shown: "followed", follows: ["moonlight"] }, night.board);
  assert.ok(moonlight.some(({ category }) => category === "director"), "it lost there");
  assert.ok(!moonlight.some(({ category }) => category === "song"));
});
