/**
 * The one polite live region: what a person at a screen reader has to hear, a line at a time, never the same twice
 * running.
 */
import { byId, h } from "../../../consumers/page/dom.js";

const KEPT = 5;

/** @param {string} line */
export function say(line) {
  const region = byId("spoken");
  if (line === "" || region.lastElementChild?.textContent === line) return;
  region.append(h("p", {}, line));
  while (region.children.length > KEPT) region.firstElementChild?.remove();
}
