/**
 * The live region: what is newly said, for screen readers, a line a turn. Lines that were read long ago are taken away.
 */
import { byId, h } from "../dom.js";

const KEPT = 5;

/** @param {readonly string[]} lines */
export function say(lines) {
  const region = byId("spoken");
  region.append(...lines.map((line) => h("p", {}, line)));
  while (region.children.length > KEPT) region.firstElementChild?.remove();
}
