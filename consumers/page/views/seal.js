/**
 * A sealed outcome as it is drawn: a button that reveals it.
 */
import { h } from "../dom.js";

/**
 * @param {string} key what it reveals
 * @param {string} name of the category
 * @param {boolean} corrects an outcome that was told before
 */
export function revealer(key, name, corrects) {
  const words = corrects ? "Corrected, tap to reveal" : "Decided, tap to reveal";
  return h("button", { type: "button", class: "reveal", "data-reveal": key, "aria-label": `${words}: ${name}` }, words);
}
