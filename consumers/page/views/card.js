/**
 * A film's card: what a viewer may want to know of it, and its box office, as known on that night.
 *
 * @typedef {import("../sweepcast.js").FilmCard} FilmCard
 * @typedef {import("../sweepcast.js").BoxOffice} BoxOffice
 */
import { h } from "../dom.js";
import { calendarDate, money, ordinal, whole } from "../format.js";
import { listed } from "../naming.js";

/**
 * @param {FilmCard} card
 * @returns {HTMLElement[]}
 */
export function drawnCard(card) {
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
