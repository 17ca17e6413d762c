/**
 * What did not work, told where the person looks: in the menu while it is open, else in a band below the head.
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
  byId("trouble").hidden = false;
  byId("trouble").textContent = words;
  say(words);
}

/** Return what an error says. @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
