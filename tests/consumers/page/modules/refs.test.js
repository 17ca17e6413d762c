import assert from "node:assert/strict";
import { test } from "node:test";

import { nameOf, sameItems, standingOf } from "../../../../consumers/page/board.js";
import { hashOfRef, partsOfRef, refOfHash } from "../../../../consumers/page/refs.js";
import { framesOf, nightAfter } from "./nights.js";

test("any address of a board is a ref, and stands in the page's address as it is", () => {
  const { board } = nightAfter(framesOf("golden-globes-2017"));
  for (const address of Object.keys(board).filter((each) => each.includes("/"))) {
    const ref = refOfHash(hashOfRef(address));
    assert.equal(ref, address.replace("standing/", ""));
    assert.equal(hashOfRef(address), `#${address}`);
  }
});

test("places of the page are no refs, and neither is nothing", () => {
  for (const hash of ["", "#", "#main", "#details-title"]) assert.equal(refOfHash(hash), null);
});

test("an address that was copied with percent signs is the same, and one that is broken is taken as it is", () => {
  assert.equal(refOfHash("#milestone%2Flead%2Ffilm%4012"), "milestone/lead/film@12");
  assert.equal(refOfHash("#work/%E0%A4%A"), "work/%E0%A4%A");
});

test("a ref of a milestone says since which turn, where one claim is meant", () => {
  assert.deepEqual(partsOfRef("milestone/lead/film@12"), { address: "milestone/lead/film", since: 12 });
  assert.deepEqual(partsOfRef("milestone/lead/film"), { address: "milestone/lead/film", since: null });
  assert.deepEqual(partsOfRef("work/what@ever"), { address: "work/what@ever", since: null });
});

test("who has no standing is named by the category that names them, and nobody else is", () => {
  const { board } = nightAfter(framesOf("golden-globes-2017"));
  assert.equal(standingOf(board, "person", "meryl-streep")?.name ?? nameOf(board, "person", "meryl-streep"), "Meryl Streep");
  assert.equal(nameOf(board, "person", "nobody"), null);
  assert.equal(nameOf(board, "work", "meryl-streep"), null);
  assert.equal(nameOf(board, "distributor", "lionsgate"), "Lionsgate");
});

test("lists are the same only when they hold the same objects in the same order", () => {
  const [one, other] = [{ id: 1 }, { id: 1 }];
  assert.ok(sameItems([one, other], [one, other]));
  for (const list of [[other, one], [one], [one, { ...other }]]) assert.ok(!sameItems([one, other], list));
});
