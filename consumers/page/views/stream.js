/**
 * The stream as it is drawn: what happened, newest first, as far as a viewer wants to see it, and what they pinned.
 *
 * @typedef {import("../stream.js").Item} Item
 * @typedef {import("../stream.js").OutcomeItem} OutcomeItem
 * @typedef {import("../stream.js").MilestoneItem} MilestoneItem
 * @typedef {import("../format.js").Clock} Clock
 */
import { become } from "../becoming.js";
import { byId, h, opener, reconcile, setText } from "../dom.js";
import { ordinal } from "../format.js";
import { phrase, typeset } from "../naming.js";
import { milestoneRef } from "../refs.js";
import { STAGE_SENTENCES } from "../stream.js";
import { kindWords } from "./kinds.js";
import { drawnNamed } from "./names.js";
import { revealer } from "./seal.js";

/** So many of the newest items are shown at first: most nights have fewer. */
export const LONG = 150;

/** What to say where nothing is shown. */
const NOTHING = {
  all: "No winner yet.",
  winners: "No winner yet.",
  milestones: "No milestone yet.",
  followed: "Nothing yet of the films that you follow.",
};

/**
 * @param {readonly Item[]} items
 * @param {Clock} clock
 * @param {object} viewer
 * @param {import("../viewer.js").Shown} viewer.shown
 * @param {readonly string[]} viewer.pins
 * @param {number} viewer.long so many items are wanted; the others on request
 * @param {number} viewer.most so many of them are drawn now
 * @returns {boolean} whether there is more to draw
 */
export function drawStream(items, clock, { shown, pins, long, most }) {
  const none = !items.some(({ kind }) => kind !== "stage");
  setText(byId("stream-empty"), none ? NOTHING[shown] : "");
  byId("stream-empty").hidden = !none;
  setText(byId("zone"), `Times are the ceremony’s own: ${clock.zone}.`);
  const told = items.slice(0, long);
  const isMore = reconcile(
    byId("stream"),
    told.map((item, at) => {
      const goesOn = at > 0 && sameTurn(told[at - 1], item);
      const leads = at + 1 < told.length && sameTurn(item, told[at + 1]);
      const isPinned = pins.includes(item.key);
      return { key: item.key, shows: [...shows(item), clock.zone, goesOn, leads, isPinned], become, draw: () => drawn(item, clock, { goesOn, leads, isPinned }) };
    }),
    { most },
  );
  byId("earlier").hidden = long === items.length;
  setText(byId("earlier"), `Show ${items.length - long} earlier`);
  drawSeals(items);
  return isMore;
}

/** What an item shows, as the same objects as long as they are the same. @param {Item} item @returns {unknown[]} */
function shows(item) {
  return item.kind === "milestone" ? [item.milestone, item.end?.how, item.end?.time] : [JSON.stringify(item)];
}

/** One button for all seals, where there are several. @param {readonly Item[]} items */
function drawSeals(items) {
  const seals = items.filter(({ kind }) => kind === "sealed").length;
  byId("reveal-all").hidden = seals < 2;
  setText(byId("reveal-all"), `Reveal all ${seals}`);
}

/**
 * @param {readonly Item[]} items everything there is, whatever the stream shows of it
 * @param {Clock} clock
 * @param {readonly string[]} pins
 */
export function drawPins(items, clock, pins) {
  const pinned = items.filter(({ key }) => pins.includes(key));
  byId("pins").hidden = pinned.length === 0;
  reconcile(
    byId("pinned"),
    pinned.map((item) => ({ key: item.key, shows: [...shows(item), clock.zone], become, draw: () => drawn(item, clock, { goesOn: false, leads: false, isPinned: true }) })),
  );
}

/** @param {Item} one @param {Item} other */
function sameTurn(one, other) {
  return one.kind !== "stage" && other.kind !== "stage" && one.sequence === other.sequence;
}

/**
 * @param {Item} item
 * @param {Clock} clock
 * @param {{goesOn: boolean, leads: boolean, isPinned: boolean}} place `goesOn`: it follows from the item above, of the
 *   same turn; `leads`: the item below follows from it
 */
function drawn(item, clock, { goesOn, leads, isPinned }) {
  const element = drawnAlone(item, clock);
  element.classList.toggle("goes-on", goesOn);
  element.classList.toggle("leads", leads);
  if (item.kind === "outcome" || item.kind === "milestone") element.append(pin(item, isPinned));
  return element;
}

/** @param {OutcomeItem | MilestoneItem} item @param {boolean} isPinned */
function pin(item, isPinned) {
  const what = item.kind === "outcome" ? item.name : item.milestone.headline;
  return h("button", { type: "button", class: "pin", "data-pin": item.key, "aria-pressed": String(isPinned), "aria-label": `Pin: ${what}` }, isPinned ? "★" : "☆");
}

/** @param {Item} item @param {Clock} clock */
function drawnAlone(item, clock) {
  if (item.kind === "outcome") return drawnOutcome(item, clock);
  if (item.kind === "milestone") return drawnMilestone(item, clock);
  if (item.kind === "sealed") return drawnSealed(item, clock);
  if (item.kind === "postponed") return drawnPostponed(item, clock);
  return h("li", { class: "item stage" }, time(item.time, clock), h("p", {}, STAGE_SENTENCES[item.what]));
}

/** @param {import("../stream.js").SealedItem} item @param {Clock} clock */
function drawnSealed(item, clock) {
  return h(
    "li",
    { class: "item sealed" },
    time(item.time, clock),
    h("div", { class: "what" }, h("h3", {}, typeset(item.name)), revealer(item.reveal, item.name, item.corrects)),
  );
}

/** @param {import("../stream.js").PostponedItem} item @param {Clock} clock */
function drawnPostponed(item, clock) {
  return h(
    "li",
    { class: "item postponed" },
    time(item.time, clock),
    h("div", { class: "what" }, h("h3", {}, typeset(item.name)), h("p", {}, item.reason ? `Postponed: ${item.reason}` : "Postponed")),
  );
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
      ...lost(item),
      ...corrected(item, clock),
      ...item.noLonger.map((headline) => h("p", { class: "no-longer" }, "No longer true: ", headline)),
    ),
  );
}

/** @param {OutcomeItem} item */
function winners({ outcome, correctedAt, before }) {
  const what = outcome.length === 0 ? [[h("span", { class: "lead" }, before ? "Award withdrawn" : "No award")]] : outcome.map(drawnNamed);
  return what.map((lines) => h("p", { class: "who" }, correctedAt ? h("s", {}, ...lines) : lines));
}

/** @param {OutcomeItem} item */
function lost({ lost: phrases, outcome }) {
  if (phrases.length === 0) return [];
  const names = phrases.flatMap((each, at) => [at > 0 && " · ", h("bdi", {}, each)]);
  return [h("p", { class: "also" }, outcome.length > 0 ? "Also nominated: " : "Nominated: ", ...names)];
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
