/**
 * Beside the light: how the night is told to this viewer, where that is not as soon and as whole as it comes.
 */
import { byId, setText } from "../dom.js";
import { delayWords } from "../format.js";

/** @param {Pick<import("../viewer.js").Viewer, "delay" | "sealing">} viewer */
export function drawTelling({ delay, sealing }) {
  const words = [...(delay > 0 ? [`${delayWords(delay)} later`] : []), ...(sealing ? ["winners sealed"] : [])].join(", ");
  setText(byId("telling"), words);
  byId("telling").hidden = words === "";
}
