/**
 * How a named nomination is drawn: works and people are buttons that open what is known of them. Names may be of any
 * script: each is set apart, so that one that runs from right to left does not turn the line around.
 */
import { h, opener } from "../dom.js";

/**
 * @param {readonly import("../naming.js").Part[]} parts
 * @param {string} last between the last two: " and " for people, ", " else
 * @returns {(string | HTMLElement)[]}
 */
export function drawnParts(parts, last = " and ") {
  return parts.flatMap((part, at) => {
    const between = at === 0 ? "" : at === parts.length - 1 ? last : ", ";
    return [between, drawnPart(part)];
  });
}

/** @param {import("../naming.js").Part} part */
function drawnPart({ text, work, person }) {
  if (work !== undefined) return opener(`work/${work}`, text);
  if (person !== undefined) return opener(`person/${person}`, text);
  return h("bdi", {}, text);
}

/**
 * Return who it is as a strong line, and what for, with the distributor, as a quiet one.
 * @param {import("../naming.js").Named} named
 * @returns {HTMLElement[]}
 */
export function drawnNamed({ lead, rest, distributors }) {
  const second = [
    ...drawnParts(rest, ", "),
    rest.length > 0 && distributors.length > 0 ? " · " : "",
    ...distributors.flatMap((name, at) => [at === 0 ? "" : ", ", h("bdi", {}, name)]),
  ];
  const first = h("span", { class: "lead" }, ...drawnParts(lead));
  if (rest.length === 0 && distributors.length === 0) return [first];
  return [first, h("span", { class: "comma" }, ", "), h("span", { class: "rest" }, ...second)];
}
