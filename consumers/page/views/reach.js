/**
 * What can still become of the night: sweeps, records, the Big Five, and who goes without a win so far.
 *
 * @typedef {{address: string, milestone: import("../sweepcast.js").Milestone}} Claim
 * @typedef {import("../sweepcast.js").Standing} Standing
 * @typedef {import("../sweepcast.js").Evidence["categories"][number]} CategoryEvidence
 */
import { become } from "../becoming.js";
import { milestonesOf, sameItems, stageOf, standingsOf } from "../board.js";
import { byId, h, opener } from "../dom.js";
import { milestoneRef } from "../refs.js";
import { byWeight } from "./claims.js";
import { dots, fatesOf, numbersInWords } from "./dots.js";
import { Group } from "./group.js";
import { kindWords } from "./kinds.js";
import { Sight } from "./sight.js";

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

/** Draws what is in reach, and only what has changed and is seen. */
export class Reach {
  #groups = {
    sweeps: new Group("Who can still sweep"),
    fives: new Group("The Big Five"),
    records: new Group("Records and leads"),
    tonight: new Group("Also tonight"),
    winless: new Group("Without a win so far"),
    broken: new Group("Sweeps broken"),
  };
  /** @type {readonly unknown[]} */
  #drawn = [];

  /**
   * @param {import("./panes.js").Shown} shown
   * @param {(part: import("../painter.js").Part) => void} again asks for the part to be drawn once more
   */
  constructor(shown, again) {
    this.shown = shown;
    const body = byId("reach-body");
    body.replaceChildren(...Object.values(this.#groups).map(({ element }) => element));
    this.part = new Sight(body, () => this.#draw(), again).part;
  }

  #draw() {
    const board = this.shown.board();
    const claims = milestonesOf(board);
    const winless = standingsOf(board, "work")
      .filter(({ wins, lost }) => wins === 0 && lost >= WINLESS_LOST)
      .sort((a, b) => b.lost - a.lost || a.to_come - b.to_come);
    const isOver = stageOf(board)?.status === "closed";
    const now = [isOver, ...claims.map(({ milestone }) => milestone), ...winless];
    if (sameItems(now, this.#drawn)) return;
    this.#drawn = now;
    this.#drawSweeps(claims, isOver);
    this.#drawClaims(claims);
    const shutouts = ofFamilies(claims, ["shutout"]);
    this.#groups.winless.draw({
      title: isOver ? "Without a win" : "Without a win so far",
      rows: winless.map((each) => winlessEntry(each, shutouts)),
    });
  }

  /** @param {readonly Claim[]} claims @param {boolean} isOver */
  #drawSweeps(claims, isOver) {
    const all = ofFamilies(claims, ["sweep"]).sort(bySweep);
    const alive = all.filter(({ milestone }) => milestone.kind !== "sweep-broken");
    const broken = all.filter(({ milestone }) => milestone.kind === "sweep-broken");
    this.#groups.sweeps.draw({
      title: isOver ? "Sweeps" : "Who can still sweep",
      rows: alive.map((each) => entry(each, sweepRow)),
      empty: claims.length === 0 ? "" : isOver ? "No clean sweep." : "Nobody can sweep any more.",
    });
    this.#groups.broken.draw({ title: `Sweeps broken (${broken.length})`, rows: broken.map((each) => entry(each, sweepRow)), shown: 0 });
  }

  /** @param {readonly Claim[]} claims */
  #drawClaims(claims) {
    const some = claims.length > 0;
    this.#groups.fives.draw({
      rows: ofFamilies(claims, ["big-five"]).map((each) => entry(each, fiveRow)),
      empty: some ? "No work has won three of the five and can still win the rest." : "",
    });
    const records = ofFamilies(claims, RECORDS).sort(byWeight);
    this.#groups.records.draw({ rows: records.map((each) => entry(each, recordRow)), empty: some ? "No record is in reach." : "" });
    const tonight = ofFamilies(claims, TONIGHT).sort(byWeight);
    this.#groups.tonight.draw({ rows: tonight.map((each) => entry(each, recordRow)) });
  }
}

/**
 * Return a row of a group that shows a claim.
 * @param {Claim} claim
 * @param {(claim: Claim) => HTMLElement} draw
 * @returns {import("../dom.js").Entry}
 */
function entry(claim, draw) {
  return { key: claim.address, shows: [claim.milestone], become, draw: () => draw(claim) };
}

/**
 * @param {Standing} standing
 * @param {readonly Claim[]} shutouts
 * @returns {import("../dom.js").Entry}
 */
function winlessEntry(standing, shutouts) {
  const shutout = shutouts.find(({ milestone }) => milestone.subjects.some(({ id }) => id === standing.id)) ?? null;
  return { key: standing.id, shows: [standing, shutout?.milestone], become, draw: () => winlessRow(standing, shutout) };
}

/** @param {readonly Claim[]} claims @param {readonly string[]} families in the order in which they are shown */
function ofFamilies(claims, families) {
  return families.flatMap((family) => claims.filter(({ address }) => address.startsWith(`milestone/${family}/`)));
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

/** @param {Standing} standing @param {Claim | null} shutout */
function winlessRow(standing, shutout) {
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
