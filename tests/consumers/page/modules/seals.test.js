import assert from "node:assert/strict";
import { test } from "node:test";

import { categoriesOf, milestonesOf, standingsOf } from "../../../../consumers/page/board.js";
import { outcomeKey, outcomeKeys, recounted, sealed, sealOf } from "../../../../consumers/page/seals.js";
import { spokenSealed } from "../../../../consumers/page/sentences.js";
import { reduce, shownNight, Store } from "../../../../consumers/page/store.js";
import { streamOf } from "../../../../consumers/page/stream.js";
import { NEW_VIEWER } from "../../../../consumers/page/viewer.js";
import { framesOf, hello, nightAfter } from "./nights.js";

const NIGHTS = ["golden-globes-2017", "corrected"];
const NOTHING = new Set();

/** Return the night at every moment. */
function moments(name) {
  const frames = framesOf(name);
  return frames.map((_, at) => nightAfter(frames.slice(0, at + 1)));
}

test("standings are counted from categories as the fold counts them, at every moment of every night", () => {
  for (const night of NIGHTS.flatMap(moments)) assert.deepEqual(recounted(night.board), night.board);
});

test("a night with everything revealed is the very same night", () => {
  for (const night of NIGHTS.flatMap(moments)) assert.equal(sealed(night, new Set(outcomeKeys(night.board))), night);
});

test("with everything sealed nobody has won, lost or reached anything, and the seals say which categories are decided", () => {
  for (const night of NIGHTS.flatMap(moments)) {
    const { board, past } = sealed(night, NOTHING);
    const decided = categoriesOf(night.board).filter(({ status }) => status === "decided");
    assert.deepEqual(categoriesOf(board).filter((each) => sealOf(each) !== null).map(({ id }) => id), decided.map(({ id }) => id));
    for (const category of categoriesOf(board)) {
      assert.notEqual(category.status, "decided");
      assert.deepEqual([category.winners, category.recipients, category.earlier], [[], [], []]);
      assert.ok(category.nominations.every(({ status }) => status === "nominated" || status === "withdrawn"));
    }
    for (const of of ["work", "person", "distributor"]) {
      for (const { wins, lost, rank, to_come: toCome, nominations } of standingsOf(board, of)) {
        assert.deepEqual([wins, lost, rank, toCome], [0, 0, null, nominations]);
      }
    }
    assert.ok(streamOf({ ...night, board, past }).every(({ kind }) => kind !== "outcome"));
  }
});

test("what is shown with a sealed category is the same whoever has won there", () => {
  const frames = framesOf("golden-globes-2017");
  const night = nightAfter(frames);
  const { id, nominations, sequence } = night.board["category/director"];
  const revealed = new Set(outcomeKeys(night.board).filter((key) => key !== outcomeKey({ id, sequence })));
  const expected = sealed(night, revealed);
  for (const winner of nominations) {
    const otherwise = nominations.map((each) => ({ ...each, status: each === winner ? "won" : "lost" }));
    const category = { ...night.board["category/director"], winners: [winner.id], nominations: otherwise };
    const other = recounted({ ...night.board, "category/director": category });
    assert.deepEqual(sealed({ ...night, board: other }, revealed), expected);
  }
});

test("a milestone waits for all that could give it away, and for nothing else", () => {
  const night = nightAfter(framesOf("golden-globes-2017"));
  const keys = outcomeKeys(night.board);
  const headlines = (without) => {
    const open = keys.filter((key) => !without.some((id) => key.startsWith(`${id}@`)));
    assert.equal(open.length, keys.length - without.length);
    return milestonesOf(sealed(night, new Set(open)).board).map(({ milestone }) => milestone.headline);
  };
  const all = headlines([]);
  const sweep = all.find((headline) => headline.startsWith("Clean sweep: La La Land"));
  assert.ok(sweep);
  assert.ok(!headlines(["song"]).includes(sweep));
  assert.ok(headlines(["tv-limited"]).includes(sweep));
  assert.ok(all.some((headline) => headline.includes("lead")));
  assert.ok(!headlines(["tv-limited"]).some((headline) => / leads all | lead with /.test(headline)));
});

test("what is corrected is sealed anew, and shows what was revealed of it before", () => {
  const frames = framesOf("corrected");
  const at = frames.findIndex(({ data }) => data.updates.some(({ value }) => value?.type === "category" && value.earlier.length > 0));
  const [before, after] = [nightAfter(frames.slice(0, at)), nightAfter(frames.slice(0, at + 1))];
  const shown = sealed(after, new Set(outcomeKeys(before.board)));
  const category = shown.board["category/picture"];
  assert.deepEqual(category.winners, before.board["category/picture"].winners);
  assert.equal(sealOf(category).place, 1);
  assert.deepEqual(standingsOf(shown.board, "work"), standingsOf(before.board, "work"));
  const [seal, outcome] = streamOf(shown).filter(({ category: id }) => id === "picture");
  assert.deepEqual([seal.kind, seal.corrects, outcome.kind], ["sealed", true, "outcome"]);
  assert.deepEqual(outcome.takenBack, []);
});

test("a seal keeps its place in the stream when it is revealed", () => {
  const night = nightAfter(framesOf("golden-globes-2017"));
  const keys = (of) => streamOf(of).map(({ key }) => key).filter((key) => key.startsWith("outcome/"));
  assert.deepEqual(keys(sealed(night, NOTHING)), keys(night));
});

test("of a sealed result is said that a category is decided or corrected, and no name", () => {
  for (const name of NIGHTS) {
    for (const { data } of framesOf(name)) {
      const line = spokenSealed(data);
      const decided = data.updates.filter(({ value }) => value?.type === "category" && value.sequence === data.sequence);
      if (decided.length === 0) assert.ok(["", "The ceremony opens.", "The night is over."].includes(line), line);
      else assert.equal(line, decided.map(({ value }) => `${value.name}: ${value.earlier.length > 0 ? "corrected" : "decided"}.`).join(" "));
    }
  }
});

test("who begins to seal has seen what was there; who comes with seals has not", () => {
  const frames = framesOf("golden-globes-2017");
  const seals = ({ board }) => categoriesOf(board).filter((each) => sealOf(each) !== null).length;
  const store = new Store({ night: nightAfter(frames.slice(0, 20)), viewer: NEW_VIEWER });
  store.dispatch({ type: "viewer", viewer: { ...NEW_VIEWER, sealing: true } });
  assert.equal(seals(store.shown), 0);
  for (const frame of frames.slice(20)) store.dispatch({ type: "frame", frame });
  assert.ok(seals(store.shown) > 10);
  const late = { night: nightAfter(frames), viewer: { ...NEW_VIEWER, sealing: true } };
  assert.equal(seals(shownNight(late)), 26);
});

test("the store tells of changes only, and shows the same night as long as nothing changes", () => {
  const store = new Store({ night: nightAfter(framesOf("corrected")), viewer: { ...NEW_VIEWER, sealing: true } });
  let told = 0;
  store.subscribe(() => (told += 1));
  store.dispatch({ type: "frame", frame: framesOf("corrected")[0] });
  assert.equal(told, 0);
  assert.equal(store.shown, store.shown);
  store.dispatch({ type: "viewer", viewer: { ...NEW_VIEWER, delay: 5 } });
  assert.equal(told, 1);
  assert.equal(reduce(store.state, { type: "frame", frame: hello({ resumed: true }) }), store.state);
});
