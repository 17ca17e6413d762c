/**
 * The lists at the right: the outbox, what waits for a second person, drafts of a press release, and what was said.
 */
import { byId, h, reconcile } from "../../../../consumers/page/dom.js";
import { typeset } from "../../../../consumers/page/naming.js";
import { toConfirm } from "../night.js";
import { notOut } from "../outbox.js";
import { lines } from "./say.js";

const STANDINGS = Object.freeze({
  waiting: "Waits for the line",
  sending: "On its way",
  accepted: "Taken, not yet out",
  "to-confirm": "Waits for a second person",
  done: "Out",
  refused: "Refused",
  stopped: "Stopped",
});

const WHY = Object.freeze({
  "": "",
  stale: "Somebody said something meanwhile. Look, and send it again if it still holds:",
  held: "",
  "another-person": "",
  confirm: "It is extraordinary, which nobody could know when it was entered.",
});

/** How many turns are listed; the audit log has them all. */
const LISTED = 40;

/** @param {import("../outbox.js").Outbox} outbox @param {string | null} ceremony */
export function drawOutbox(outbox, ceremony) {
  const open = notOut(outbox);
  byId("outbox-count").textContent = open.length === 0 ? "all out" : `${open.length} not out yet`;
  byId("outbox-count").dataset.open = String(open.length > 0);
  reconcile(
    byId("outbox"),
    [...outbox].reverse().map((item) => ({ key: item.id, shows: [item, item.ceremony === ceremony], draw: () => drawnItem(item, item.ceremony === ceremony) })),
  );
}

/** @param {import("../outbox.js").Item} item @param {boolean} here */
function drawnItem(item, here) {
  const turn = item.turn === null ? "" : ` as turn ${item.turn}`;
  const stopped = item.standing === "stopped";
  const again = { stale: "Send again", held: "Take the desk and send", confirm: "Yes, send it", "another-person": "Send in my name", "": "" }[item.why];
  return h(
    "li",
    { class: `item ${item.standing}` },
    h("p", { class: "words", dir: "auto" }, item.words),
    h("p", { class: "how" }, `${STANDINGS[item.standing]}${turn}`, !here && ` · ${item.ceremony}`),
    item.detail !== "" && h("p", { class: item.standing === "waiting" ? "quiet" : "wrong" }, item.detail),
    stopped && WHY[item.why] !== "" && h("p", {}, WHY[item.why]),
    item.meanwhile.length > 0 && h("ul", { class: "meanwhile" }, ...item.meanwhile.map((each) => h("li", { dir: "auto" }, each))),
    // That a hope has passed was read before sending; the receipt is for what now holds.
    lines(item.lines.filter(({ tone }) => tone !== "passed")),
    stopped && here && action("again", item.id, `${again}: ${item.words}`, again),
    // What is sent again goes by what its person sees of that night.
    stopped && !here && action("visit", item.ceremony, `Go to ${item.ceremony}: ${item.words}`, "Go there"),
    (stopped || item.standing === "refused" || item.standing === "waiting") && action("drop", item.id, `Let go: ${item.words}`, "Let go"),
  );
}

/**
 * @param {readonly import("../api.js").Entry[]} entries
 * @param {import("../api.js").Person | null} me
 */
export function drawConfirms(entries, me) {
  const waiting = entries.filter(({ status }) => status === "waiting");
  byId("confirm-part").hidden = waiting.length === 0;
  const mine = new Set(toConfirm(entries, me));
  reconcile(
    byId("confirms"),
    waiting.map((entry) => ({
      key: entry.id,
      shows: [entry, mine.has(entry)],
      draw: () =>
        h(
          "li",
          { class: "item to-confirm" },
          h("p", { class: "words", dir: "auto" }, entry.label),
          h("p", { class: "how" }, `Entered by ${entry.by}`),
          mine.has(entry) && action("confirm", entry.id, `Confirm: ${entry.label}`, "Confirm"),
          entry.by === me?.name && action("withdraw-entry", entry.id, `Take back: ${entry.label}`, "Take back"),
        ),
    })),
  );
}

/** @param {readonly import("../api.js").PressDraft[]} drafts @param {readonly {line: number, text: string, why: string}[]} unmatched */
export function drawDrafts(drafts, unmatched) {
  byId("drafts-part").hidden = drafts.length + unmatched.length === 0;
  reconcile(byId("drafts"), [
    ...drafts.map((draft) => ({ key: `draft/${draft.line}/${draft.category}`, shows: draft, draw: () => drawnDraft(draft) })),
    ...unmatched.map((each) => ({
      key: `unmatched/${each.line}`,
      shows: each,
      draw: () => h("li", { class: "unmatched" }, h("p", { dir: "auto" }, each.text), h("p", { class: "quiet" }, `Line ${each.line}: ${each.why}`)),
    })),
  ]);
}

/** Below this a match is to be looked at twice; from docs/desk-openapi.yaml. */
const SURE = 0.8;

/** @param {import("../api.js").PressDraft} draft */
function drawnDraft(draft) {
  const notes = [
    draft.score < SURE ? "Look twice: this is a guess." : "",
    draft.left_over === "" ? "" : `Not accounted for: ${draft.left_over}`,
    draft.decided === "same" ? "Already said." : "",
    draft.decided === "otherwise" ? "This corrects what was said." : "",
  ].filter((note) => note !== "");
  return h(
    "li",
    { class: "draft" },
    h("button", { type: "button", "data-draft": `${draft.line}/${draft.category}` }, h("span", { dir: "auto" }, draft.label)),
    h("p", { class: "quiet", dir: "auto" }, draft.text),
    notes.length > 0 && h("p", { class: draft.score < SURE ? "wrong" : "quiet" }, notes.join(" ")),
  );
}

/** @param {readonly import("../api.js").HistoryTurn[]} turns @param {boolean} mayEnter */
export function drawLog(turns, mayEnter) {
  reconcile(
    byId("log"),
    turns.slice(0, LISTED).map((turn) => ({ key: turn.id, shows: [turn, mayEnter], draw: () => drawnTurn(turn, mayEnter) })),
  );
}

/** @param {import("../api.js").HistoryTurn} turn @param {boolean} mayEnter */
function drawnTurn(turn, mayEnter) {
  const loud = turn.headlines.filter(({ weight }) => weight === "major").map(({ text }) => ({ tone: /** @type {const} */ ("major"), text }));
  const ended = turn.retracted.map((text) => ({ tone: /** @type {const} */ ("ended"), text: `Taken back: ${text}` }));
  return h(
    "li",
    { class: "said" },
    h("p", { class: "words", dir: "auto" }, typeset(turn.label)),
    h("p", { class: "how" }, `${turn.sequence} · ${turn.by} · ${clockTime(turn.time)}`),
    lines([...loud, ...ended]),
    turn.undoable && mayEnter && h("button", { type: "button", class: "small", "data-undo": String(turn.sequence), "aria-label": `Take back: ${turn.label}` }, "Take back"),
  );
}

/** Return the time of day where the desk stands. @param {string} time */
function clockTime(time) {
  return new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** @param {string} name @param {string} id @param {string} label @param {string} text */
function action(name, id, label, text) {
  return h("button", { type: "button", class: "small", "data-action": name, "data-id": id, "aria-label": label }, text);
}
