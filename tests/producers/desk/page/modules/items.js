/** Items of an outbox for the tests of the desk's pure modules; all of them of the window "one". */
import { withEntered } from "../../../../../producers/desk/page/outbox.js";

export const NIGHT = "awards-2017";

export function entered(id, more = {}) {
  const announced = { type: "sweepcast.announcement.winner-announced", data: { category: id } };
  return { id, window: "one", by: "Ann", ceremony: NIGHT, category: id, basedOn: 5, announced, enteredAt: "2017-01-08T20:00:00Z", words: id, confirmed: false, ...more };
}

export const filled = (...items) => items.reduce(withEntered, []);
export const done = (turn) => ({ kind: "done", turn, lines: [] });
export const standings = (outbox) => outbox.map(({ standing }) => standing);
export const item = (outbox, id) => outbox.find((each) => each.id === id);
