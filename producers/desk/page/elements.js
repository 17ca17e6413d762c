/**
 * Elements of the page as what they are.
 */
import { byId } from "../../../consumers/page/dom.js";

/** @param {string} id */
export function dialog(id) {
  return /** @type {HTMLDialogElement} */ (byId(id));
}

/** Return what is typed in a field. @param {EventTarget | null} target */
export function valueOf(target) {
  return /** @type {HTMLInputElement} */ (target).value;
}

/** Bring the focus to where the keys work. */
export function focusNominees() {
  byId("nominees").focus({ preventScroll: true });
}
