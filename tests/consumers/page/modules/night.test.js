import assert from "node:assert/strict";
import { test } from "node:test";

import { boardJson, categoriesOf, standingsOf } from "../../../../consumers/page/board.js";
import { NOTHING_YET, reduce } from "../../../../consumers/page/night.js";
import { applied } from "../../../../consumers/page/sweepcast.js";
import { framesOf, hello, milestone, nightAfter, snapshotAfter, turn } from "./nights.js";

const AT = "milestone/record-wins/a";

test("an update sets its address, one without value takes it off, and the old board stays as it was", () => {
  const before = Object.freeze({ "work/a": { type: "work", id: "a" }, "work/b": { type: "work", id: "b" } });
  const after = applied(before, [
    { address: "work/a", value: { type: "work", id: "a", title: "A" } },
    { address: "work/b", value: null },
  ]);
  assert.deepEqual(after, { "work/a": { type: "work", id: "a", title: "A" } });
  assert.equal(before["work/a"].title, undefined);
});

test("equal boards give equal JSON, in whatever order they came about", () => {
  const one = { b: { type: "milestone", numbers: { z: 1, a: 2 } }, a: { type: "stage" } };
  const other = { a: { type: "stage" }, b: { type: "milestone", numbers: { a: 2, z: 1 } } };
  assert.equal(boardJson(one), boardJson(other));
  assert.equal(boardJson(one), '{"a":{"type":"stage"},"b":{"type":"milestone","numbers":{"a":2,"z":1}}}');
});

test("a turn that is in the board already changes nothing", () => {
  const night = nightAfter([turn(1), turn(2, [{ address: AT, value: milestone(2, "tied"), ended: null }])]);
  assert.equal(reduce(night, turn(2, [{ address: AT, value: null, ended: null }])), night);
});

test("frames that say nothing of a night leave it as it is", () => {
  const night = nightAfter([turn(1)]);
  assert.equal(reduce(night, { type: "sweepcast.feed.heartbeat", cursor: "c", data: {} }), night);
  assert.equal(reduce(night, { type: "sweepcast.feed.goodbye", cursor: "c", data: { code: 4000, reason: "restart" } }), night);
  assert.equal(reduce(night, { type: "sweepcast.feed.of-tomorrow", cursor: "c", data: {} }), night);
});

test("a milestone that goes on is remembered as followed, one that ends with how it ended", () => {
  const followed = nightAfter([
    turn(1, [{ address: AT, value: milestone(1, "in reach"), ended: null }]),
    turn(2, [{ address: AT, value: milestone(2, "tied"), ended: null }]),
    turn(3, [{ address: AT, value: null, ended: { how: "retracted", kind: "record-tied", status: "tied", headline: "tied" } }]),
  ]);
  assert.deepEqual(
    followed.past.map(({ milestone: { headline }, how, endedAt }) => [headline, how, endedAt]),
    [
      ["in reach", "followed", 2],
      ["tied", "retracted", 3],
    ],
  );
});

test("a milestone whose numbers grow stays the same milestone", () => {
  const night = nightAfter([
    turn(1, [{ address: AT, value: milestone(1, "leads with 2 wins"), ended: null }]),
    turn(2, [{ address: AT, value: milestone(1, "leads with 3 wins"), ended: null }]),
  ]);
  assert.deepEqual(night.past, []);
  assert.equal(night.board[AT].headline, "leads with 3 wins");
});

test("a later snapshot of the same log keeps what was seen; an earlier one, or another log, does not", () => {
  const seen = nightAfter([turn(1, [{ address: AT, value: milestone(1, "tied"), ended: null }]), turn(2, [{ address: AT, value: null, ended: null }])]);
  const snapshot = (sequence) => ({ type: "sweepcast.feed.snapshot", cursor: "c", data: { ceremony: "awards-2017", sequence, board: {} } });
  assert.equal(nightAfter([hello({ reason: "cursor-too-old" }), snapshot(7)], seen).past.length, 1);
  assert.equal(nightAfter([hello({ reason: "cursor-of-another-log" }), snapshot(7)], seen).past.length, 0);
  assert.equal(nightAfter([snapshot(1)], seen).past.length, 0);
});

test("a gateway that does not know the night any more empties the page", () => {
  assert.equal(nightAfter([hello({ ceremonies: [] })], nightAfter([turn(1)])), NOTHING_YET);
});

test("turns of another ceremony begin another board", () => {
  const night = nightAfter([turn(1, [{ address: "work/a", value: { type: "work" }, ended: null }]), turn(1, [], "other-2018")]);
  assert.equal(night.ceremony, "other-2018");
  assert.deepEqual(night.board, {});
});

test("a snapshot in the middle and turns from there give the same board, wherever the seam is", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const frames = framesOf(name);
    const whole = boardJson(nightAfter(frames).board);
    for (let seam = 1; seam <= frames.length; seam += 1) {
      const late = nightAfter([snapshotAfter(frames.slice(0, seam)), ...frames.slice(seam)]);
      assert.equal(boardJson(late.board), whole);
    }
  }
});

test("the final standings are those of the night", () => {
  const { board } = nightAfter(framesOf("golden-globes-2017"));
  const [first, second] = standingsOf(board, "work", "film");
  assert.deepEqual([first.name, first.wins, first.nominations], ["La La Land", 7, 7]);
  assert.equal(second.name, "Elle");
  assert.equal(categoriesOf(board).length, 26);
});
