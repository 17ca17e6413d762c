/**
 * The live region: what is newly said, for screen readers, a line a turn. Lines that were read long ago are taken away.
 */
import { byId, h } from "../dom.js";

const KEPT = 5;

/** @param {string} line */
export function say(line) {
  if (line === "") return;
  const region = byId("spoken");
  region.append(h("p", {}, line));
  while (region.children.length > KEPT) region.firstElementChild?.remove();
}
