/**
 * One dot a nomination: won, lost, still to come. The same is always said in words beside it.
 */
import { counted } from "../format.js";
import { h } from "../dom.js";

/**
 * Return the dots, hidden from screen readers.
 * @param {readonly ("won" | "lost" | "open")[]} fates
 */
export function dots(fates) {
  return h("span", { class: "dots", "aria-hidden": "true" }, ...fates.map((fate) => h("i", { class: fate })));
}

/**
 * Return the fates of nominations of which only the numbers are known.
 * @param {{wins: number, lost: number, to_come: number}} numbers
 * @returns {("won" | "lost" | "open")[]}
 */
export function fatesOf({ wins, lost, to_come: toCome }) {
  return [
    ...Array(wins).fill(/** @type {const} */ ("won")),
    ...Array(lost).fill(/** @type {const} */ ("lost")),
    ...Array(toCome).fill(/** @type {const} */ ("open")),
  ];
}

/**
 * Return "4 of 7 won, 3 to come", "1 of 6 won".
 * @param {{wins: number, nominations: number, to_come: number}} numbers
 */
export function numbersInWords({ wins, nominations, to_come: toCome }) {
  if (toCome === nominations) return counted(nominations, "nomination");
  return `${wins} of ${nominations} won${toCome > 0 ? `, ${toCome} to come` : ""}`;
}
