/**
 * A night that is watched again, wired: its turns as far as they may be told, the bar, and the store that the page draws
 * from. It is loaded only when somebody asks for a night again.
 *
 * @typedef {import("../night.js").Night} Night
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../sweepcast.js").Turn} Turn
 * @typedef {import("../gateway.js").CeremonyEntry} CeremonyEntry
 */
import { Again } from "../again.js";
import { byId, h } from "../dom.js";
import { tooYoung } from "../format.js";
import { NOTHING_YET } from "../night.js";
import { answered } from "../patience.js";
import { Feed } from "../sweepcast.js";
import { ToldTurns, turnsOf } from "../told_turns.js";
import { listenForRefusal } from "../token.js";
import { Bar } from "./again_bar.js";

/**
 * Show a night again from where the page's address says, as far as its viewer may know it; what is still to come is
 * added when its time has come.
 * @param {object} options
 * @param {string} options.ceremony
 * @param {CeremonyEntry | null} options.entry what the gateway's list says of it
 * @param {string} options.from the number of the turn to begin at; empty: where the ceremony opens
 * @param {string} options.url of the feed
 * @param {typeof fetch} options.get
 * @param {string | null} options.token
 * @param {Store} options.store is given the night as it stood
 * @param {(turn: Turn) => void} options.happened told of a turn that has just happened, not after a leap
 * @param {(sentence: string) => void} options.wait
 * @returns {Feed} the feed, which keeps the viewer's delay
 */
export function watchAgain({ ceremony, entry, from, url, get, token, store, happened, wait }) {
  byId("light").hidden = true;
  wait("Loading the night …");
  const again = new Again([], before(ceremony, entry));
  /** @type {Bar | null} */
  let bar = null;
  let complaint = "";
  const read = (/** @type {number} */ after, /** @type {number} */ until) =>
    answered(() => turnsOf(get, ceremony, { after, until }, (number) => wait(`Loading the night: ${number} turns …`)), wait);
  const told = new ToldTurns(ceremony, read, {
    nothing: () => wait(nothingYet(ceremony, store.state.viewer.delay)),
    told: (turns) => {
      again.add(turns);
      if (bar !== null) bar.grow();
      else if (again.end === 0) wait("None of the turns of this night are held any more: it cannot be watched again.");
      else {
        bar = new Bar(again, ceremony, store, happened);
        bar.complain(complaint);
        bar.goTo(/^\d+$/u.test(from) ? again.placeOf(Number(from)) : again.opening);
      }
    },
  });
  const styles = styled("styles/again.css");
  const linked = (/** @type {import("../sweepcast.js").Link} */ { status, reason }) => {
    complaint = status === "ended" ? `What follows is not told any more: ${reason}.` : "";
    bar?.complain(complaint);
    if (status === "ended") wait(`${reason}.`);
    if (status === "waiting") wait(`The night cannot be reached yet: ${reason}. Trying again.`);
  };
  const feed = new Feed(url, {
    ceremony,
    delay: store.state.viewer.delay,
    token,
    onFrame: (frame) => styles.then(() => told.hear(frame)),
    onLink: listenForRefusal(get, linked, () => feed.stop()),
  });
  feed.start();
  return feed;
}

/** @param {string} ceremony @param {number} delay */
function nothingYet(ceremony, delay) {
  if (delay === 0) return `No ceremony “${ceremony}” yet. It appears here as soon as its programme is published.`;
  return `${tooYoung(delay)} It appears here when its time has come.`;
}

/**
 * Return the night before its first turn: nothing but how it is called, so that it has a name where the turn is
 * missing that said it.
 * @param {string} ceremony
 * @param {CeremonyEntry | null} entry
 * @returns {Night}
 */
function before(ceremony, entry) {
  if (!entry?.name) return { ...NOTHING_YET, ceremony };
  // The list tells all that the board does of a ceremony, but for the running order.
  const told = /** @type {unknown} */ ({ time_zone: "UTC", date: "1970-01-01", ...entry, type: "ceremony", running_order: [] });
  const info = /** @type {import("../sweepcast.js").CeremonyInfo} */ (told);
  return { ...NOTHING_YET, ceremony, board: { ceremony: info } };
}

/** Load a style sheet of the page; without it the bar is plain, but there.
 * @param {string} href
 * @returns {Promise<void>}
 */
function styled(href) {
  return new Promise((resolve) => {
    const link = h("link", { rel: "stylesheet", href });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
    document.head.append(link);
  });
}
