import assert from "node:assert/strict";
import { test } from "node:test";

import { newId, windowId } from "../../../../../producers/desk/page/ids.js";

test("ids are 32 hexadecimal digits", () => {
  assert.equal(newId({ getRandomValues: (bytes) => bytes.fill(10) }), "0a".repeat(16));
});

test("a window's id is behind those of the windows before it", () => {
  const random = { getRandomValues: (/** @type {any} */ bytes) => bytes.fill(10) };
  assert.ok(windowId(random, 1483920000000) < windowId(random, 1483920000001));
});
