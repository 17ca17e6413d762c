/**
 * How a named nomination is drawn: works are buttons that open their cards.
 */
import { h, opener } from "../dom.js";

/**
 * @param {readonly import("../naming.js").Part[]} parts
 * @param {string} last between the last two: " and " for people, ", " else
 * @returns {(string | HTMLElement)[]}
 */
export function drawnParts(parts, last = " and ") {
  return parts.flatMap(({ text, work }, at) => {
    const between = at === 0 ? "" : at === parts.length - 1 ? last : ", ";
    return [between, work === undefined ? text : opener(`work/${work}`, text)];
  });
}

/**
 * Return who it is as a strong line, and what for, with the distributor, as a quiet one.
 * @param {import("../naming.js").Named} named
 * @returns {HTMLElement[]}
 */
export function drawnNamed({ lead, rest, distributors }) {
  const second = [...drawnParts(rest, ", "), rest.length > 0 && distributors.length > 0 ? " · " : "", distributors.join(", ")];
  const first = h("span", { class: "lead" }, ...drawnParts(lead));
  if (rest.length === 0 && distributors.length === 0) return [first];
  return [first, h("span", { class: "comma" }, ", "), h("span", { class: "rest" }, ...second)];
}
