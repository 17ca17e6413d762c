/**
 * Milestones as a list inside of details, each with what opens to its evidence.
 *
 * @typedef {{address: string, milestone: import("../sweepcast.js").Milestone}} Standing
 */
import { h, opener } from "../dom.js";
import { milestoneRef } from "../refs.js";

/**
 * Return the milestones under a heading, the loudest first; nothing where there are none.
 * @param {string} title
 * @param {readonly Standing[]} claims
 * @returns {HTMLElement[]}
 */
export function drawnClaims(title, claims) {
  if (claims.length === 0) return [];
  return [h("h3", {}, title), h("ul", { class: "evidence claims" }, ...[...claims].sort(byWeight).map(row))];
}

/** @param {Standing} claim */
function row({ address, milestone }) {
  const { headline, weight } = milestone;
  const why = opener(milestoneRef(address, milestone), "See why", { class: "why", label: `See why: ${headline}` });
  return h("li", { class: weight }, h("span", {}, headline), why);
}

/**
 * Return the order of two milestones: the loudest first.
 * @param {Standing} a
 * @param {Standing} b
 */
export function byWeight(a, b) {
  const weights = ["major", "minor", "quiet"];
  return weights.indexOf(a.milestone.weight) - weights.indexOf(b.milestone.weight);
}
