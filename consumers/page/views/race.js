/**
 * The race as a chart: a line of steps for each leader, told apart by dash and mark as well as by colour, with its name
 * where it ends. The same in a sentence above it, and as a table for who would rather read.
 *
 * @typedef {import("../race.js").Race} Race
 * @typedef {import("../race.js").Lane} Lane
 * @typedef {import("../format.js").Clock} Clock
 * @typedef {{x: (step: number) => number, y: (wins: number) => number, width: number, most: number}} Scale
 */
import { h } from "../dom.js";
import { counted } from "../format.js";
import { frontOf, spread } from "../race.js";
import { typeset } from "../naming.js";

const HEIGHT = 192;
const MARGIN = { left: 20, top: 12, bottom: 24 };
const LABEL_PX = 22;
/** Room for names: two fifths of a phone's width and a little, and not more than they need on a desktop. */
const NAMES = { share: 0.42, most: 190, gap: 22 };
/** Lanes with as many wins run beside one another, not one over the other: so many pixels off, by their slot. */
const BESIDE_PX = [0, -2.4, 2.4, -4.8, 4.8, -7.2];
const MARK_PX = 4;
/** The shape of each lane's mark, around 0,0. */
const MARKS = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z", "M-4-4H4V4H-4Z", "M0-5L5 4H-5Z", "M0-5.5L5 0L0 5.5L-5 0Z", "M0 5L5-4H-5Z", "M-5-2H-2V-5H2V-2H5V2H2V5H-2V2H-5Z"];

/** One race on the page: its chart in front of a list, its table behind it. */
export class RaceChart {
  #width = 0;
  /** @type {{race: Race, clock: Clock} | null} */
  #seen = null;
  #shown = "";
  #sentence = h("p", { class: "race-front" });
  #plot = h("div", { class: "race-plot", "aria-hidden": "true" });
  #note = h("p", { class: "race-note" });
  #table = h("div", { class: "race-scroll" });

  /** @param {string} what whose wins: "films", "people" */
  constructor(what) {
    this.figure = h("figure", { class: "race", hidden: true }, h("figcaption", {}, h("p", { class: "label" }, "Wins over the night"), this.#sentence), this.#plot, this.#note);
    this.table = h("details", { class: "race-table", hidden: true }, h("summary", {}, `The race of the ${what} as a table`), this.#table);
    this.table.addEventListener("toggle", () => this.#drawTable());
    // The chart is drawn in the pixels that it has, so that its type is as large as the page's.
    new ResizeObserver(([{ contentRect }]) => this.#sized(contentRect.width)).observe(this.#plot);
  }

  /**
   * @param {Race} race
   * @param {Clock} clock
   */
  draw(race, clock) {
    const shown = JSON.stringify([race, clock.zone]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#seen = { race, clock };
    // One who has won once leads by nothing worth a picture.
    const worth = race.lanes.some(({ wins }) => Math.max(...wins) > 1);
    this.figure.hidden = this.table.hidden = !worth;
    if (!worth) return;
    this.#sentence.replaceChildren(...sentence(race, clock));
    this.#note.textContent = note(race);
    this.#drawPlot();
    this.#drawTable();
  }

  /** @param {number} width */
  #sized(width) {
    if (width === this.#width) return;
    this.#width = width;
    this.#drawPlot();
  }

  #drawPlot() {
    if (this.#seen === null || this.#width === 0) return;
    this.#plot.replaceChildren(...drawnPlot(this.#seen.race, this.#seen.clock, this.#width));
  }

  /** Nobody reads a table that is folded. */
  #drawTable() {
    if (this.#seen === null || !this.table.open) return;
    this.#table.replaceChildren(drawnTable(this.#seen.race, this.#seen.clock));
  }
}

/** @param {Race} race @param {Clock} clock */
function sentence(race, clock) {
  const { names, wins, since } = frontOf(race);
  const who = names.flatMap((name, at) => [at === 0 ? "" : at === names.length - 1 ? " and " : ", ", h("bdi", {}, name)]);
  const isOver = race.toCome === 0;
  const verb = isOver ? "won most" : names.length === 1 ? "leads" : "lead";
  if (since === null) return [...who, ` ${verb}, with ${counted(wins, "win")} each.`];
  const when = isOver ? `from ${clock.at(since)} on` : `since ${clock.at(since)}`;
  return [...who, ` ${verb}, with ${counted(wins, "win")}: alone in front ${when}.`];
}

/** @param {Race} race */
function note({ steps, others, toCome }) {
  const parts = [
    others.number > 0 && `${others.number} more ${others.number === 1 ? "has" : "have"} won, ${others.most === 1 ? "once each" : `at most ${others.most} times`}.`,
    toCome > 0 && `${toCome} of their categories ${toCome === 1 ? "is" : "are"} still to come.`,
    steps.some(({ correction }) => correction) && "A dashed upright is a correction.",
  ];
  return parts.filter(Boolean).join(" ");
}

/**
 * @param {Race} race
 * @param {Clock} clock
 * @param {number} width
 */
function drawnPlot(race, clock, width) {
  const { lanes, steps } = race;
  const names = Math.min(width * NAMES.share, NAMES.most);
  const scale = scaleOf(race, width - names - NAMES.gap);
  const slots = slotsOf(lanes);
  const ends = lanes.map(({ wins }) => scale.y(wins[steps.length - 1]));
  const places = spread(ends, LABEL_PX, HEIGHT - MARGIN.bottom);
  const drawn = lanes.map((lane, at) => drawnLane(lane, slots[at], scale, places[at]));
  const chart = svg("svg", { width: scale.width + NAMES.gap, height: HEIGHT, focusable: "false" }, ...grid(race, scale, clock), ...drawn.reverse());
  return [chart, ...lanes.map((lane, at) => drawnName(lane, slots[at], places[at], scale.width + NAMES.gap, names))];
}

/** @param {Race} race @param {number} width @returns {Scale} */
function scaleOf({ lanes, steps, record }, width) {
  const most = Math.max(2, record ?? 0, ...lanes.flatMap(({ wins }) => wins));
  const floor = HEIGHT - MARGIN.bottom;
  return {
    width,
    most,
    x: (step) => MARGIN.left + (step / Math.max(1, steps.length)) * (width - MARGIN.left),
    y: (wins) => floor - (wins / most) * (floor - MARGIN.top),
  };
}

/**
 * Return which mark, dash and colour each lane has: the leader's is the first, solid and golden; the others have theirs
 * by whose first win came first, so that they keep them when one passes another.
 * @param {readonly Lane[]} lanes
 */
function slotsOf(lanes) {
  const [leader, ...others] = lanes;
  const order = [leader, ...others.sort((a, b) => firstWin(a) - firstWin(b) || (a.id < b.id ? -1 : 1))];
  return lanes.map((lane) => order.indexOf(lane));
}

/** @param {Pick<Lane, "wins">} lane */
function firstWin({ wins }) {
  return wins.findIndex((each) => each > 0);
}

/** @param {Scale} scale @param {number} wins @param {number} slot */
function laneY(scale, wins, slot) {
  return scale.y(wins) + BESIDE_PX[slot];
}

/**
 * @param {Lane} lane
 * @param {number} slot
 * @param {Scale} scale
 * @param {number} place of its name
 */
function drawnLane({ wins }, slot, scale, place) {
  const y = (/** @type {number} */ number) => laneY(scale, number, slot);
  const first = firstWin({ wins });
  const path = wins.slice(first).map((number, at) => `H${tenth(scale.x(first + at + 1))}V${tenth(y(number))}`);
  const gains = wins.flatMap((number, at) => (number > (wins[at - 1] ?? 0) ? [`M${tenth(scale.x(at + 1))} ${tenth(y(number))}`] : []));
  const end = scale.x(wins.length);
  return svg(
    "g",
    { class: `lane lane-${slot}` },
    svg("path", { class: "lead-out", d: `M${tenth(end)} ${tenth(y(wins[wins.length - 1]))}L${tenth(scale.width + NAMES.gap)} ${tenth(place)}` }),
    svg("path", { class: "line", d: `M${tenth(scale.x(first + 1))} ${tenth(scale.y(0))}${path.join("")}` }),
    ...gains.map((at) => svg("path", { class: "gain", d: MARKS[slot], transform: `translate(${at.slice(1)})` })),
  );
}

/** @param {Race} race @param {Scale} scale @param {Clock} clock */
function grid({ steps, record }, scale, clock) {
  const every = scale.most > 7 ? 2 : 1;
  const heights = Array.from({ length: Math.floor(scale.most / every) + 1 }, (_, at) => at * every);
  const floor = HEIGHT - 6;
  const last = steps[steps.length - 1];
  return [
    ...heights.flatMap((wins) => [
      svg("path", { class: wins === 0 ? "axis" : "height", d: `M${MARGIN.left} ${tenth(scale.y(wins))}H${tenth(scale.width)}` }),
      svg("text", { x: MARGIN.left - 7, y: tenth(scale.y(wins) + 4), "text-anchor": "end" }, String(wins)),
    ]),
    ...steps.flatMap(({ correction }, at) =>
      correction ? [svg("path", { class: "correction", d: `M${tenth(scale.x(at + 1))} ${MARGIN.top}V${HEIGHT - MARGIN.bottom}` })] : [],
    ),
    ...(record === null
      ? []
      : [
          svg("path", { class: "record-line", d: `M${MARGIN.left} ${tenth(scale.y(record))}H${tenth(scale.width)}` }),
          svg("text", { class: "record-word", x: MARGIN.left + 4, y: tenth(scale.y(record) + (record === scale.most ? 13 : -4)) }, `Record: ${record}`),
        ]),
    svg("text", { x: MARGIN.left, y: floor }, clock.at(steps[0].time)),
    ...(steps.length > 1 ? [svg("text", { x: tenth(scale.width), y: floor, "text-anchor": "end" }, clock.at(last.time))] : []),
  ];
}

/** @param {Lane} lane @param {number} slot @param {number} top @param {number} left @param {number} width */
function drawnName({ name, wins }, slot, top, left, width) {
  const mark = svg("svg", { class: `lane lane-${slot}`, width: 12, height: 12, viewBox: "-6 -6 12 12" }, svg("path", { class: "gain", d: MARKS[slot] }));
  const drawn = h("p", { class: "race-name" }, mark, h("span", { dir: "auto" }, name), h("b", {}, String(wins[wins.length - 1])));
  // The page's policy forbids styles in markup, and allows them here.
  drawn.style.top = `${tenth(top - LABEL_PX / 2)}px`;
  drawn.style.left = `${tenth(left + MARK_PX)}px`;
  drawn.style.width = `${tenth(width - MARK_PX)}px`;
  return drawn;
}

/** @param {Race} race @param {Clock} clock */
function drawnTable({ steps }, clock) {
  const head = ["Time", "Category", "Wins with it"].map((each) => h("th", { scope: "col" }, each));
  const rows = steps.map(({ time, name, correction, changed }) =>
    h(
      "tr",
      {},
      h("td", {}, clock.at(time)),
      h("th", { scope: "row" }, correction ? `Correction: ${typeset(name)}` : typeset(name)),
      h("td", {}, changed.length === 0 ? "No change" : changed.flatMap((each, at) => [at > 0 && h("br"), h("bdi", {}, each.name), ` ${each.wins}`])),
    ),
  );
  return h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
}

/** @param {number} number */
function tenth(number) {
  return Math.round(number * 10) / 10;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(SVGElement | string)} children
 * @returns {SVGElement}
 */
function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
