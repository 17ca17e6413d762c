/**
 * The embed: one category, the leaders, or the stream of a night, live in a frame on somebody else's page.
 */
import { categoryOf, ceremonyOf, stageOf, standingsOf } from "./board.js";
import { byId, h, reconcile } from "./dom.js";
import { embedOf, kindsFor } from "./embedding.js";
import { clockOf } from "./format.js";
import { ceremonies, feedUrl, newest } from "./gateway.js";
import { named, namedOutcome, phrase, typeset } from "./naming.js";
import { NOTHING_YET, reduce } from "./night.js";
import { Feed, pauseBefore } from "./sweepcast.js";
import { dots, fatesOf, numbersInWords } from "./views/dots.js";

/** @typedef {import("./sweepcast.js").Board} Board */

/** So many are shown: an embed is a glance. */
const LEADERS = 6;
const ITEMS = 12;
/** A short break is nobody's business. */
const QUIET_MS = 3000;

const embed = embedOf(location.search);
let night = NOTHING_YET;
let isDrawing = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let trouble;

/** @param {string} sentence */
function wait(sentence) {
  byId("empty").textContent = sentence;
}

/** @param {import("./sweepcast.js").Frame} frame */
function hear(frame) {
  const before = night;
  night = reduce(night, frame);
  if (night === before || isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(draw);
}

function draw() {
  isDrawing = false;
  const { board } = night;
  const ceremony = ceremonyOf(board);
  if (ceremony === null) return;
  const clock = clockOf(ceremony.time_zone, ceremony.date);
  const category = embed.category === null ? null : categoryOf(board, embed.category);
  const stage = stageOf(board);
  const progress = stage === null ? "" : stage.status === "published" ? "Not yet begun" : `${stage.decided} of ${stage.categories} decided`;
  document.title = ceremony.name;
  set("title", category ? typeset(category.name) : ceremony.name);
  set("about", [category ? ceremony.name : "", category ? statusWords(category, clock) : progress].filter((each) => each !== "").join(" · "));
  const entries = embed.show === "leaders" ? leaders(board) : embed.show === "stream" ? stream(board, clock) : category === null ? [] : nominees(category);
  reconcile(byId("list"), entries);
  byId("empty").hidden = entries.length > 0;
  wait(embed.show === "category" && category === null ? `No category “${embed.category}” in this night.` : "No winner yet.");
}

/** @param {Board} board @returns {import("./dom.js").Entry[]} */
function leaders(board) {
  return standingsOf(board, "work")
    .slice(0, LEADERS)
    .map((each) => ({
      key: each.id,
      shows: each,
      draw: () =>
        h(
          "li",
          { class: each.wins > 0 ? "leader has-won" : "leader" },
          h("div", {}, h("p", { class: "lead" }, h("bdi", {}, each.name)), h("p", { class: "fates" }, dots(fatesOf(each)), h("span", {}, numbersInWords(each)))),
          h("span", { class: "wins", "aria-hidden": "true" }, String(each.wins)),
        ),
    }));
}

/** @param {import("./sweepcast.js").CategoryState} category @returns {import("./dom.js").Entry[]} */
function nominees({ nominations, recipients }) {
  const nominated = nominations.map((each) => ({ key: each.id, words: phrase([named(each)]), status: each.status }));
  const honoured = recipients.map(({ id, name }) => ({ key: `recipient/${id}`, words: name, status: "won" }));
  return [...nominated, ...honoured].map((each) => ({
    key: each.key,
    shows: each,
    draw: () =>
      h(
        "li",
        { class: `nominee ${each.status}` },
        h("bdi", { class: "lead" }, each.status === "withdrawn" ? h("s", {}, each.words) : each.words),
        each.status === "won" && h("span", { class: "fate" }, "Won"),
      ),
  }));
}

/**
 * Winners and major milestones that hold, the newest first. A correction stands with what it corrects.
 * @param {Board} board @param {import("./format.js").Clock} clock
 * @returns {import("./dom.js").Entry[]}
 */
function stream(board, clock) {
  const told = Object.entries(board).flatMap(([address, value]) => {
    if (value.type === "milestone" && value.weight === "major") {
      return [{ key: address, sequence: value.since, after: 1, time: value.since_time, label: "", words: value.headline, mark: "" }];
    }
    if (value.type !== "category" || value.status !== "decided") return [];
    const first = value.earlier.at(-1);
    const words = phrase(namedOutcome(value, value.winners, value.recipients));
    const mark = first ? `Corrected. First said: ${phrase(namedOutcome(value, first.winners, first.recipients))}` : "";
    return [{ key: address, sequence: value.sequence ?? 0, after: 0, time: first?.corrected_at ?? value.decided_at ?? "", label: typeset(value.name), words, mark }];
  });
  return told
    .sort((a, b) => b.sequence - a.sequence || a.after - b.after)
    .slice(0, ITEMS)
    .map((each) => ({
      key: each.key,
      shows: [each, clock.zone],
      draw: () =>
        h(
          "li",
          { class: each.label === "" ? "item milestone" : "item" },
          h("time", { datetime: each.time }, clock.at(each.time)),
          h("div", {}, each.label !== "" && h("p", { class: "label" }, each.label), h("p", { class: "lead" }, each.words), each.mark !== "" && h("p", { class: "mark" }, each.mark)),
        ),
    }));
}

/** @param {import("./sweepcast.js").CategoryState} category @param {import("./format.js").Clock} clock */
function statusWords({ status, decided_at: decidedAt, winners, recipients }, clock) {
  const words = { "to-come": "To come", "up-next": "Up next", postponed: "Postponed", decided: "Decided" };
  if (status !== "decided" || decidedAt === null) return words[status];
  return `${winners.length + recipients.length === 0 ? "No award · " : ""}Decided at ${clock.at(decidedAt)}`;
}

/** @param {import("./sweepcast.js").Link} link */
function showLink({ status, stale, reason }) {
  clearTimeout(trouble);
  const words = status === "ended" ? `The feed has ended: ${reason}.` : status !== "live" ? "No connection; trying again." : stale ? "This may be old." : "";
  if (words === "") set("line", "");
  else trouble = setTimeout(() => set("line", words), QUIET_MS);
}

/** @param {string} id @param {string} text */
function set(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

/** Tell the page around us how high we are, and nobody else. @param {string} host */
function tellHeight(host) {
  const tell = () => parent.postMessage({ type: "sweepcast-height", height: Math.ceil(document.body.getBoundingClientRect().height) }, host);
  new ResizeObserver(tell).observe(document.body);
}

/**
 * Ask until there is an answer.
 * @template T
 * @param {() => Promise<T>} ask
 * @returns {Promise<T>}
 */
async function answered(ask) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch {
      wait("The night cannot be reached yet. Trying again.");
      await new Promise((resolve) => setTimeout(resolve, 1000 * pauseBefore(attempt, Math.random())));
    }
  }
}

async function start() {
  if (embed.theme !== "auto") document.documentElement.dataset.theme = embed.theme;
  if (embed.host !== null && parent !== window) tellHeight(embed.host);
  const url = await answered(() => feedUrl(fetch.bind(window)));
  const ceremony = embed.ceremony ?? newest(await answered(() => ceremonies(fetch.bind(window))))?.id;
  if (ceremony === undefined) {
    wait("No ceremony yet.");
    return;
  }
  byId("whole").setAttribute("href", `./?ceremony=${encodeURIComponent(ceremony)}`);
  wait(`No ceremony “${ceremony}” yet.`);
  const feed = new Feed(url, { ceremony, kinds: kindsFor(embed.show), onFrame: hear, onLink: showLink });
  feed.start();
  for (const event of ["online", "pageshow"]) window.addEventListener(event, () => feed.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") feed.wake();
  });
}

start();
