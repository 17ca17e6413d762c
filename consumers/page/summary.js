/**
 * A night on a few sheets of paper: winners by category, milestones, standings, as they stood when it was read.
 */
import { categoriesOf, ceremonyOf, milestonesOf, stageOf, standingsOf } from "./board.js";
import { boardOf } from "./boards.js";
import { byId, h } from "./dom.js";
import { calendarDate, clockOf } from "./format.js";
import { ceremonies, newest } from "./gateway.js";
import { named, namedOutcome, phrase, typeset } from "./naming.js";
import { inOrderOfTelling } from "./stream.js";
import { numbersInWords } from "./views/dots.js";
import { kindWords } from "./views/kinds.js";

/** @typedef {import("./sweepcast.js").Board} Board @typedef {import("./format.js").Clock} Clock */

const TABLES = /** @type {const} */ ([
  ["Films", "work", "film"],
  ["Series", "work", "tv"],
  ["People", "person", null],
  ["Distributors", "distributor", null],
]);

/** @param {Board} board @param {Clock} clock */
function drawn(board, clock) {
  return [
    section("Winners", h("dl", { class: "winners" }, ...categoriesOf(board).flatMap((each) => winner(each, clock)))),
    ...milestones(board, clock),
    ...standings(board),
  ];
}

/** @param {string} title @param {...HTMLElement} content */
function section(title, ...content) {
  return h("section", { "aria-label": title }, h("h2", {}, title), ...content);
}

/** @param {import("./sweepcast.js").CategoryState} category @param {Clock} clock */
function winner(category, clock) {
  const { name, status, nominations, winners, recipients, earlier } = category;
  const others = nominations.filter((each) => each.status === "lost" || each.status === "nominated").map((each) => phrase([named(each)]));
  const words = { "to-come": "To come", "up-next": "Up next", postponed: "Postponed", decided: phrase(namedOutcome(category, winners, recipients)) };
  return [
    h(
      "div",
      { class: "decision" },
      h("dt", {}, typeset(name)),
      h("dd", { class: status === "decided" ? "won" : "open" }, words[status]),
      ...earlier.map((first) =>
        h("dd", { class: "rest" }, `Corrected at ${clock.at(first.corrected_at)}; first said: `, h("s", {}, phrase(namedOutcome(category, first.winners, first.recipients))), ` (${first.reason})`),
      ),
      others.length > 0 && h("dd", { class: "rest" }, `${status === "decided" ? "Also nominated" : "Nominated"}: ${others.join("; ")}`),
    ),
  ];
}

/** @param {Board} board @param {Clock} clock */
function milestones(board, clock) {
  const told = inOrderOfTelling(milestonesOf(board).filter(({ milestone }) => milestone.weight !== "quiet"));
  if (told.length === 0) return [];
  const rows = told.map(({ milestone }) =>
    h("li", { class: milestone.weight }, h("span", { class: "headline" }, milestone.headline), h("span", { class: "rest" }, `${kindWords(milestone)}, since ${clock.at(milestone.since_time)}`)),
  );
  return [section("Milestones", h("ul", { class: "milestones" }, ...rows))];
}

/** @param {Board} board */
function standings(board) {
  const tables = TABLES.flatMap(([title, of, medium]) => {
    const rows = standingsOf(board, of, medium).filter(({ wins }) => wins > 0);
    return rows.length === 0 ? [] : [table(title, rows)];
  });
  return tables.length === 0 ? [] : [section("Standings", h("div", { class: "tables" }, ...tables))];
}

/** @param {string} title @param {readonly import("./sweepcast.js").Standing[]} rows */
function table(title, rows) {
  return h(
    "table",
    {},
    h("caption", {}, title),
    h("thead", {}, h("tr", {}, ...["Wins", "Name", "Nominations"].map((each) => h("th", { scope: "col" }, each)))),
    h(
      "tbody",
      {},
      ...rows.map((each) => h("tr", {}, h("td", { class: "wins" }, String(each.wins)), h("th", { scope: "row" }, h("bdi", {}, each.name)), h("td", {}, numbersInWords(each)))),
    ),
  );
}

async function start() {
  const get = fetch.bind(window);
  const wanted = new URLSearchParams(location.search).get("ceremony") ?? newest(await ceremonies(get))?.id;
  if (wanted === undefined) throw new Error("no ceremony has been published yet");
  const { board } = await boardOf(get, wanted);
  const [ceremony, stage] = [ceremonyOf(board), stageOf(board)];
  if (ceremony === null) throw new Error(`nothing is known of ${wanted} yet`);
  const clock = clockOf(ceremony.time_zone, ceremony.date);
  const progress = stage === null || stage.status === "published" ? "not yet begun" : stage.status === "closed" ? `${stage.decided} of ${stage.categories} decided` : `under way, ${stage.decided} of ${stage.categories} decided`;
  document.title = `${ceremony.name} · Summary · Sweepcast`;
  byId("ceremony").textContent = ceremony.name;
  byId("when").textContent = `${calendarDate(ceremony.date)} · ${progress} · times are ${clock.zone}`;
  byId("to-night").setAttribute("href", `./?ceremony=${encodeURIComponent(wanted)}`);
  byId("summary").replaceChildren(...drawn(board, clock));
  byId("waiting").hidden = true;
  byId("print").hidden = false;
  byId("print").addEventListener("click", () => window.print());
}

start().catch((error) => {
  byId("waiting").textContent = `The night cannot be read: ${error instanceof Error ? error.message : error}. Load this page again in a moment.`;
});
