/**
 * The overview of the keys, behind `?`.
 */
import { h } from "../../../../consumers/page/dom.js";
import { KEYS } from "../keys.js";

/** Return a row for each line of the table. */
export function drawnKeys() {
  return KEYS.map(({ keys, does }) => h("div", {}, h("dt", {}, ...keys.flatMap((key, at) => [at > 0 && " ", h("kbd", {}, key)])), h("dd", {}, does)));
}
