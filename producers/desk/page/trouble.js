/**
 * What did not work, told where the person looks: in the menu while it is open, else in a band below the head, until the
 * next key or click. What is in the way of everybody, as Kafka that is away, has a band of its own, see views/head.js.
 */
import { byId } from "../../../consumers/page/dom.js";
import { Unreachable } from "./api.js";
import { dialog } from "./elements.js";
import { say } from "./voice.js";

/** @param {unknown} error */
export function showTrouble(error) {
  const words = error instanceof Unreachable ? `${error.message} Try again when the line is back.` : messageOf(error);
  if (dialog("menu").open) {
    byId("menu-wrong").textContent = words;
    return;
  }
  tell(words);
}

/** Tell what the person has to know now. @param {string} words */
export function tell(words) {
  byId("told").hidden = false;
  byId("told").textContent = words;
  say(words);
}

/** The person goes on, and has read it. */
export function putTroubleAway() {
  byId("told").hidden = true;
}

/** Return what an error says. @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
