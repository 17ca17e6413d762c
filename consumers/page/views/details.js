/**
 * All about one work, person or distributor: how it fares tonight, its nominations, and a film's card as of that night.
 *
 * @typedef {import("../sweepcast.js").Board} Board
 * @typedef {import("../sweepcast.js").FilmCard} FilmCard
 * @typedef {import("../sweepcast.js").BoxOffice} BoxOffice
 * @typedef {import("../sweepcast.js").NominationState} NominationState
 */
import { categoriesOf, milestonesOf, workOf } from "../board.js";
import { h, opener } from "../dom.js";
import { calendarDate, money, ordinal, whole } from "../format.js";
import { listed, named, typeset } from "../naming.js";
import { dots, fatesOf, numbersInWords } from "./dots.js";
import { milestoneRef } from "./evidence.js";
import { drawnParts } from "./names.js";

/**
 * Return title and content for `work/<id>`, `person/<id>`, `distributor/<id>`; null where the board knows nothing of it.
 * @param {Board} board
 * @param {string} ref
 * @returns {{title: string, content: HTMLElement[]} | null}
 */
export function detailsOf(board, ref) {
  const [of, id] = [ref.slice(0, ref.indexOf("/")), ref.slice(ref.indexOf("/") + 1)];
  const standing = board[`standing/${ref}`];
  const work = of === "work" ? workOf(board, id) : null;
  const counted = standing?.type === "standing" ? standing : null;
  const title = work?.title ?? counted?.name;
  if (title === undefined) return null;
  const content = [
    ...(work?.distributor ? [h("p", { class: "rest" }, work.distributor.name)] : []),
    ...(counted ? [h("p", { class: "tally" }, dots(fatesOf(counted)), h("span", { class: "words" }, numbersInWords(counted)))] : []),
    ...(work?.card ? drawnCard(work.card) : []),
    ...(work ? claims(board, id) : []),
    ...nominations(board, of, id),
  ];
  return { title, content };
}

/** @param {FilmCard} card */
function drawnCard(card) {
  const cast = card.lead_cast.map(({ person, role }) => `${person} as ${role}`);
  return [
    h("p", { class: "premise" }, card.premise),
    h(
      "dl",
      { class: "facts" },
      ...fact("Director", card.director),
      ...(cast.length > 0 ? fact("With", listed(cast)) : []),
      ...(card.supporting_cast.length > 0 ? fact("Also", listed(card.supporting_cast)) : []),
    ),
    ...(card.box_office ? boxOffice(card.box_office) : []),
    ...(card.season_outlook.length > 0
      ? [h("h3", {}, "Ahead"), h("dl", { class: "facts" }, ...card.season_outlook.flatMap(({ date, event }) => fact(calendarDate(date, { short: true }), event)))]
      : []),
  ];
}

/** @param {BoxOffice} office */
function boxOffice({ as_of: asOf, currency, budget, domestic_total: domestic, worldwide_total: worldwide, opening, latest_weekend: weekend }) {
  const amount = (/** @type {number} */ units) => money(units, currency);
  return [
    h("h3", {}, `Box office as of ${calendarDate(asOf, { short: true })}`),
    h(
      "dl",
      { class: "facts" },
      ...fact("Domestic", amount(domestic)),
      ...fact("Worldwide", amount(worldwide)),
      ...fact("Budget", amount(budget)),
      ...(opening
        ? fact(`Opening, ${calendarDate(opening.date, { short: true })}`, `${amount(opening.gross)} in ${whole(opening.theaters)} theaters, ${amount(opening.per_theater)} each`)
        : []),
      ...(weekend
        ? fact(
            `${ordinal(weekend.number)} weekend`,
            `${amount(weekend.gross)}, ${ordinal(weekend.rank)} place; ${whole(weekend.theaters_added)} theaters added to ${whole(weekend.theaters_before)}`,
          )
        : []),
    ),
  ];
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return [h("dt", {}, name), h("dd", {}, value)];
}

/** @param {Board} board @param {string} work */
function claims(board, work) {
  const about = milestonesOf(board).filter(
    ({ milestone }) => milestone.weight !== "quiet" && milestone.subjects.some(({ kind, id }) => kind === "work" && id === work),
  );
  if (about.length === 0) return [];
  const rows = about.map(({ address, milestone }) =>
    h("li", {}, h("span", {}, milestone.headline), opener(milestoneRef(address, milestone), "See why", { class: "why", label: `See why: ${milestone.headline}` })),
  );
  return [h("h3", {}, "True tonight"), h("ul", { class: "evidence claims" }, ...rows)];
}

/** @param {Board} board @param {string} of @param {string} id */
function nominations(board, of, id) {
  const rows = categoriesOf(board).flatMap((category) =>
    category.nominations.filter((each) => concerns(each, of, id)).map((each) => row(typeset(category.name), each, of)),
  );
  return rows.length === 0 ? [] : [h("h3", {}, "Nominations"), h("ul", { class: "evidence" }, ...rows)];
}

/** @param {NominationState} nomination @param {string} of @param {string} id */
function concerns({ works, people }, of, id) {
  if (of === "work") return works.some((work) => work.id === id);
  if (of === "person") return people.some((person) => person.id === id);
  return works.some(({ distributor }) => distributor?.id === id);
}

/** @param {string} category @param {NominationState} nomination @param {string} of */
function row(category, nomination, of) {
  const fates = { won: "Won", lost: "Lost", nominated: "To come", withdrawn: "Withdrawn" };
  const { lead, rest } = named(nomination);
  const others = [...lead, ...rest].filter((part) => of !== "work" || part.work === undefined);
  return h(
    "li",
    { class: nomination.status === "nominated" ? "open" : nomination.status },
    h("span", {}, category, others.length > 0 && h("span", { class: "rest" }, ...drawnParts(others, ", "))),
    h("span", { class: "fate" }, fates[nomination.status]),
  );
}
