/** The sending of the outbox, with a server in the hand of the test. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Sender } from "../../../../../producers/desk/page/sender.js";
import { answered } from "../../../../../producers/desk/page/outbox.js";
import { done, entered, filled, item } from "./items.js";

/** Return the outbox once the server has answered the sending of its only item. @param {any} entry */
async function sent(entry) {
  let outbox = filled(entered("a"));
  await new Promise((resolve) => {
    const sender = new Sender(
      /** @type {any} */ ({
        api: { enter: async () => entry },
        browser: "browser1",
        window: "one",
        read: () => outbox,
        write: (/** @type {any} */ after) => (outbox = after),
        seen: async () => {},
        onRefused: () => {},
        onAnswer: resolve,
      }),
    );
    sender.send();
  });
  return outbox;
}

test("what Kafka has and the worker does not answer says so, until its turn is there", async () => {
  const outbox = await sent({ status: "sent", receipt: null });
  assert.deepEqual([item(outbox, "a").standing, item(outbox, "a").detail.includes("the worker does not answer")], ["accepted", true]);
  assert.equal(item(answered(outbox, "a", done(6)), "a").detail, "");
});

test("a receipt makes it done", async () => {
  const receipt = { sequence: 6, headlines: [], retracted: [], passed: [] };
  assert.equal(item(await sent({ status: "done", receipt }), "a").turn, 6);
});
