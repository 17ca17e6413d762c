/**
 * What a change at the desk is for somebody who hears it: another category, and how many nominees letters have left. Pure.
 */
import { typeset } from "../../../consumers/page/naming.js";
import { atDesk, shownNominees } from "./desk.js";

/**
 * Return the sentence to say, empty where there is none.
 * @param {import("./desk.js").Desk} before
 * @param {import("./desk.js").Desk} after
 */
export function spokenOf(before, after) {
  const category = atDesk(after);
  if (category === null) return "";
  if (after.category !== before.category) return `${typeset(category.name)}. ${nomineesOf(category)}`;
  const narrowed = after.query !== before.query && after.query !== "";
  return narrowed ? `${counted(shownNominees(after).length)} with ${after.query}.` : "";
}

/** @param {import("./desk.js").CategoryState} category */
function nomineesOf({ nominations, competitive }) {
  return nominations.length === 0 && !competitive ? "An honorary award: enter who is honoured." : `${counted(nominations.length)}.`;
}

/** @param {number} number */
function counted(number) {
  return number === 1 ? "1 nominee" : `${number} nominees`;
}
