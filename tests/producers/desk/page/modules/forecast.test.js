import assert from "node:assert/strict";
import { test } from "node:test";

import { byWeight, linesOf, standingsOf } from "../../../../../producers/desk/page/forecast.js";
import { forecastOf } from "../../../../../producers/desk/page/forecaster.js";

const headline = (text, weight) => ({ kind: "k", text, weight });
const standing = (wins) => ({ type: "standing", of: "work", id: "a", name: "A", wins, nominations: 7 });

test("a turn is told with the weighty first and without the quiet", () => {
  const told = { headlines: [headline("q", "quiet"), headline("small", "minor"), headline("big", "major")], retracted: ["lie"], passed: ["lead"] };
  assert.deepEqual(linesOf(told).map(({ text }) => text), ["big", "Taken back: lie", "small", "No longer: lead"]);
});

test("wins that change are told with what they were", () => {
  const before = { "standing/work/a": standing(6) };
  assert.deepEqual(standingsOf([{ address: "standing/work/a", value: standing(7) }], before)[0].text, "A: 7 of 7 won, until now 6");
  assert.deepEqual(standingsOf([{ address: "standing/work/a", value: standing(6) }], before), []);
});

test("what is extraordinary is told first, then what is taken back, then the ordinary; hopes that pass are last", () => {
  const headlines = [headline("leads", "minor"), headline("a record", "major"), headline("may", "quiet")];
  const told = linesOf({ headlines, retracted: ["a sweep"], passed: ["a hope"] });
  const standings = standingsOf([{ address: "standing/work/a", value: standing(7) }], {});
  assert.deepEqual(byWeight([...told, ...standings]).map(({ tone }) => tone), ["major", "ended", "standing", "minor", "passed"]);
});

test("lines of one weight keep the order in which the server tells them", () => {
  const headlines = ["b", "a"].map((text) => headline(text, "major"));
  const told = linesOf({ headlines, retracted: [], passed: [] });
  assert.deepEqual(byWeight(told).map(({ text }) => text), ["b", "a"]);
});

test("the server's dry fold becomes a forecast: what it would refuse, and what is extraordinary", () => {
  const would = { headlines: [headline("A record", "major"), headline("x", "minor")], retracted: [], passed: [], updates: [] };
  assert.deepEqual(forecastOf("k", { would, refused: null, weight: "extraordinary", needs: "second-press" }, {}).extraordinary, ["A record"]);
  assert.deepEqual(forecastOf("k", { would, refused: null, weight: "ordinary", needs: "nothing" }, {}).extraordinary, []);
  assert.equal(forecastOf("k", { would: { ...would, headlines: [] }, weight: "extraordinary", needs: "second-press" }, {}).extraordinary.length, 1);
  const tie = { ...would, headlines: [{ kind: "tie", text: "A tie", weight: "major" }] };
  const told = forecastOf("k", { would: tie, refused: null, weight: "extraordinary", needs: "second-press" }, {});
  assert.deepEqual([told.extraordinary, told.deliberate], [[], true]);
  const refused = forecastOf("k", { would: null, refused: { reason: "already-decided", detail: "decided" }, weight: "ordinary" }, {});
  assert.deepEqual([refused.standing, refused.detail], ["refused", "decided"]);
});
