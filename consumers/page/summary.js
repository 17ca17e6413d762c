/**
 * A night on a few sheets of paper: winners by category, milestones, standings, as they stood when it was read, and as
 * far as their viewer wants to know them: with their delay, and sealed where they want winners to be.
 */
import { categoriesOf, ceremonyOf, milestonesOf, stageOf, standingsOf } from "./board.js";
import { boardOf, delayedBoardOf } from "./boards.js";
import { byId, h } from "./dom.js";
import { calendarDate, clockOf, counted, delayWords, tooYoung } from "./format.js";
import { ceremonies, newest, TokenRefused } from "./gateway.js";
import { named, namedOutcome, phrase, typeset } from "./naming.js";
import { NOTHING_YET } from "./night.js";
import { outcomeKeys, sealOf } from "./seals.js";
import { shownNight } from "./store.js";
import { inOrderOfTelling } from "./stream.js";
import { authorized, takeToken } from "./token.js";
import { Keeper, revealed } from "./viewer.js";
import { numbersInWords } from "./views/dots.js";
import { kindWords } from "./views/kinds.js";

/**
 * @typedef {import("./sweepcast.js").Board} Board
 * @typedef {import("./format.js").Clock} Clock
 * @typedef {import("./night.js").Night} Night
 * @typedef {import("./viewer.js").Viewer} Viewer
 */

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
  const { name, status, nominations, winners, recipients, reason, earlier } = category;
  const others = nominations.filter((each) => each.status === "lost" || each.status === "nominated").map((each) => phrase([named(each)]));
  const seal = sealOf(category);
  const words = { "to-come": "To come", "up-next": "Up next", postponed: reason ? `Postponed: ${reason}` : "Postponed", decided: phrase(namedOutcome(category, winners, recipients)) };
  return [
    h(
      "div",
      { class: "decision" },
      h("dt", {}, typeset(name)),
      seal !== null && h("dd", { class: "open" }, seal.place > 0 ? "Corrected, sealed" : "Decided, sealed"),
      (seal === null || status === "decided") && h("dd", { class: status === "decided" ? "won" : "open" }, words[status]),
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

/**
 * Return the night as far as a viewer may know it; null where that is nothing yet.
 * @param {typeof fetch} get
 * @param {string} ceremony
 * @param {number} delay
 * @returns {Promise<Night | null>}
 */
async function nightOf(get, ceremony, delay) {
  // Over HTTP, at the page's own address: this needs no more than an answer.
  const feed = new URL("v1/feed", location.href).href;
  const at = delay === 0 ? await boardOf(get, ceremony) : await delayedBoardOf(get, ceremony, { feed, delay });
  return at && { ...NOTHING_YET, ceremony, sequence: at.sequence, board: at.board };
}

/**
 * @param {Night} night
 * @param {Viewer} viewer
 */
function show(night, viewer) {
  const shown = shownNight({ night, viewer });
  const [ceremony, stage] = [ceremonyOf(shown.board), stageOf(shown.board)];
  if (ceremony === null) throw new Error(`nothing is known of ${night.ceremony} yet`);
  const clock = clockOf(ceremony.time_zone, ceremony.date);
  const progress = stage === null || stage.status === "published" ? "not yet begun" : stage.status === "closed" ? `${stage.decided} of ${stage.categories} decided` : `under way, ${stage.decided} of ${stage.categories} decided`;
  const seals = categoriesOf(shown.board).filter((each) => sealOf(each) !== null).length;
  const told = [...(viewer.delay > 0 ? [`as it stood ${delayWords(viewer.delay)} before it was read`] : []), ...(seals > 0 ? [`${counted(seals, "winner")} sealed`] : [])];
  document.title = `${ceremony.name} · Summary · Sweepcast`;
  byId("ceremony").textContent = ceremony.name;
  byId("when").textContent = [calendarDate(ceremony.date), progress, ...told, `times are ${clock.zone}`].join(" · ");
  byId("summary").replaceChildren(...drawn(shown.board, clock));
  byId("waiting").hidden = true;
  byId("print").hidden = false;
  byId("reveal").hidden = seals === 0;
}

/** @param {string} sentence */
function wait(sentence) {
  byId("waiting").textContent = sentence;
}

async function start() {
  const get = authorized(fetch.bind(window), takeToken(window));
  const keeper = new Keeper(window);
  const wanted = new URLSearchParams(location.search).get("ceremony") ?? newest(await ceremonies(get))?.id;
  if (wanted === undefined) throw new Error("no ceremony has been published yet");
  byId("to-night").setAttribute("href", `./?ceremony=${encodeURIComponent(wanted)}`);
  const { delay } = keeper.read();
  const night = await nightOf(get, wanted, delay);
  if (night === null) {
    wait(`${tooYoung(delay)} Load this page again later.`);
    return;
  }
  show(night, { ...keeper.read(), delay });
  byId("print").addEventListener("click", () => window.print());
  byId("reveal").addEventListener("click", () => {
    const viewer = revealed(keeper.read(), wanted, outcomeKeys(night.board));
    keeper.write(viewer);
    show(night, { ...viewer, delay });
    byId("print").focus();
    window.print();
  });
  keeper.listen((viewer) => show(night, { ...viewer, delay }));
}

start().catch((error) => {
  const why = error instanceof Error ? error.message : error;
  wait(error instanceof TokenRefused ? `${why}.` : `The night cannot be read: ${why}. Load this page again in a moment.`);
});
