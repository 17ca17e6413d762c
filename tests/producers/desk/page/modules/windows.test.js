import assert from "node:assert/strict";
import { test } from "node:test";

import { isTooMany, Windows } from "../../../../../producers/desk/page/windows.js";

/** Windows of one browser: what one posts the others hear at once; time goes on when the test says so. */
function browser() {
  const channels = new Set();
  let timers = [];
  const open = (window) => {
    const told = [];
    const present = [];
    const channel = {
      hear: () => {},
      addEventListener: (_, hear) => { channel.hear = hear; },
      postMessage: (data) => { for (const other of channels) if (other !== channel) other.hear({ data }); },
    };
    channels.add(channel);
    const windows = new Windows({
      window,
      channel,
      onChanges: (changes) => told.push(changes),
      onPresent: (there) => present.push([...there].sort()),
      after: (act) => timers.push(act),
    });
    return { windows, told, present, say: channel.postMessage, close: () => channels.delete(channel) };
  };
  const later = () => {
    const due = timers;
    timers = [];
    for (const act of due) act();
  };
  return { open, later };
}

test("what one window changes every other one is told, and itself not", () => {
  const { open } = browser();
  const [one, two, three] = [open("one"), open("two"), open("three")];
  const changes = { kept: [{ id: "a" }], gone: ["b"] };
  one.windows.tell(changes);
  one.windows.tell({ kept: [], gone: [] });
  assert.deepEqual([one.told, two.told, three.told], [[], [changes], [changes]]);
});

test("who asks learns who is there; a window alone learns that it is", () => {
  const { open, later } = browser();
  const one = open("one");
  one.windows.ask();
  later();
  assert.deepEqual(one.present, [["one"]]);
  open("two");
  one.windows.ask();
  later();
  assert.deepEqual(one.present.at(-1), ["one", "two"]);
});

test("when a window goes, the others ask who is left", () => {
  const { open, later } = browser();
  const [one, two] = [open("one"), open("two")];
  two.windows.leave();
  two.close();
  later();
  assert.deepEqual(one.present, [["one"]]);
});

test("a window that goes without a word is missed while something waits for it", () => {
  const { open, later } = browser();
  const [one, two] = [open("one"), open("two")];
  two.close();
  one.windows.watch();
  one.windows.watch();
  later();
  later();
  assert.deepEqual(one.present, [["one"]]);
});

test("a window that opens while another one asks is there for that one, too", () => {
  const { open, later } = browser();
  const one = open("one");
  one.windows.ask();
  const two = open("two");
  two.windows.ask();
  later();
  assert.deepEqual([one.present, two.present], [[["one", "two"]], [["one", "two"]]]);
});

test("a window whose answer comes late is there all the same", () => {
  const { open, later } = browser();
  const one = open("one");
  one.windows.ask();
  later();
  open("two").say({ kind: "here", window: "two" });
  assert.deepEqual(one.present, [["one"], ["one", "two"]]);
});

test("the window that was opened last is the one too many, until another goes", () => {
  const windows = ["1-e", "2-d", "3-c", "4-b", "5-a", "6-0"];
  const crowded = (/** @type {string[]} */ ...present) => windows.filter((each) => isTooMany(each, new Set(present)));
  assert.deepEqual(crowded(...[...windows].reverse()), ["6-0"]);
  assert.deepEqual(crowded("6-0", "1-e", "4-b", "2-d", "5-a"), []);
});
