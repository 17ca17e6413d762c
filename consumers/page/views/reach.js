/**
 * What can still become of the night: sweeps, records, the Big Five. Drawn from the milestones that hold now.
 *
 * @typedef {{address: string, milestone: import("../sweepcast.js").Milestone}} Standing
 * @typedef {import("../sweepcast.js").Evidence["categories"][number]} CategoryEvidence
 */
import { milestonesOf, stageOf } from "../board.js";
import { byId, h, opener, reconcile } from "../dom.js";
import { dots } from "./dots.js";
import { milestoneRef } from "./evidence.js";
import { kindWords } from "./kinds.js";

const FIVE = [
  { award: "picture", name: "Picture" },
  { award: "director", name: "Director" },
  { award: "screenplay", name: "Screenplay" },
  { award: "lead-actor", name: "Lead actor" },
  { award: "lead-actress", name: "Lead actress" },
];
const RECORDS = [
  "record-wins",
  "record-nominations",
  "record-person-wins",
  "record-person-nominations",
  "first-since-record",
  "first-since-sweep",
  "first-since-big-five",
  "lead",
];
const TONIGHT = ["tie", "multiple", "shutout"];

/** @param {import("../sweepcast.js").Board} board */
export function drawReach(board) {
  const sweeps = milestonesOf(board, "sweep").sort(bySweep);
  const alive = sweeps.filter(({ milestone }) => milestone.kind !== "sweep-broken");
  const broken = sweeps.filter(({ milestone }) => milestone.kind === "sweep-broken");
  const records = RECORDS.flatMap((family) => milestonesOf(board, family)).sort(byWeight);
  const tonight = TONIGHT.flatMap((family) => milestonesOf(board, family)).sort(byWeight);
  const fives = milestonesOf(board, "big-five");
  const [title, none] = stageOf(board)?.status === "closed" ? ["Sweeps", "No clean sweep."] : ["Who can still sweep", "Nobody can sweep any more."];
  const groups = [
    group("sweeps", title, alive, sweepRow, none),
    group("fives", "The Big Five", fives, fiveRow, "No work has won three of the five and can still win the rest."),
    group("records", "Records and leads", records, recordRow, "No record is in reach."),
    ...(tonight.length > 0 ? [group("tonight", "Also tonight", tonight, recordRow, "")] : []),
    ...(broken.length > 0 ? [brokenGroup(broken)] : []),
  ];
  reconcile(byId("reach-body"), sweeps.length + records.length + fives.length === 0 ? [] : groups);
}

/**
 * @param {string} key
 * @param {string} title
 * @param {readonly Standing[]} rows
 * @param {(row: Standing) => HTMLElement} draw
 * @param {string} empty
 * @returns {import("../dom.js").Entry}
 */
function group(key, title, rows, draw, empty) {
  return {
    key,
    shows: [title, rows],
    draw: () =>
      h(
        "section",
        { class: "reach-group", "aria-label": title },
        h("h3", {}, title),
        rows.length > 0 ? h("ul", {}, ...rows.map(draw)) : h("p", { class: "quiet-note" }, empty),
      ),
  };
}

/** Broken sweeps are many in a night: folded away, and kept open once opened.
 * @param {readonly Standing[]} rows
 * @returns {import("../dom.js").Entry}
 */
function brokenGroup(rows) {
  const open = document.querySelector("details.broken")?.hasAttribute("open") ?? false;
  return {
    key: "broken",
    shows: rows,
    draw: () =>
      h("details", { class: "broken reach-group", open }, h("summary", {}, `Sweeps broken (${rows.length})`), h("ul", {}, ...rows.map(sweepRow))),
  };
}

/** @param {Standing} row */
function sweepRow({ address, milestone }) {
  const { wins = 0, nominations = 0, decided = 0 } = milestone.numbers;
  const fates = milestone.evidence.categories.map(({ won }) => (won === null ? "open" : won ? "won" : "lost"));
  const words =
    milestone.kind === "clean-sweep"
      ? `Clean sweep: ${wins} of ${nominations}`
      : decided === 0
        ? `${nominations} nominations, none decided`
        : `${wins} of ${nominations} won, ${nominations - decided} to come`;
  return h(
    "li",
    { class: `reach-row ${milestone.kind}` },
    opener(milestoneRef(address, milestone), milestone.subjects[0]?.name ?? milestone.headline, { class: "name" }),
    dots(inOrder(fates)),
    h("span", { class: "words" }, words),
  );
}

/** @param {("won" | "lost" | "open")[]} fates */
function inOrder(fates) {
  const order = ["won", "lost", "open"];
  return fates.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** @param {Standing} row */
function fiveRow({ address, milestone }) {
  const { won = 0, of = FIVE.length } = milestone.numbers;
  return h(
    "li",
    { class: "reach-row five" },
    opener(milestoneRef(address, milestone), milestone.subjects[0]?.name ?? milestone.headline),
    h("span", { class: "words" }, `${won} of ${of}`),
    h("ul", { class: "five-slots" }, ...FIVE.map((slot) => fiveSlot(slot, milestone.evidence.categories))),
  );
}

/** @param {{award: string, name: string}} slot @param {readonly CategoryEvidence[]} categories */
function fiveSlot({ award, name }, categories) {
  const won = categories.some((each) => each.award === award && each.won === true);
  return h("li", { class: won ? "won" : "open" }, name, h("span", { class: "visually-hidden" }, won ? ": won" : ": to come"));
}

/** @param {Standing} row */
function recordRow({ address, milestone }) {
  return h(
    "li",
    { class: `reach-row record ${milestone.weight}` },
    h("span", { class: "label" }, kindWords(milestone)),
    h("span", { class: "headline" }, milestone.headline),
    opener(milestoneRef(address, milestone), "See why", { class: "why", label: `See why: ${milestone.headline}` }),
  );
}

/** @param {Standing} a @param {Standing} b */
function bySweep(a, b) {
  const rank = (/** @type {Standing} */ { milestone }) => ["clean-sweep", "sweep-on-course", "sweep-broken"].indexOf(milestone.kind);
  return (
    rank(a) - rank(b) ||
    (b.milestone.numbers.wins ?? 0) - (a.milestone.numbers.wins ?? 0) ||
    (b.milestone.numbers.nominations ?? 0) - (a.milestone.numbers.nominations ?? 0) ||
    a.milestone.headline.localeCompare(b.milestone.headline, "en")
  );
}

/** @param {Standing} a @param {Standing} b */
function byWeight(a, b) {
  const weights = ["major", "minor", "quiet"];
  return weights.indexOf(a.milestone.weight) - weights.indexOf(b.milestone.weight);
}
