import assert from "node:assert/strict";
import { test } from "node:test";

import { CatchUp } from "../../../../consumers/page/catch_up.js";
import { Herald } from "../../../../consumers/page/herald.js";
import { News, titleOf } from "../../../../consumers/page/news.js";
import { Painter } from "../../../../consumers/page/painter.js";
import { Sleep } from "../../../../consumers/page/sleep.js";
import { hello, turn } from "./nights.js";
import { Clock } from "./world.js";

/** Return a herald, its clock, and what it has told. */
function listening() {
  const clock = new Clock();
  const told = [];
  return { clock, told, herald: new Herald((tidings) => told.push(tidings), clock) };
}

test("a winner is told in its own words, soon", () => {
  const { clock, told, herald } = listening();
  herald.hear({ line: "Director: Ann.", isResult: true, major: false });
  assert.deepEqual(told, []);
  clock.pass(150);
  assert.deepEqual(told, [{ lines: ["Director: Ann."], isResult: true, major: false }]);
});

test("what is no result is told as none, so that no sound is made of it", () => {
  const { clock, told, herald } = listening();
  herald.hear({ line: "The night is over.", isResult: false, major: false });
  clock.pass(150);
  assert.deepEqual(told, [{ lines: ["The night is over."], isResult: false, major: false }]);
});

test("a turn without anything to tell is not told", () => {
  const { clock, told, herald } = listening();
  herald.hear({ line: "", isResult: false, major: false });
  clock.pass(10_000);
  assert.deepEqual(told, []);
});

test("three at once are told one by one, four or more as one summary with the latest", () => {
  for (const [number, lines] of [[3, ["1.", "2.", "3."]], [40, ["40 results came in. The latest: 40."]]]) {
    const { clock, told, herald } = listening();
    for (let each = 1; each <= number; each += 1) herald.hear({ line: `${each}.`, isResult: each === 3, major: each === 2 });
    clock.pass(150);
    assert.deepEqual(told, [{ lines, isResult: true, major: true }]);
  }
});

test("a flood is told every two seconds, and ends with the last of it", () => {
  const { clock, told, herald } = listening();
  for (let each = 1; each <= 300; each += 1) {
    herald.hear({ line: `${each}.`, isResult: true, major: false });
    clock.pass(20);
  }
  clock.pass(10_000);
  assert.ok(told.length <= 5, String(told.length));
  assert.match(told.at(-1).lines.at(-1), /300\.$/);
});

test("after a rest the next one is told as soon as the first", () => {
  const { clock, told, herald } = listening();
  herald.hear({ line: "1.", isResult: true, major: false });
  clock.pass(5000);
  herald.hear({ line: "2.", isResult: true, major: false });
  clock.pass(150);
  assert.equal(told.length, 2);
  herald.hear({ line: "3.", isResult: true, major: false });
  herald.forget();
  clock.pass(5000);
  assert.equal(told.length, 2);
});

/** Return a catch-up with its clock, and what it said. */
function catching() {
  const clock = new Clock();
  const said = [];
  return { clock, said, catchUp: new CatchUp((isWhole) => said.push(isWhole), clock) };
}

test("a resumed night is whole when the missed turns have come, not at the hello", () => {
  const { clock, catchUp, said } = catching();
  catchUp.hear(hello({ resumed: true, reason: "resumed" }), "awards-2017");
  for (let sequence = 1; sequence <= 5; sequence += 1) {
    clock.pass(200);
    catchUp.hear(turn(sequence), "awards-2017");
  }
  assert.deepEqual(said, []);
  clock.pass(250);
  assert.deepEqual(said, [true]);
  catchUp.hear(turn(6), "awards-2017");
  assert.deepEqual(said, [true]);
});

test("a night told anew is whole with its own snapshot, and one that has not begun is whole with nothing", () => {
  const snapshot = (ceremony) => ({ type: "sweepcast.feed.snapshot", data: { ceremony, sequence: 1, board: {} } });
  const { clock, catchUp, said } = catching();
  catchUp.hear(hello(), "awards-2017");
  clock.pass(60_000);
  catchUp.hear(snapshot("other-2017"), "awards-2017");
  assert.deepEqual(said, []);
  catchUp.hear(snapshot("awards-2017"), "awards-2017");
  assert.deepEqual(said, [true]);
  catchUp.lost();
  catchUp.hear(hello({ ceremonies: [] }), "awards-2017");
  clock.pass(250);
  assert.deepEqual(said, [true, false, true]);
});

test("a heartbeat says that everything has come; a lost connection takes that back", () => {
  const { clock, catchUp, said } = catching();
  catchUp.hear(hello(), "awards-2017");
  catchUp.hear({ type: "sweepcast.feed.heartbeat", data: {} }, "awards-2017");
  catchUp.lost();
  clock.pass(60_000);
  assert.deepEqual(said, [true, false]);
  assert.equal(catchUp.isWhole, false);
});

test("the machine slept when the clock on the wall went on and the counted time did not", () => {
  const times = { wall: 0, counted: 0 };
  const sleep = new Sleep({ wall: () => times.wall, counted: () => times.counted });
  Object.assign(times, { wall: 60_000, counted: 59_500 });
  assert.equal(sleep.slept(), false);
  Object.assign(times, { wall: 120_000, counted: 60_000 });
  assert.equal(sleep.slept(), true);
  assert.equal(sleep.slept(), false);
});

test("what came while nobody looked is counted, as far as it is shown, and no longer once somebody looks", () => {
  const news = new News();
  const items = (...keys) => keys.map((key) => ({ key }));
  news.take(items("a", "b"), items("a", "b"), false);
  assert.equal(news.unseen, 0);
  news.take(items("a", "b", "c", "d"), items("a", "c"), false);
  assert.equal(news.unseen, 1);
  news.take(items("a", "b", "c", "d"), items("a", "b", "c", "d"), false);
  assert.equal(news.unseen, 1);
  news.take(items("a", "b", "c", "d", "e"), items("e"), true);
  assert.equal(news.unseen, 0);
});

test("the tab's title tells how many are new, how far the night is, and which night it is", () => {
  const stage = { decided: 3, categories: 25 };
  assert.equal(titleOf(null, null, 0), "Sweepcast");
  assert.equal(titleOf({ name: "Awards" }, stage, 0), "3 of 25 · Awards · Sweepcast");
  assert.equal(titleOf({ name: "Awards" }, stage, 3), "(3) 3 of 25 · Awards · Sweepcast");
});

/** Return a painter of parts that each take so long, and how often each was drawn. */
function painting(...costs) {
  const clock = { time: 0 };
  const drawn = costs.map(() => 0);
  const asked = [];
  const parts = costs.map((cost, at) => () => {
    drawn[at] += 1;
    clock.time += cost;
  });
  const painter = new Painter(parts, { soon: (act) => asked.push(act), now: () => clock.time });
  return { painter, drawn, picture: () => asked.splice(0).forEach((act) => act()), asked };
}

test("all parts are drawn at once where there is time, once for however many changes", () => {
  const { painter, drawn, picture, asked } = painting(1, 1, 1);
  painter.changed();
  painter.changed();
  assert.equal(asked.length, 1);
  picture();
  assert.deepEqual(drawn, [1, 1, 1]);
  assert.ok(painter.isDone);
  picture();
  assert.deepEqual(drawn, [1, 1, 1]);
});

test("parts that take long are drawn in pictures of their own, and each in its turn in a flood", () => {
  const { painter, drawn, picture } = painting(9, 9, 9);
  painter.changed();
  picture();
  assert.deepEqual(drawn, [1, 0, 0]);
  assert.ok(!painter.isDone);
  for (let each = 0; each < 30; each += 1) {
    painter.changed();
    picture();
  }
  assert.ok(Math.min(...drawn) >= 10, drawn.join(" "));
});

test("a part that asks for it is drawn once more, and no other", () => {
  const { painter, drawn, picture } = painting(1, 1, 1);
  painter.changed();
  picture();
  painter.again(painter.parts[1]);
  assert.ok(!painter.isDone);
  picture();
  assert.deepEqual(drawn, [1, 2, 1]);
  assert.ok(painter.isDone);
});

test("a part that is not done goes on with the next picture, and one that comes later is drawn as well", () => {
  const { painter, drawn, picture, asked } = painting(1);
  let left = 3;
  painter.add([() => (left -= 1) > 0]);
  painter.changed();
  picture();
  assert.deepEqual([drawn[0], left], [1, 2]);
  assert.ok(!painter.isDone);
  picture();
  picture();
  assert.deepEqual([drawn[0], left], [1, 0]);
  assert.ok(painter.isDone);
  assert.equal(asked.length, 0);
});
