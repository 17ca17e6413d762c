/**
 * The kinds of milestones in words, for the small line above a headline.
 */

/** @type {Record<string, string>} */
const KINDS = {
  "clean-sweep": "Clean sweep",
  "sweep-on-course": "On course for a sweep",
  "sweep-broken": "Sweep broken",
  "record-in-reach": "Record in reach",
  "record-tied": "Record tied",
  "record-broken": "Record broken",
  "big-five": "Big Five",
  "first-since": "First since",
  lead: "In the lead",
  clinched: "Clinched",
  shutout: "Shutout",
  tie: "Tie",
  double: "Double",
  triple: "Triple",
  quadruple: "Quadruple",
  quintuple: "Quintuple",
  sextuple: "Sextuple",
};

/**
 * Return a milestone's kind in words; one that this page does not know yet is named by its own id.
 * @param {import("../sweepcast.js").Milestone} milestone
 */
export function kindWords({ kind, status }) {
  if (kind === "first-since" && status === "first-ever") return "First ever";
  return KINDS[kind] ?? kind.replaceAll("-", " ");
}
