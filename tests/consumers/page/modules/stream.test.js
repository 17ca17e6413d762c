import assert from "node:assert/strict";
import { test } from "node:test";

import { phrase } from "../../../../consumers/page/naming.js";
import { sealed } from "../../../../consumers/page/seals.js";
import { isResult, spoken, spokenSealed } from "../../../../consumers/page/sentences.js";
import { streamOf } from "../../../../consumers/page/stream.js";
import { selected } from "../../../../consumers/page/stream_filter.js";
import { framesOf, milestone, nightAfter, snapshotAfter, turn } from "./nights.js";

/** What both can know: without milestones that are over, and without what outcomes have ended. */
function shared(items) {
  return items.filter((item) => item.kind !== "milestone" || item.end === null).map((item) => (item.kind === "outcome" ? { ...item, takenBack: [], noLonger: [] } : item));
}

test("one who joins late reads the same stream as one who was there, at every moment of joining", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const frames = framesOf(name);
    for (let end = 1; end <= frames.length; end += 1) {
      const there = streamOf(nightAfter(frames.slice(0, end)));
      const late = streamOf(nightAfter([snapshotAfter(frames.slice(0, end))]));
      assert.deepEqual(late, shared(there));
    }
  }
});

test("one who joins in the middle misses no winner and tells nothing that the other does not", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const frames = framesOf(name);
    const there = streamOf(nightAfter(frames));
    for (let seam = 1; seam < frames.length; seam += 1) {
      const late = streamOf(nightAfter([snapshotAfter(frames.slice(0, seam)), ...frames.slice(seam)]));
      assert.deepEqual(shared(late), shared(there));
      const known = new Set(there.map(({ key }) => key));
      assert.deepEqual(late.filter(({ key }) => !known.has(key)), []);
    }
  }
});

test("no two items have the same key", () => {
  for (const name of ["golden-globes-2017", "corrected"]) {
    const keys = streamOf(nightAfter(framesOf(name))).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  }
});

test("the newest stands first, and between opening and closing is the whole night", () => {
  const items = streamOf(nightAfter(framesOf("golden-globes-2017")));
  assert.equal(items[0].key, "stage/closed");
  const winners = items.filter(({ kind }) => kind === "outcome");
  assert.equal(winners.length, 26);
  assert.equal(phrase(winners[0].outcome), "Moonlight");
  assert.equal(phrase(winners.at(-1).outcome), "Aaron Taylor-Johnson, Nocturnal Animals");
  assert.ok(items.findIndex(({ key }) => key === "stage/opened") > items.indexOf(winners.at(-1)));
});

test("the great turn tells the winner first, then the sweep, the record, the Big Five and since when", () => {
  const items = streamOf(nightAfter(framesOf("golden-globes-2017")));
  const outcome = items.find(({ category }) => category === "picture-musical-or-comedy");
  const told = items.filter(({ sequence }) => sequence === outcome.sequence);
  assert.equal(told[0], outcome);
  assert.deepEqual(
    told.slice(1).map(({ milestone: { kind } }) => kind),
    ["clean-sweep", "record-broken", "big-five", "first-since", "first-since", "first-since"].slice(0, told.length - 1),
  );
  assert.deepEqual(outcome.wins, [{ title: "La La Land", wins: 7 }]);
});

test("a song's award names the song first, then its film and its people", () => {
  const song = streamOf(nightAfter(framesOf("golden-globes-2017"))).find(({ category }) => category === "song");
  assert.equal(phrase(song.outcome), "“City of Stars”, La La Land, Justin Hurwitz, Benj Pasek, Justin Paul");
  assert.deepEqual(song.outcome[0].distributors, ["Lionsgate"]);
});

test("an honorary award names its recipient and counts as nobody's win", () => {
  const items = streamOf(nightAfter(framesOf("golden-globes-2017")));
  const honorary = items.find(({ category }) => category === "cecil-b-demille");
  assert.equal(phrase(honorary.outcome), "Meryl Streep");
  assert.deepEqual(honorary.wins, []);
});

test("quiet milestones are not told", () => {
  const night = nightAfter([turn(1, [{ address: "milestone/lead/film", value: milestone(1, "hush", { weight: "quiet" }), ended: null }])]);
  assert.deepEqual(streamOf(night), []);
});

test("a correction stands beside what was first said, which stays and says that it was corrected", () => {
  const items = streamOf(nightAfter(framesOf("corrected")));
  const [correction, first] = items.filter(({ category }) => category === "picture");
  assert.equal(phrase(correction.outcome), "B");
  assert.equal(phrase(correction.before.outcome), "A");
  assert.equal(correction.before.reason, "wrong card");
  assert.equal(phrase(first.outcome), "A");
  assert.equal(first.correctedAt, correction.time);
  assert.equal(correction.before.time, first.time);
  assert.ok(correction.sequence > first.sequence);
});

test("what a correction takes back is shown as retracted, and told with the correction", () => {
  const items = streamOf(nightAfter(framesOf("corrected")));
  const retracted = items.filter(({ end }) => end?.how === "retracted").map(({ milestone: { headline } }) => headline);
  const corrections = items.filter(({ before }) => before);
  assert.ok(corrections.find(({ category }) => category === "picture").takenBack.includes("Clean sweep: A wins all 4 of its nominations"));
  assert.deepEqual(corrections.flatMap(({ takenBack }) => takenBack).sort(), retracted.sort());
});

test("an award that was withdrawn has no winner and says what was first said", () => {
  const items = streamOf(nightAfter(framesOf("corrected")));
  const [withdrawal] = items.filter(({ category }) => category === "score");
  assert.deepEqual(withdrawal.outcome, []);
  assert.equal(phrase(withdrawal.before.outcome), "A");
});

test("a tie names both winners", () => {
  const tie = streamOf(nightAfter(framesOf("corrected"))).find(({ category }) => category === "director");
  assert.equal(phrase(tie.outcome), "Ann, A and Bea, B");
});

/** Return what is read aloud at each turn. */
function allSpoken(frames) {
  return frames.map((frame, at) => spoken(frame.data, nightAfter(frames.slice(0, at + 1)).board));
}

/** Return what of the outcomes of a night names followed films that did not win, by category. */
function lostBy(night, follows) {
  const outcomes = selected(streamOf(night), { shown: "followed", follows }, night.board).filter(({ kind }) => kind === "outcome");
  return outcomes.map(({ category, lost }) => [category, lost]);
}

test("a row that is shown for a followed film names it where it did not win, and nothing where it did", () => {
  const night = nightAfter(framesOf("golden-globes-2017"));
  const lost = new Map(lostBy(night, ["moonlight"]));
  assert.deepEqual(lost.get("director"), ["Barry Jenkins, Moonlight"]);
  assert.deepEqual(lost.get("picture-drama"), []);
  assert.deepEqual(new Map(lostBy(night, ["moonlight", "lion"])).get("picture-drama"), ["Lion"]);
  assert.ok([...lost].every(([category, phrases]) => category === "picture-drama" || phrases.length > 0));
  const all = selected(streamOf(night), { shown: "all", follows: ["moonlight"] }, night.board);
  assert.deepEqual(all, streamOf(night));
});

test("a correction names who did not win by it, beside what was first said", () => {
  const night = nightAfter(framesOf("corrected"));
  const picture = (follows) => lostBy(night, follows).filter(([category]) => category === "picture").map(([, lost]) => lost);
  assert.deepEqual(picture(["a"]), [["A"], []]);
  assert.deepEqual(picture(["b"]), [[], ["B"]]);
});

test("a seal does not tell that a followed film has not won, and a nomination that was withdrawn has not lost", () => {
  const night = nightAfter(framesOf("golden-globes-2017"));
  const shut = sealed(night, new Set());
  const items = selected(streamOf(shut), { shown: "followed", follows: ["moonlight"] }, shut.board);
  assert.ok(items.length > 0);
  assert.ok(items.every(({ lost }) => lost === undefined));
  const director = night.board["category/director"];
  const nominations = director.nominations.map((each) => (each.status === "lost" ? { ...each, status: "withdrawn" } : each));
  const withdrawn = { ...night, board: { ...night.board, "category/director": { ...director, nominations } } };
  assert.deepEqual(new Map(lostBy(withdrawn, ["moonlight"])).get("director"), []);
});

test("a winner is read as one line, with the first of what it makes true, and how much there is besides", () => {
  const lines = allSpoken(framesOf("golden-globes-2017"));
  assert.ok(lines.includes("Best Director - Motion Picture: Damien Chazelle, La La Land. La La Land has won 3 of the Big Five. And 2 more milestones."));
  assert.ok(lines.includes("Best Motion Picture - Musical or Comedy: La La Land. Clean sweep: La La Land wins all 7 of its nominations. And 4 more milestones."));
  assert.ok(lines.some((line) => line.endsWith("“City of Stars”, La La Land, Justin Hurwitz, Benj Pasek, Justin Paul. Justin Hurwitz wins a double: 2 awards tonight.")));
  const corrected = allSpoken(framesOf("corrected"));
  assert.ok(corrected.includes("Screenplay: A. A breaks the Test Awards film record with 3 wins, past the 2 of Old (2012). And 1 more milestone."));
});

test("what is up next is not read aloud; that the ceremony opens and is over is, and no result", () => {
  const frames = framesOf("golden-globes-2017");
  const lines = allSpoken(frames);
  const linesOf = (type) => lines.filter((_, at) => frames[at].data.cause.type.endsWith(type));
  assert.equal(linesOf("category-up-next").length, 26);
  assert.ok(linesOf("category-up-next").every((line) => line === ""));
  assert.deepEqual([...linesOf("ceremony-opened"), ...linesOf("ceremony-closed")], ["The ceremony opens.", "The night is over."]);
  for (const { data } of frames) assert.equal(isResult(data), /winner-(announced|corrected)$/u.test(data.cause.type));
});

test("what is put off is read aloud with its reason, sealed or not, and is no result", () => {
  const frames = framesOf("corrected");
  const [first] = frames;
  const { value } = first.data.updates.find(({ value: each }) => each?.type === "category");
  const late = { ...value, status: "postponed", reason: "a storm" };
  const data = { ...first.data, sequence: 99, cause: { ...first.data.cause, type: "sweepcast.announcement.category-postponed" }, updates: [{ address: `category/${late.id}`, value: late }] };
  assert.equal(spoken(data, {}), `${late.name}: postponed. Reason: a storm.`);
  assert.equal(spokenSealed(data), spoken(data, {}));
  assert.equal(isResult(data), false);
  const withdrawn = { ...data, cause: { ...data.cause, type: "sweepcast.announcement.nomination-withdrawn" } };
  assert.equal(spoken(withdrawn, {}), "");
});

test("a correction is read as such, with what was first said, why, and how much is taken back", () => {
  const frames = framesOf("corrected");
  const line = allSpoken(frames).find((each) => each.startsWith("Correction. Picture"));
  assert.equal(line, "Correction. Picture: B. First said: A. Reason: wrong card. Taken back: 2 milestones. B ties the Test Awards film record of 2 wins, set by Old (2012). And 2 more milestones.");
  const at = frames.findIndex(({ data }) => data.cause.type.endsWith("winner-corrected"));
  const { data } = frames[at];
  const [taken] = data.updates.filter(({ ended }) => ended?.how === "retracted");
  const updates = data.updates.filter(({ ended }) => ended?.how !== "retracted");
  const { board } = nightAfter(frames.slice(0, at + 1));
  assert.ok(spoken({ ...data, updates: [...updates, taken] }, board).includes(`Taken back: ${taken.ended.headline}. `));
  assert.ok(!spoken({ ...data, updates }, board).includes("Taken back"));
});
