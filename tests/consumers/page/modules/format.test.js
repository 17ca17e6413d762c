import assert from "node:assert/strict";
import { test } from "node:test";

import { calendarDate, clockOf, counted, money, ordinal } from "../../../../consumers/page/format.js";
import { ceremonies, feedUrl, newest } from "../../../../consumers/page/gateway.js";
import { listed, named, phrase, typeset } from "../../../../consumers/page/naming.js";

/** Blanks of every width as plain ones: which one stands before PM depends on the browser's age. */
const plain = (text) => text.replaceAll(/\s/gu, " ");

test("times are those of the ceremony's place, with its zone's name on that day", () => {
  const clock = clockOf("America/New_York", "2017-01-08");
  assert.equal(plain(clock.at("2017-01-09T01:12:00Z")), "8:12 PM");
  assert.equal(clock.zone, "Eastern Standard Time");
  assert.equal(clockOf("America/New_York", "2017-07-08").zone, "Eastern Daylight Time");
});

test("an unknown time zone is UTC, and says so", () => {
  const clock = clockOf("Atlantis/Capital", "2017-01-08");
  assert.equal(plain(clock.at("2017-01-09T01:12:00Z")), "1:12 AM");
  assert.equal(clock.zone, "Coordinated Universal Time");
});

test("a calendar date is that date wherever it is read", () => {
  assert.equal(calendarDate("2017-01-08"), "Sunday, January 8, 2017");
  assert.equal(calendarDate("2017-01-08", { short: true }), "Jan 8, 2017");
});

test("money is in whole units of its currency, and a currency that nobody knows is named", () => {
  assert.equal(money(30000000, "USD"), "$30,000,000");
  assert.equal(money(30000000, "Reichsmark"), "30,000,000 Reichsmark");
});

test("numbers in words", () => {
  assert.deepEqual([1, 2, 3, 4, 11, 21].map(ordinal), ["1st", "2nd", "3rd", "4th", "11th", "21st"]);
  assert.equal(counted(1, "win"), "1 win");
  assert.equal(counted(2, "win"), "2 wins");
});

test("names in a row", () => {
  assert.equal(listed([]), "");
  assert.equal(listed(["A", "B", "C"]), "A, B and C");
});

test("a nomination of nothing but people, or of nothing at all, still has a name", () => {
  const bare = { id: "x", works: [], people: [], song: null, status: "won" };
  assert.equal(phrase([named({ ...bare, people: [{ id: "p", name: "P" }] })]), "P");
  assert.equal(phrase([named(bare)]), "x");
  assert.equal(phrase([]), "No award");
});

test("a dash in a category's name never begins a line", () => {
  assert.equal(typeset("Best Director - Motion Picture"), "Best Director\u00a0– Motion Picture");
});

const answers = (status, content) => async () => ({ ok: status === 200, status, json: async () => content });

test("the gateway's answers are taken, its refusals become sentences", async () => {
  assert.equal(await feedUrl(answers(200, { feed_url: "ws://h:1/v1/feed" })), "ws://h:1/v1/feed");
  assert.deepEqual(await ceremonies(answers(200, { ceremonies: [{ id: "a-2017" }] })), [{ id: "a-2017" }]);
  await assert.rejects(feedUrl(answers(200, {})), /names no feed_url/);
  await assert.rejects(ceremonies(answers(200, {})), /no list/);
  await assert.rejects(feedUrl(answers(503, { detail: "still reading" })), /still reading/);
  await assert.rejects(feedUrl(answers(502, undefined)), /answered 502|undefined/);
});

test("the newest ceremony is the latest by date, of equals the first", () => {
  assert.equal(newest([]), null);
  assert.equal(newest([{ id: "a", date: "2017-01-08" }, { id: "b", date: "2017-02-26" }, { id: "c", date: "2017-02-26" }]).id, "b");
  assert.equal(newest([{ id: "only" }]).id, "only");
});
