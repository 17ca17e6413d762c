import assert from "node:assert/strict";
import { test } from "node:test";

import { standingsOf } from "../../../../consumers/page/board.js";
import { LANES, frontOf, raceOf, spread } from "../../../../consumers/page/race.js";
import { outcomeKeys, sealed } from "../../../../consumers/page/seals.js";
import { framesOf, nightAfter, snapshotAfter } from "./nights.js";

const KINDS = [
  ["work", "film"],
  ["work", "tv"],
  ["person", null],
  ["distributor", null],
];

test("after every turn the lanes end at the wins of the standings, and the others are those who have no lane", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const frames = framesOf(name);
    for (let end = 1; end <= frames.length; end += 1) {
      const { board } = nightAfter(frames.slice(0, end));
      for (const [of, medium] of KINDS) {
        const winners = standingsOf(board, of, medium).filter(({ wins }) => wins > 0);
        const { lanes, others } = raceOf(board, of, medium);
        assert.deepEqual(
          lanes.map(({ id, wins }) => [id, wins.at(-1)]),
          winners.slice(0, LANES).map(({ id, wins }) => [id, wins]),
        );
        assert.equal(others.number, Math.max(0, winners.length - LANES));
      }
    }
  }
});

test("what a step tells of its winners is what the lanes say, and the sum of all steps is the standings", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const { board } = nightAfter(framesOf(name));
    for (const [of, medium] of KINDS) {
      const { steps, lanes } = raceOf(board, of, medium);
      for (const [at, { changed }] of steps.entries()) {
        for (const { id, wins } of changed) assert.equal(lanes.find((lane) => lane.id === id)?.wins[at] ?? wins, wins);
      }
      const last = new Map(steps.flatMap(({ changed }) => changed.map(({ id, wins }) => [id, wins])));
      for (const { id, wins } of standingsOf(board, of, medium)) assert.equal(last.get(id) ?? 0, wins);
    }
  }
});

test("a race only grows: nobody's past changes while nothing is corrected, and one who joins late sees the same", () => {
  const frames = framesOf("golden-globes-2017");
  let before = [];
  for (let end = 1; end <= frames.length; end += 1) {
    const { steps } = raceOf(nightAfter(frames.slice(0, end)).board, "work", "film");
    assert.deepEqual(steps.slice(0, before.length), before);
    assert.deepEqual(raceOf(nightAfter([snapshotAfter(frames.slice(0, end))]).board, "work", "film").steps, steps);
    before = steps;
  }
  assert.equal(before.length, 14);
});

test("a correction is a step that takes back one win and gives another; what was said before it stays", () => {
  const { steps, lanes } = raceOf(nightAfter(framesOf("corrected")).board, "work", "film");
  const picture = steps.filter(({ category }) => category === "picture");
  assert.deepEqual(
    picture.map(({ correction, changed }) => [correction, changed.map(({ id, wins }) => [id, wins])]),
    [
      [false, [["a", 4]]],
      [true, [["b", 2], ["a", 3]]],
    ],
  );
  assert.deepEqual(lanes.find(({ id }) => id === "a").wins, [1, 2, 3, 4, 3, 2]);
  const withdrawn = steps.at(-1);
  assert.deepEqual([withdrawn.category, withdrawn.changed.map(({ wins }) => wins)], ["score", [2]]);
});

test("in a tie every winner gains a win by the same step", () => {
  const { steps } = raceOf(nightAfter(framesOf("corrected")).board, "person");
  assert.deepEqual(steps[0].changed.map(({ name }) => name), ["Ann", "Bea"]);
});

test("the steps stand in the order in which they were said, each with its time", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const { steps } = raceOf(nightAfter(framesOf(name)).board, "work", "film");
    for (const [at, step] of steps.slice(1).entries()) {
      assert.ok(step.sequence > steps[at].sequence);
      assert.ok(Date.parse(step.time) >= Date.parse(steps[at].time));
    }
  }
});

test("the front is who leads, with the time since when they are alone there", () => {
  const frames = framesOf("golden-globes-2017");
  const race = raceOf(nightAfter(frames).board, "work", "film");
  const front = frontOf(race);
  assert.deepEqual([front.names, front.wins], [["La La Land"], 7]);
  const lead = race.lanes[0].wins.findIndex((wins) => wins === 2);
  assert.equal(front.since, race.steps[lead].time);
  const nobody = frontOf(raceOf(nightAfter(frames.slice(0, 2)).board, "work", "film"));
  assert.deepEqual(nobody, { names: [], wins: 0, since: null });
  const shared = frontOf(raceOf(nightAfter(framesOf("corrected")).board, "work", "film"));
  assert.deepEqual(shared, { names: ["A", "B"], wins: 2, since: null });
});

test("the record stands in the race as soon as it can be reached, and for films apart from series", () => {
  const { board } = nightAfter(framesOf("golden-globes-2017"));
  assert.equal(raceOf(board, "work", "film").record, 6);
  assert.equal(raceOf(board, "work", "tv").record, null);
  assert.equal(raceOf(board, "person").record, null);
});

test("a category that is not decided has no step, whatever was said of it before", () => {
  const { board } = nightAfter(framesOf("corrected"));
  const picture = board["category/picture"];
  const shut = { ...board, "category/picture": { ...picture, status: "to-come", winners: [], sequence: null, decided_at: null } };
  const race = raceOf(shut, "work", "film");
  assert.deepEqual(race.steps.filter(({ category }) => category === "picture"), []);
  assert.equal(race.toCome, 1);
});

test("while winners are sealed the race gives none of them away: it ends where the standings shown end", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const night = nightAfter(framesOf(name));
    const keys = outcomeKeys(night.board);
    for (let revealed = 0; revealed <= keys.length; revealed += 1) {
      const { board } = sealed(night, new Set(keys.slice(0, revealed)));
      const { steps, lanes } = raceOf(board, "work", "film");
      assert.ok(steps.every(({ category }) => board[`category/${category}`].status === "decided"));
      for (const { id, wins } of lanes) assert.equal(wins.at(-1), board[`standing/work/${id}`].wins);
      if (revealed === 0) assert.deepEqual(lanes, []);
    }
  }
});

test("labels keep their order and their distance, and stay on the chart", () => {
  for (const wanted of [[], [10], [10, 10, 10], [100, 98, 96, 5], [0, 0, 0, 0, 0, 0], [120, 120, 120, 120, 120, 120], [3, 50, 52, 119]]) {
    const places = spread(wanted, 20, 120);
    const order = wanted.map((_, at) => at).sort((a, b) => wanted[a] - wanted[b] || a - b);
    for (const place of places) assert.ok(place >= 0 && place <= 120);
    for (const [at, each] of order.slice(1).entries()) assert.ok(places[each] - places[order[at]] >= 20);
  }
  assert.deepEqual(spread([10, 60, 110], 20, 120), [10, 60, 110]);
});
