/**
 * The panes beside what happened: where it stands, what is in reach, every category. They come after the first picture
 * of the stream.
 *
 * @typedef {object} Shown
 * @property {() => import("../sweepcast.js").Board} board as the viewer may see it
 * @property {() => import("../format.js").Clock} clock
 */
import { Categories } from "./categories.js";
import { Reach } from "./reach.js";
import { standings } from "./standings.js";

/**
 * Return what draws each of them.
 * @param {Shown} shown
 * @param {(part: import("../painter.js").Part) => void} again asks for a part to be drawn once more
 * @returns {import("../painter.js").Part[]}
 */
export function panes(shown, again) {
  return [...standings(shown, again), new Reach(shown, again).part, new Categories(shown, again).part];
}
