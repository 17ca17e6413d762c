import assert from "node:assert/strict";
import { test } from "node:test";

import { ToldTurns, turnsOf } from "../../../../consumers/page/told_turns.js";
import { framesOf, hello, turn } from "./nights.js";
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

/** Answers as the gateway does, with so many turns a page. */
function pages(frames, size) {
  const asked = [];
  const fetcher = async (path) => {
    asked.push(path);
    const after = Number(new URLSearchParams(path.split("?")[1]).get("after"));
    const turns = frames.filter(({ data }) => data.sequence > after).slice(0, size);
    const last = turns.at(-1)?.data.sequence ?? null;
    const next = frames.some(({ data }) => data.sequence > last) ? last : null;
    return { ok: true, status: 200, json: async () => ({ ceremony: "a-2017", turns, next }) };
  };
  return { fetcher, asked };
}

test("turns are read page by page to the last one", async () => {
  const frames = framesOf("golden-globes-2017");
  const { fetcher, asked } = pages(frames, 20);
  const progress = [];
  assert.deepEqual(await turnsOf(fetcher, "golden-globes-2017", {}, (number) => progress.push(number)), frames);
  assert.equal(asked[0], "v1/ceremonies/golden-globes-2017/turns?after=0&limit=500");
  assert.equal(asked.length, Math.ceil(frames.length / 20));
  assert.deepEqual(progress.slice(0, 2), [20, 40]);
});

test("no more turns are asked for than are wanted, and none that are behind them is taken", async () => {
  const frames = framesOf("golden-globes-2017");
  const { fetcher, asked } = pages(frames, 500);
  const sequences = async (which, of = frames) => (await turnsOf(pages(of, 500).fetcher, "a-2017", which)).map(({ data }) => data.sequence);
  await turnsOf(fetcher, "a-2017", { after: 3, until: 7 });
  assert.deepEqual(asked, ["v1/ceremonies/a-2017/turns?after=3&limit=4"]);
  assert.deepEqual(await sequences({ after: 3, until: 7 }), [4, 5, 6, 7]);
  assert.deepEqual(await sequences({ until: 7 }, frames.slice(5)), [6, 7]);
  assert.deepEqual(await sequences({ after: 7, until: 7 }), []);
});

test("a gateway that names the same place again is not asked for ever", async () => {
  const stuck = async () => ({ ok: true, status: 200, json: async () => ({ turns: [turn(1)], next: 0 }) });
  assert.equal((await turnsOf(stuck, "a-2017")).length, 1);
});

test("a refusal is said in the gateway's words", async () => {
  const refusing = (status, content) => async () => ({ ok: status === 200, status, json: async () => content });
  await assert.rejects(turnsOf(refusing(503, { detail: "Kafka is away" }), "a-2017"), /Kafka is away/u);
  await assert.rejects(turnsOf(refusing(502, {}), "a-2017"), /answered 502/u);
  await assert.rejects(turnsOf(refusing(200, {}), "a-2017"), /no list of turns/u);
});
