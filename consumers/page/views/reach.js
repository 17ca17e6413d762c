/**
 * What can still become of the night: sweeps, records, the Big Five, and who goes without a win so far.
 *
 * @typedef {{address: string, milestone: import("../sweepcast.js").Milestone}} Claim
 * @typedef {import("../sweepcast.js").Standing} Standing
 * @typedef {import("../sweepcast.js").Evidence["categories"][number]} CategoryEvidence
 */
import { milestonesOf, sameItems, stageOf, standingsOf } from "../board.js";
import { byId, h, opener, reconcile } from "../dom.js";
import { byWeight } from "./claims.js";
import { dots, fatesOf, numbersInWords } from "./dots.js";
import { milestoneRef } from "./evidence.js";
import { kindWords } from "./kinds.js";

const FIVE = [
  { award: "picture", name: "Picture" },
  { award: "director", name: "Director" },
  { award: "screenplay", name: "Screenplay" },
  { award: "lead-actor", name: "Lead actor" },
  { award: "lead-actress", name: "Lead actress" },
];
const RECORDS = [
  "record-wins",
  "record-nominations",
  "record-person-wins",
  "record-person-nominations",
  "first-since-record",
  "first-since-sweep",
  "first-since-big-five",
  "lead",
];
const TONIGHT = ["tie", "multiple"];
/** So many nominations without a win are worth telling; the shutouts of the milestones begin at more. */
const WINLESS_LOST = 3;
/** So many of those without a win are shown at once; two more are not worth a fold. */
const WINLESS_SHOWN = 5;
const FOLD_FROM = 3;

/** Draws what is in reach, and only when something of it has changed. */
export class Reach {
  #body = byId("reach-body");
  /** @type {readonly unknown[]} */
  #drawn = [];

  /** @param {import("../sweepcast.js").Board} board */
  draw(board) {
    const claims = milestonesOf(board);
    const winless = standingsOf(board, "work")
      .filter(({ wins, lost }) => wins === 0 && lost >= WINLESS_LOST)
      .sort((a, b) => b.lost - a.lost || a.to_come - b.to_come);
    const isOver = stageOf(board)?.status === "closed";
    const now = [isOver, ...claims.map(({ milestone }) => milestone), ...winless];
    if (sameItems(now, this.#drawn)) return;
    this.#drawn = now;
    const groups = [...claimGroups(claims, isOver), ...this.#winlessGroups(winless, claims, isOver), ...this.#brokenGroup(claims)];
    reconcile(this.#body, claims.length + winless.length === 0 ? [] : groups);
  }

  /** @param {readonly Standing[]} winless @param {readonly Claim[]} claims @param {boolean} isOver */
  #winlessGroups(winless, claims, isOver) {
    if (winless.length === 0) return [];
    const shutouts = ofFamilies(claims, ["shutout"]);
    const row = (/** @type {Standing} */ standing) => winlessRow(standing, shutouts);
    const fold = winless.length < WINLESS_SHOWN + FOLD_FROM ? winless.length : WINLESS_SHOWN;
    const [shown, rest] = [winless.slice(0, fold), winless.slice(fold)];
    const title = isOver ? "Without a win" : "Without a win so far";
    const entry = group("winless", title, shown, row, "");
    const first = { ...entry, shows: [title, shown, shutouts] };
    if (rest.length === 0) return [first];
    return [first, this.#folded("winless-rest", `${rest.length} more without a win`, rest, row)];
  }

  /** @param {readonly Claim[]} claims */
  #brokenGroup(claims) {
    const broken = sweeps(claims).filter(({ milestone }) => milestone.kind === "sweep-broken");
    return broken.length === 0 ? [] : [this.#folded("broken", `Sweeps broken (${broken.length})`, broken, sweepRow)];
  }

  /**
   * Return a long list, folded away, and kept open once opened.
   * @template T
   * @param {string} key
   * @param {string} title
   * @param {readonly T[]} rows
   * @param {(row: T) => HTMLElement} draw
   * @returns {import("../dom.js").Entry}
   */
  #folded(key, title, rows, draw) {
    const before = [...this.#body.children].find((each) => /** @type {HTMLElement} */ (each).dataset.key === key);
    const open = before?.hasAttribute("open") ?? false;
    return {
      key,
      shows: [title, rows],
      draw: () => h("details", { class: `${key} folded reach-group`, open }, h("summary", {}, title), h("ul", {}, ...rows.map(draw))),
    };
  }
}

/** @param {readonly Claim[]} claims @param {boolean} isOver */
function claimGroups(claims, isOver) {
  const alive = sweeps(claims).filter(({ milestone }) => milestone.kind !== "sweep-broken");
  const tonight = ofFamilies(claims, TONIGHT).sort(byWeight);
  const [title, none] = isOver ? ["Sweeps", "No clean sweep."] : ["Who can still sweep", "Nobody can sweep any more."];
  return [
    group("sweeps", title, alive, sweepRow, none),
    group("fives", "The Big Five", ofFamilies(claims, ["big-five"]), fiveRow, "No work has won three of the five and can still win the rest."),
    group("records", "Records and leads", ofFamilies(claims, RECORDS).sort(byWeight), recordRow, "No record is in reach."),
    ...(tonight.length > 0 ? [group("tonight", "Also tonight", tonight, recordRow, "")] : []),
  ];
}

/** @param {readonly Claim[]} claims @param {readonly string[]} families in the order in which they are shown */
function ofFamilies(claims, families) {
  return families.flatMap((family) => claims.filter(({ address }) => address.startsWith(`milestone/${family}/`)));
}

/** @param {readonly Claim[]} claims */
function sweeps(claims) {
  return ofFamilies(claims, ["sweep"]).sort(bySweep);
}

/**
 * @template T
 * @param {string} key
 * @param {string} title
 * @param {readonly T[]} rows
 * @param {(row: T) => HTMLElement} draw
 * @param {string} empty
 * @returns {import("../dom.js").Entry}
 */
function group(key, title, rows, draw, empty) {
  return {
    key,
    shows: [title, rows],
    draw: () =>
      h(
        "section",
        { class: "reach-group", "aria-label": title },
        h("h3", {}, title),
        rows.length > 0 ? h("ul", {}, ...rows.map(draw)) : h("p", { class: "quiet-note" }, empty),
      ),
  };
}

/** @param {Claim} row */
function sweepRow({ address, milestone }) {
  const { wins = 0, nominations = 0, decided = 0 } = milestone.numbers;
  const fates = milestone.evidence.categories.map(({ won }) => (won === null ? "open" : won ? "won" : "lost"));
  const words =
    milestone.kind === "clean-sweep"
      ? `Clean sweep: ${wins} of ${nominations}`
      : decided === 0
        ? `${nominations} nominations, none decided`
        : `${wins} of ${nominations} won, ${nominations - decided} to come`;
  return h(
    "li",
    { class: `reach-row ${milestone.kind}` },
    opener(milestoneRef(address, milestone), milestone.subjects[0]?.name ?? milestone.headline, { class: "name" }),
    dots(inOrder(fates)),
    h("span", { class: "words" }, words),
  );
}

/** @param {("won" | "lost" | "open")[]} fates */
function inOrder(fates) {
  const order = ["won", "lost", "open"];
  return fates.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** @param {Claim} row */
function fiveRow({ address, milestone }) {
  const { won = 0, of = FIVE.length } = milestone.numbers;
  return h(
    "li",
    { class: "reach-row five" },
    opener(milestoneRef(address, milestone), milestone.subjects[0]?.name ?? milestone.headline),
    h("span", { class: "words" }, `${won} of ${of}`),
    h("ul", { class: "five-slots" }, ...FIVE.map((slot) => fiveSlot(slot, milestone.evidence.categories))),
  );
}

/** @param {{award: string, name: string}} slot @param {readonly CategoryEvidence[]} categories */
function fiveSlot({ award, name }, categories) {
  const won = categories.some((each) => each.award === award && each.won === true);
  return h("li", { class: won ? "won" : "open" }, name, h("span", { class: "visually-hidden" }, won ? ": won" : ": to come"));
}

/** @param {Standing} standing @param {readonly Claim[]} shutouts */
function winlessRow(standing, shutouts) {
  const shutout = shutouts.find(({ milestone }) => milestone.subjects.some(({ id }) => id === standing.id));
  return h(
    "li",
    { class: "reach-row" },
    opener(`work/${standing.id}`, standing.name),
    dots(fatesOf(standing)),
    h("span", { class: "words" }, numbersInWords(standing)),
    shutout && opener(milestoneRef(shutout.address, shutout.milestone), "Shutout", { class: "why", label: `See why: ${shutout.milestone.headline}` }),
  );
}

/** @param {Claim} row */
function recordRow({ address, milestone }) {
  return h(
    "li",
    { class: `reach-row record ${milestone.weight}` },
    h("span", { class: "label" }, kindWords(milestone)),
    h("span", { class: "headline" }, milestone.headline),
    opener(milestoneRef(address, milestone), "See why", { class: "why", label: `See why: ${milestone.headline}` }),
  );
}

/** @param {Claim} a @param {Claim} b */
function bySweep(a, b) {
  const rank = (/** @type {Claim} */ { milestone }) => ["clean-sweep", "sweep-on-course", "sweep-broken"].indexOf(milestone.kind);
  return (
    rank(a) - rank(b) ||
    (b.milestone.numbers.wins ?? 0) - (a.milestone.numbers.wins ?? 0) ||
    (b.milestone.numbers.nominations ?? 0) - (a.milestone.numbers.nominations ?? 0) ||
    a.milestone.headline.localeCompare(b.milestone.headline, "en")
  );
}
