/**
 * All about one work, person or distributor: how it fares tonight, a film's card as of that night, what is true of it,
 * and its nominations.
 *
 * @typedef {import("../sweepcast.js").Board} Board
 * @typedef {import("../sweepcast.js").Standing} Standing
 * @typedef {import("../sweepcast.js").NominationState} NominationState
 */
import { categoriesOf, milestonesOf, nameOf, standingOf, standingsOf, workOf } from "../board.js";
import { h, opener } from "../dom.js";
import { named, typeset } from "../naming.js";
import { drawnCard } from "./card.js";
import { drawnClaims } from "./claims.js";
import { dots, fatesOf, numbersInWords } from "./dots.js";
import { drawnParts } from "./names.js";

const FATES = { won: "Won", lost: "Lost", nominated: "To come", withdrawn: "Withdrawn" };

/**
 * Return title and content for `work/<id>`, `person/<id>`, `distributor/<id>`; null where the board knows nothing of it.
 * @param {Board} board
 * @param {string} ref
 * @returns {{title: string, content: HTMLElement[]} | null}
 */
export function detailsOf(board, ref) {
  const [of, id] = [ref.slice(0, ref.indexOf("/")), ref.slice(ref.indexOf("/") + 1)];
  const work = of === "work" ? workOf(board, id) : null;
  const standing = standingOf(board, of, id);
  const title = work?.title ?? standing?.name ?? nameOf(board, of, id);
  if (title === null) return null;
  const about = milestonesOf(board).filter(({ milestone }) => milestone.subjects.some((each) => each.kind === of && each.id === id));
  const content = [
    ...(work?.distributor ? [h("p", { class: "rest" }, opener(`distributor/${work.distributor.id}`, work.distributor.name))] : []),
    ...(standing ? [tally(standing)] : []),
    ...(work?.card ? drawnCard(work.card) : []),
    ...drawnClaims("True tonight", about),
    ...(of === "distributor" ? catalogue(board, id) : []),
    ...nominations(board, of, id),
  ];
  return { title, content };
}

/** @param {Standing} standing */
function tally(standing) {
  return h("p", { class: "tally" }, dots(fatesOf(standing)), h("span", { class: "words" }, numbersInWords(standing)));
}

/** @param {Board} board @param {string} distributor */
function catalogue(board, distributor) {
  const theirs = standingsOf(board, "work").filter(({ id }) => workOf(board, id)?.distributor?.id === distributor);
  if (theirs.length === 0) return [];
  const rows = theirs.map((each) => h("li", {}, opener(`work/${each.id}`, each.name), h("span", { class: "fates" }, tally(each))));
  return [h("h3", {}, "Films and series"), h("ul", { class: "evidence catalogue" }, ...rows)];
}

/** @param {Board} board @param {string} of @param {string} id */
function nominations(board, of, id) {
  const rows = categoriesOf(board).flatMap((category) => [
    ...category.nominations.filter((each) => concerns(each, of, id)).map((each) => row(category, each, of, id)),
    ...category.recipients.filter((each) => of === "person" && each.id === id).map(() => honoured(category)),
  ]);
  return rows.length === 0 ? [] : [h("h3", {}, "Nominations"), h("ul", { class: "evidence" }, ...rows)];
}

/** @param {NominationState} nomination @param {string} of @param {string} id */
function concerns({ works, people }, of, id) {
  if (of === "work") return works.some((work) => work.id === id);
  if (of === "person") return people.some((person) => person.id === id);
  return works.some(({ distributor }) => distributor?.id === id);
}

/**
 * @param {import("../sweepcast.js").CategoryState} category
 * @param {NominationState} nomination
 * @param {string} of
 * @param {string} id of whom all this is: not named once more
 */
function row(category, nomination, of, id) {
  const { lead, rest } = named(nomination);
  const others = [...lead, ...rest].filter((part) => !(of === "work" && part.work === id) && !(of === "person" && part.person === id));
  return h(
    "li",
    { class: nomination.status === "nominated" ? "open" : nomination.status },
    h(
      "span",
      {},
      opener(`category/${category.id}`, typeset(category.name)),
      others.length > 0 && h("span", { class: "rest" }, ...drawnParts(others, ", ")),
    ),
    h("span", { class: "fate" }, FATES[nomination.status]),
  );
}

/** @param {import("../sweepcast.js").CategoryState} category */
function honoured(category) {
  const name = opener(`category/${category.id}`, typeset(category.name));
  return h("li", { class: "won" }, h("span", {}, name), h("span", { class: "fate" }, "Honoured"));
}
