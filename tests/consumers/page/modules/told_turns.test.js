import assert from "node:assert/strict";
import { test } from "node:test";

import { ToldTurns } from "../../../../consumers/page/told_turns.js";
import { hello, turn } from "./nights.js";
import { settled } from "./world.js";

const NIGHT = "awards-2017";

/** Turns as they are told, of a gateway that holds some of them. */
function listening(held, read) {
  const heard = [];
  const asked = [];
  const reading = async (after, until) => {
    asked.push([after, until]);
    await read?.();
    return held.filter((each) => each > after && each <= until).map((each) => turn(each));
  };
  const turns = new ToldTurns(NIGHT, reading, {
    told: (told) => heard.push(told.map(({ data }) => data.sequence)),
    nothing: () => heard.push("nothing yet"),
  });
  return { turns, heard, asked };
}

const numbers = (last) => Array.from({ length: last }, (_, at) => at + 1);
const snapshot = (sequence, ceremony = NIGHT) => ({ type: "sweepcast.feed.snapshot", cursor: "c", data: { ceremony, sequence, board: {} } });

test("turns up to the snapshot are read, those behind it come over the feed", async () => {
  const { turns, heard, asked } = listening(numbers(9));
  turns.hear(hello({ ceremonies: [NIGHT] }));
  turns.hear(snapshot(4));
  await settled();
  for (const sequence of [5, 6]) turns.hear(turn(sequence));
  await settled();
  assert.deepEqual(heard.flat(), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(asked, [[0, 4]]);
});

test("turns that come while others are read follow them, each once", async () => {
  let go = () => {};
  const { turns, heard } = listening(numbers(9), () => new Promise((resolve) => (go = resolve)));
  turns.hear(snapshot(3));
  for (const sequence of [3, 4, 4, 5]) turns.hear(turn(sequence));
  await settled();
  assert.deepEqual(heard, []);
  go();
  await settled();
  assert.deepEqual(heard.flat(), [1, 2, 3, 4, 5]);
});

test("after a break, what a new snapshot has is read, and nothing twice", async () => {
  const { turns, heard, asked } = listening(numbers(9));
  turns.hear(snapshot(2));
  await settled();
  turns.hear(hello({ reason: "cursor-too-old", ceremonies: [NIGHT] }));
  turns.hear(snapshot(6));
  await settled();
  turns.hear(snapshot(6));
  await settled();
  assert.deepEqual(heard, [[1, 2], [3, 4, 5, 6]]);
  assert.deepEqual(asked, [[0, 2], [2, 6]]);
});

test("turns that are not held are asked for once, and the night goes on without them", async () => {
  const { turns, heard, asked } = listening([]);
  turns.hear(snapshot(4));
  await settled();
  turns.hear(turn(5));
  turns.hear(turn(6));
  await settled();
  assert.deepEqual(heard, [[], [5], [6]]);
  assert.deepEqual(asked, [[0, 4]]);
});

test("nothing may be told yet: that is said, and the first turn begins the night", async () => {
  const { turns, heard } = listening(numbers(9));
  turns.hear(hello({ ceremonies: ["other-2017"] }));
  assert.deepEqual(heard, ["nothing yet"]);
  turns.hear(turn(1));
  await settled();
  assert.deepEqual(heard, ["nothing yet", [1]]);
});

test("other nights are nothing to it", async () => {
  const { turns, asked } = listening(numbers(9));
  turns.hear(snapshot(4, "other-2017"));
  turns.hear(turn(5, [], "other-2017"));
  await settled();
  assert.deepEqual(asked, []);
});
