/**
 * The panes beside what happened: where it stands, what is in reach, every category. They come after the first picture
 * of the stream.
 */
import { Categories } from "./categories.js";
import { Reach } from "./reach.js";
import { standings } from "./standings.js";

/**
 * Return what draws each of them.
 * @param {() => import("../sweepcast.js").Board} board as the viewer may see it
 * @param {() => import("../format.js").Clock} clock
 * @returns {(() => void)[]}
 */
export function panes(board, clock) {
  const [reach, categories] = [new Reach(), new Categories()];
  return [...standings(board, clock), () => reach.draw(board()), () => categories.draw(board(), clock())];
}
