/**
 * A night on a few sheets of paper: winners by category, milestones, standings, as they stood when it was read, and as
 * far as their viewer wants to know them: with their delay, and sealed where they want winners to be.
 */
import { ceremonyOf, stageOf } from "./board.js";
import { boardOf, delayedBoardOf } from "./boards.js";
import { byId } from "./dom.js";
import { calendarDate, clockOf, counted, delayWords, tooYoung } from "./format.js";
import { ceremonies, newest, TokenRefused } from "./gateway.js";
import { NOTHING_YET } from "./night.js";
import { outcomeKeys, sealsIn } from "./seals.js";
import { shownNight } from "./store.js";
import { authorized, takeToken } from "./token.js";
import { Keeper, revealed } from "./viewer.js";
import { drawnSummary } from "./views/summary.js";

/**
 * @typedef {import("./night.js").Night} Night
 * @typedef {import("./viewer.js").Viewer} Viewer
 */

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
  const ceremony = ceremonyOf(shown.board);
  if (ceremony === null) throw new Error(`nothing is known of ${night.ceremony} yet`);
  const clock = clockOf(ceremony.time_zone, ceremony.date);
  const seals = sealsIn(shown.board);
  const told = [...(viewer.delay > 0 ? [`as it stood ${delayWords(viewer.delay)} before it was read`] : []), ...(seals > 0 ? [`${counted(seals, "winner")} sealed`] : [])];
  document.title = `${ceremony.name} · Summary · Sweepcast`;
  byId("ceremony").textContent = ceremony.name;
  byId("when").textContent = [calendarDate(ceremony.date), progressWords(stageOf(shown.board)), ...told, `times are ${clock.zone}`].join(" · ");
  byId("summary").replaceChildren(...drawnSummary(shown.board, clock));
  byId("waiting").hidden = true;
  byId("print").hidden = false;
  byId("reveal").hidden = seals === 0;
}

/** @param {import("./sweepcast.js").Stage | null} stage */
function progressWords(stage) {
  if (stage === null || stage.status === "published") return "not yet begun";
  const decided = `${stage.decided} of ${stage.categories} decided`;
  return stage.status === "closed" ? decided : `under way, ${decided}`;
}

/** @param {string} sentence */
function wait(sentence) {
  byId("waiting").textContent = sentence;
}

async function start() {
  const get = authorized(fetch.bind(window), takeToken(window));
  const keeper = new Keeper(window);
  const wanted = new URLSearchParams(location.search).get("ceremony") ?? newest(await ceremonies(get))?.id;
  if (wanted === undefined) {
    wait("No ceremony yet. Load this page again once a programme has been published.");
    return;
  }
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
