/**
 * The stream as it is drawn: what happened, newest first.
 *
 * @typedef {import("../stream.js").Item} Item
 * @typedef {import("../stream.js").OutcomeItem} OutcomeItem
 * @typedef {import("../stream.js").MilestoneItem} MilestoneItem
 * @typedef {import("../format.js").Clock} Clock
 */
import { byId, h, opener, reconcile } from "../dom.js";
import { ordinal } from "../format.js";
import { phrase, typeset } from "../naming.js";
import { milestoneRef } from "./evidence.js";
import { kindWords } from "./kinds.js";
import { drawnNamed } from "./names.js";

const STAGE_SENTENCES = { opened: "The ceremony opens", closed: "The night is over" };

/**
 * @param {readonly Item[]} items
 * @param {Clock} clock
 * @returns {number} how many are new
 */
export function drawStream(items, clock) {
  const none = !items.some(({ kind }) => kind === "outcome");
  byId("stream-empty").hidden = !none;
  byId("zone").textContent = `Times are the ceremony’s own: ${clock.zone}.`;
  return reconcile(
    byId("stream"),
    items.map((item, at) => {
      const goesOn = at > 0 && sameTurn(items[at - 1], item);
      return { key: item.key, shows: [item, clock.zone, goesOn], draw: () => drawn(item, clock, goesOn) };
    }),
  );
}

/** @param {Item} one @param {Item} other */
function sameTurn(one, other) {
  return one.kind !== "stage" && other.kind !== "stage" && one.sequence === other.sequence;
}

/**
 * @param {Item} item
 * @param {Clock} clock
 * @param {boolean} goesOn it follows from the item above, of the same turn
 */
function drawn(item, clock, goesOn) {
  const element = drawnAlone(item, clock);
  element.classList.toggle("goes-on", goesOn);
  return element;
}

/** @param {Item} item @param {Clock} clock */
function drawnAlone(item, clock) {
  if (item.kind === "outcome") return drawnOutcome(item, clock);
  if (item.kind === "milestone") return drawnMilestone(item, clock);
  return h("li", { class: "item stage" }, time(item.time, clock), h("p", {}, STAGE_SENTENCES[item.what]));
}

/** @param {OutcomeItem} item @param {Clock} clock */
function drawnOutcome(item, clock) {
  const state = item.correctedAt ? " corrected" : item.before ? " correction" : "";
  return h(
    "li",
    { class: `item outcome${state}` },
    time(item.time, clock),
    h(
      "div",
      { class: "what" },
      item.before && h("p", { class: "label" }, "Correction"),
      h("h3", {}, typeset(item.name)),
      ...winners(item),
      item.correctedAt && h("p", { class: "mark" }, `Corrected at ${clock.at(item.correctedAt)}`),
      item.wins.length > 0 && h("p", { class: "running" }, item.wins.map(inWords).join(" · ")),
      ...corrected(item, clock),
    ),
  );
}

/** @param {OutcomeItem} item */
function winners({ outcome, correctedAt, before }) {
  const what = outcome.length === 0 ? [[h("span", { class: "lead" }, before ? "Award withdrawn" : "No award")]] : outcome.map(drawnNamed);
  return what.map((lines) => h("p", { class: "who" }, correctedAt ? h("s", {}, ...lines) : lines));
}

/** @param {{title: string, wins: number}} each */
function inWords({ title, wins }) {
  return `${ordinal(wins)} win for ${title}`;
}

/** @param {OutcomeItem} item @param {Clock} clock */
function corrected({ before, takenBack }, clock) {
  if (before === null) return [];
  return [
    h("p", { class: "first-said" }, `First said at ${clock.at(before.time)}: `, h("s", {}, phrase(before.outcome)), ` (${before.reason})`),
    ...takenBack.map((headline) => h("p", { class: "first-said" }, "Taken back: ", h("s", {}, headline))),
  ];
}

/** @param {MilestoneItem} item @param {Clock} clock */
function drawnMilestone({ address, milestone, end, time: since }, clock) {
  const retracted = end?.how === "retracted";
  const ref = milestoneRef(address, milestone);
  return h(
    "li",
    { class: `item milestone ${milestone.weight}${end ? ` over ${end.how}` : ""}` },
    time(since, clock),
    h(
      "div",
      { class: "what" },
      h("p", { class: "label" }, label(milestone, end, clock)),
      h("h3", { class: "headline" }, retracted ? h("s", {}, milestone.headline) : milestone.headline),
      end && h("p", { class: "mark" }, endWords(end, clock)),
      opener(ref, "See why", { class: "why", label: `See why: ${milestone.headline}` }),
    ),
  );
}

/**
 * A lead is told where it began, with the wins that it has now: its label says so.
 * @param {import("../sweepcast.js").Milestone} milestone
 * @param {MilestoneItem["end"]} end
 * @param {Clock} clock
 */
function label(milestone, end, clock) {
  const words = kindWords(milestone);
  return milestone.kind === "lead" && end === null ? `${words} since ${clock.at(milestone.since_time)}` : words;
}

/** @param {NonNullable<MilestoneItem["end"]>} end @param {Clock} clock */
function endWords({ how, time: at }, clock) {
  if (how === "retracted") return `Retracted at ${clock.at(at)}`;
  return how === "passed" ? `Until ${clock.at(at)}` : `Surpassed at ${clock.at(at)}`;
}

/** @param {string} iso @param {Clock} clock */
function time(iso, clock) {
  return h("time", { datetime: iso }, clock.at(iso));
}
