/** Which night is put at the desk. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { nightFor } from "../../../../../producers/desk/page/which_night.js";

/** Nights as the desk lists them: rehearsals first, then the latest first. */
const night = (/** @type {string} */ ceremony, status = "published", rehearsal = false) => /** @type {any} */ ({ ceremony, status, rehearsal });
const told = (/** @type {string | undefined} */ wanted, /** @type {any} */ state, /** @type {any[]} */ ...nights) => {
  const { night: found, sure } = nightFor({ nights, kafka: { state, detail: "" } }, wanted);
  return [found?.ceremony ?? null, sure];
};

test("whoever names none comes for the one that goes on, the next to begin, or the latest", () => {
  const rehearsal = night("b-rehearsal-1", "open", true);
  assert.deepEqual(told(undefined, "connected", rehearsal, night("c"), night("b", "open"), night("a", "closed")), ["b", true]);
  assert.deepEqual(told(undefined, "connected", rehearsal, night("c"), night("b"), night("a", "closed")), ["b", true]);
  assert.deepEqual(told(undefined, "connected", night("b", "closed"), night("a", "closed")), ["b", true]);
  assert.deepEqual(told(undefined, "connected", rehearsal), ["b-rehearsal-1", true]);
  assert.deepEqual(told(undefined, "connected"), [null, true]);
});

test("the one that is wanted is there, however Kafka is", () => {
  for (const state of ["connected", "catching-up", "away"]) assert.deepEqual(told("a", state, night("b", "open"), night("a", "closed")), ["a", true]);
});

test("no other one takes the place of a night that may only not have been read yet", () => {
  assert.deepEqual(told("a", "connected", night("b")), ["b", true]);
  for (const state of ["catching-up", "away"]) assert.deepEqual(told("a", state, night("b")), [null, false]);
  assert.deepEqual(told(undefined, "catching-up", night("b")), [null, false]);
  assert.deepEqual(told(undefined, "away", night("b")), ["b", true]);
});
