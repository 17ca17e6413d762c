/**
 * The embed, wired: one category, the leaders, or the stream of a night, live in a frame on somebody else's page. It
 * reads what its viewer wants where that is of this origin, and keeps nothing itself.
 */
import { ceremonyOf } from "./board.js";
import { byId, setText } from "./dom.js";
import { embedOf, kindsFor, nightLink, wishesIn } from "./embedding.js";
import { clockOf, tooYoung } from "./format.js";
import { ceremonies, feedUrl, newest } from "./gateway.js";
import { NOTHING_YET } from "./night.js";
import { answered } from "./patience.js";
import { outcomeKeys } from "./seals.js";
import { Store } from "./store.js";
import { Feed } from "./sweepcast.js";
import { authorized, keptToken, listenForRefusal, tokenIn } from "./token.js";
import { Keeper, revealed } from "./viewer.js";
import { drawEmbed } from "./views/embedded.js";

/** A short break is nobody's business. */
const QUIET_MS = 3000;

const embed = embedOf(location.search);
const token = tokenIn(location.href).token ?? keptToken(window);
const get = authorized(fetch.bind(window), token);
const keeper = new Keeper(window);
const store = new Store({ night: NOTHING_YET, viewer: wishesIn(embed, keeper.read()) });
/** The night that is shown: the one that is asked for, the latest one, or, where there is none yet, the first to come.
 * @type {string | null} */
let ceremony = embed.ceremony;
let isDrawing = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let trouble;

/** @param {string} sentence */
function wait(sentence) {
  if (ceremonyOf(store.state.night.board) === null) setText(byId("empty"), sentence);
}

function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(draw);
}

function draw() {
  isDrawing = false;
  const { board } = store.shown;
  const ceremony = ceremonyOf(board);
  if (ceremony === null) return;
  document.title = ceremony.name;
  drawEmbed(board, embed, clockOf(ceremony.time_zone, ceremony.date));
}

/** @param {import("./sweepcast.js").Link} link */
function showLink({ status, stale, reason }) {
  clearTimeout(trouble);
  const words = status === "ended" ? `The feed has ended: ${reason}.` : status !== "live" ? "No connection; trying again." : stale ? "This may be old." : "";
  if (words === "") setText(byId("line"), "");
  else trouble = setTimeout(() => setText(byId("line"), words), QUIET_MS);
}

/** @param {string} id */
function follow(id) {
  ceremony = id;
  byId("whole").setAttribute("href", nightLink(id, token));
}

/** @param {Feed} feed @param {import("./sweepcast.js").Frame} frame */
function hear(feed, frame) {
  if (frame.type === "sweepcast.feed.snapshot" || frame.type === "sweepcast.turn") {
    if (ceremony === null) {
      follow(frame.data.ceremony);
      feed.changeFilter({ ceremony, kinds: kindsFor(embed.show, store.state.viewer.sealing) });
    }
    // Until the gateway has changed the filter, other nights may still come.
    if (frame.data.ceremony !== ceremony) return;
  }
  store.dispatch({ type: "frame", frame });
}

/** @param {Feed} feed */
function listen(feed) {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button === null || ceremony === null) return;
    const { night, viewer } = store.state;
    const key = button.getAttribute("data-reveal");
    const keys = key === null ? outcomeKeys(night.board) : [key];
    store.dispatch({ type: "viewer", viewer: revealed(viewer, ceremony, keys) });
  });
  keeper.listen((kept) => {
    const before = store.state.viewer;
    const shown = ceremony ?? "";
    const viewer = revealed(wishesIn(embed, kept), shown, before.revealed[shown] ?? []);
    if (viewer.delay !== before.delay) feed.changeDelay(viewer.delay);
    if (viewer.sealing !== before.sealing) feed.changeFilter({ ceremony, kinds: kindsFor(embed.show, viewer.sealing) });
    store.dispatch({ type: "viewer", viewer });
  });
  for (const event of ["online", "pageshow"]) window.addEventListener(event, () => feed.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") feed.wake();
  });
}

/** Tell the page around us how high we are, and nobody else. @param {string} host */
function tellHeight(host) {
  const tell = () => parent.postMessage({ type: "sweepcast-height", height: Math.ceil(document.body.getBoundingClientRect().height) }, host);
  new ResizeObserver(tell).observe(document.body);
}

/** @param {number} delay */
function nothingYet(delay) {
  if (ceremony === null) return "No ceremony yet.";
  return delay > 0 ? `${tooYoung(delay)} It appears here when its time has come.` : `No ceremony “${ceremony}” yet.`;
}

async function start() {
  // Another token in the frame's address loads nothing by itself.
  window.addEventListener("hashchange", () => location.reload());
  if (embed.theme !== "auto") document.documentElement.dataset.theme = embed.theme;
  if (embed.host !== null && parent !== window) tellHeight(embed.host);
  const url = await answered(() => feedUrl(get), wait);
  const known = embed.ceremony ?? newest(await answered(() => ceremonies(get), wait))?.id;
  if (known !== undefined) follow(known);
  const { delay, sealing } = store.state.viewer;
  wait(nothingYet(delay));
  const feed = new Feed(url, {
    ceremony,
    kinds: kindsFor(embed.show, sealing),
    delay,
    token,
    onFrame: (frame) => hear(feed, frame),
    onLink: listenForRefusal(get, showLink, () => feed.stop()),
  });
  store.subscribe(drawSoon);
  listen(feed);
  feed.start();
}

start();
