/** Links that let somebody in. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { tokenIn } from "../../../../../producers/desk/page/invitation.js";

test("the token is taken out, whatever else stands there stays", () => {
  assert.deepEqual(tokenIn("#token=swd_a-b_c"), { token: "swd_a-b_c", rest: "" });
  assert.deepEqual(tokenIn("#ceremony=oscars-2017&token=swd_a"), { token: "swd_a", rest: "#ceremony=oscars-2017" });
});

test("without a token there is none", () => {
  for (const hash of ["", "#", "#token=", "#ceremony=oscars-2017"]) assert.equal(tokenIn(hash).token, null);
});
