import assert from "node:assert/strict";
import { test } from "node:test";

import { Again } from "../../../../consumers/page/again.js";
import { boardJson } from "../../../../consumers/page/board.js";
import { NOTHING_YET } from "../../../../consumers/page/night.js";
import { sealed } from "../../../../consumers/page/seals.js";
import { framesOf, milestone, nightAfter, turn } from "./nights.js";

const NIGHTS = ["golden-globes-2017", "corrected"];

/** Places in an order that leaps back and forth over all of them. */
function leaps(end) {
  return Array.from({ length: 3 * (end + 1) }, (_, at) => (at * 29) % (end + 1));
}

test("at every place the night is as it was then, however one comes there", () => {
  for (const name of NIGHTS) {
    const frames = framesOf(name);
    const again = new Again(frames);
    const forward = frames.map((_, at) => at + 1);
    for (const place of [...forward, ...leaps(again.end), ...forward.reverse()]) {
      const night = again.nightAt(place);
      const there = nightAfter(frames.slice(0, place));
      assert.equal(boardJson(night.board), boardJson(there.board));
      assert.deepEqual(night.past, there.past);
      assert.equal(night.sequence, there.sequence);
    }
  }
});

test("nothing that comes after a place is known there", () => {
  const frames = framesOf("golden-globes-2017");
  for (let place = 0; place <= frames.length; place += 1) {
    const whole = new Again(frames);
    whole.nightAt(frames.length);
    assert.deepEqual(whole.nightAt(place), new Again(frames.slice(0, place)).nightAt(place));
  }
});

test("it begins where the ceremony opens, or else at the first turn", () => {
  const frames = framesOf("golden-globes-2017");
  const { opening, moments } = new Again(frames);
  assert.equal(moments[opening - 1].words, "The ceremony opens");
  assert.equal(new Again(frames.slice(0, 1)).opening, 1);
  assert.equal(new Again([]).opening, 0);
});

test("each place says what the turn brought, as it is set in type, and when", () => {
  const { moments } = new Again(framesOf("golden-globes-2017"));
  const words = moments.map((each) => each.words);
  assert.equal(words[0], "The programme");
  assert.equal(words.at(-1), "The night is over");
  assert.ok(words.includes("Best Director\u00a0– Motion Picture is up next"));
  assert.ok(words.includes("After Best Director\u00a0– Motion Picture"));
  assert.ok(moments.every(({ time }) => !Number.isNaN(Date.parse(time))));
  const corrected = new Again(framesOf("corrected")).moments.map((each) => each.words);
  assert.ok(corrected.some((each) => /^After picture$/iu.test(each)));
  assert.ok(corrected.some((each) => /^After the correction of Picture$/iu.test(each)));
});

test("a turn that this page does not understand has its number", () => {
  assert.equal(new Again([turn(7)]).moments[0].words, "After turn 7");
});

test("major milestones and corrections are marked where they fell", () => {
  const frames = framesOf("golden-globes-2017");
  const { marks } = new Again(frames);
  const great = marks.find(({ headlines }) => headlines.some((each) => each.startsWith("Clean sweep: La La Land")));
  const moment = new Again(frames).moments[great.place - 1];
  assert.equal(moment.words, "After Best Motion Picture\u00a0– Musical or Comedy");
  assert.ok(marks.every(({ kind, headlines }) => kind === "milestone" && headlines.length > 0));
  const corrections = new Again(framesOf("corrected")).marks.filter(({ kind }) => kind === "correction");
  assert.equal(corrections.length, 2);
});

test("a milestone that goes on, and one that is only shown on boards, are not marked", () => {
  const at = (since, more) => [{ address: "milestone/lead/film", value: milestone(since, "leads", more), ended: null }];
  const { marks } = new Again([turn(1, at(1)), turn(2, at(1)), turn(3, at(3, { weight: "minor" })), turn(4, at(4, { weight: "quiet" }))]);
  assert.deepEqual(marks, [{ place: 1, kind: "milestone", headlines: ["leads"] }]);
});

test("the next mark is behind the place, and the end where there is none", () => {
  const { marks, end } = new Again(framesOf("golden-globes-2017"));
  const again = new Again(framesOf("golden-globes-2017"));
  assert.equal(again.nextMark(0), marks[0].place);
  assert.equal(again.nextMark(marks[0].place), marks[1].place);
  assert.equal(again.nextMark(marks.at(-1).place), end);
});

test("a pause lasts as it did, by the pace, within what can be watched", () => {
  const said = (sequence, time) => {
    const made = turn(sequence);
    return { ...made, data: { ...made.data, cause: { ...made.data.cause, time } } };
  };
  const again = new Again([
    said(1, "2017-01-01T00:00:00Z"),
    said(2, "2017-01-08T20:00:00Z"),
    said(3, "2017-01-08T20:02:00Z"),
    said(4, "2017-01-08T20:02:00Z"),
    said(5, "2017-01-08T20:01:00Z"),
    said(6, "no time"),
  ]);
  assert.equal(again.pauseAt(1, 1), 15 * 60_000);
  assert.equal(again.pauseAt(2, 1), 120_000);
  assert.equal(again.pauseAt(2, 60), 2000);
  for (const place of [3, 4, 5]) assert.equal(again.pauseAt(place, 10), 250);
});

test("a place is found by its turn's number, or the nearest before it", () => {
  const again = new Again([turn(4), turn(5), turn(9)]);
  assert.deepEqual([1, 4, 5, 7, 9, 12].map((sequence) => again.placeOf(sequence)), [1, 1, 2, 2, 3, 3]);
  assert.equal(new Again([]).placeOf(3), 0);
});

test("turns that are no longer held are counted and said, and what they said is not there", () => {
  const frames = framesOf("golden-globes-2017");
  assert.equal(new Again(frames).missingWords(frames.length), "");
  const headless = new Again(frames.slice(10));
  assert.equal(headless.missingAt(0), 0);
  assert.equal(headless.missingAt(headless.end), 10);
  assert.match(headless.missingWords(3), /^The turns before number 11 are no longer held/u);
  const holed = new Again([...frames.slice(0, 5), ...frames.slice(6, 20), ...frames.slice(25)]);
  assert.equal(holed.missingWords(5), "");
  assert.match(holed.missingWords(6), /^One turn up to here is not held/u);
  assert.match(holed.missingWords(holed.end), /^6 turns up to here are not held/u);
  assert.equal(holed.nightAt(19).board["category/picture-drama"].status, "to-come");
});

test("what is known of any night before it begins stands there until a turn says better", () => {
  const start = { ...NOTHING_YET, ceremony: "golden-globes-2017", board: { ceremony: { type: "ceremony", name: "By the list" } } };
  const frames = framesOf("golden-globes-2017");
  assert.equal(new Again(frames.slice(10), start).nightAt(3).board.ceremony.name, "By the list");
  assert.equal(boardJson(new Again(frames, start).nightAt(frames.length).board), boardJson(nightAfter(frames).board));
});

test("a night that goes on is the same as one that was whole from the start", () => {
  const frames = framesOf("corrected");
  const again = new Again(frames.slice(0, 4));
  again.nightAt(4);
  for (const frame of frames.slice(4)) again.add([frame]);
  const whole = new Again(frames);
  for (const what of ["moments", "marks", "outcomes", "end", "opening"]) assert.deepEqual(again[what], whole[what], what);
  assert.deepEqual(again.nightAt(again.end), whole.nightAt(whole.end));
});

test("of sealed milestones no mark is seen; corrections are, without what fell with them", () => {
  for (const name of NIGHTS) {
    const again = new Again(framesOf(name));
    const seen = again.marksSeen((night) => sealed(night, new Set()));
    const afterwards = (marks) => marks.filter(({ place }) => place >= again.outcomes[0]);
    const corrections = again.marks.filter(({ kind }) => kind === "correction");
    assert.deepEqual(afterwards(seen), corrections.map((each) => ({ ...each, headlines: [] })));
    assert.ok(afterwards(again.marks).length > corrections.length);
    assert.deepEqual(again.marksSeen((night) => night), again.marks);
  }
});

test("the next outcome is that of the next category that is decided, and the end where there is none", () => {
  const again = new Again(framesOf("corrected"));
  const first = again.nextOutcome(0);
  assert.match(again.moments[first - 1].words, /^After Director$/iu);
  assert.equal(again.nextOutcome(again.outcomes.at(-1)), again.end);
  assert.equal(again.outcomes.length, 6);
});
