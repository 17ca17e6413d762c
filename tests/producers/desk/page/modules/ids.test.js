import assert from "node:assert/strict";
import { test } from "node:test";

import { newId } from "../../../../../producers/desk/page/ids.js";

test("ids are 32 hexadecimal digits", () => {
  assert.equal(newId({ getRandomValues: (bytes) => bytes.fill(10) }), "0a".repeat(16));
});
