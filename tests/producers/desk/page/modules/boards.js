/** Small boards, and hands at the desk, for the tests of the desk's pure modules. */
import { EMPTY_DESK, choiceKey } from "../../../../../producers/desk/page/desk.js";
import { reduce } from "../../../../../producers/desk/page/reducer.js";

export function nomination(id, title = id.toUpperCase(), status = "nominated") {
  return { id, works: [{ id, title, distributor: null }], people: [], song: null, status };
}

export function category(id, order, nominations, more = {}) {
  return {
    type: "category", id, name: `Best ${id}`, order, competitive: true, medium: "film", award: id, status: "to-come",
    nominations: nominations.map((each) => (typeof each === "string" ? nomination(each) : each)),
    winners: [], recipients: [], decided_at: null, sequence: null, reason: null, earlier: [], ...more,
  };
}

export function boardOf(categories, stage = {}) {
  const decided = categories.filter(({ status }) => status === "decided").length;
  return {
    stage: { type: "stage", status: "open", up_next: null, decided, categories: categories.length, opened_at: null, closed_at: null, ...stage },
    ...Object.fromEntries(categories.map((each) => [`category/${each.id}`, each])),
  };
}

export function deskOf(categories, { stage = {}, turns = [], sequence = 5 } = {}) {
  return reduce(EMPTY_DESK, { type: "board", ceremony: "awards-2017", sequence, board: boardOf(categories, stage), turns });
}

export function turn(sequence, more = {}) {
  return {
    sequence, id: `t${sequence}`, type: "sweepcast.announcement.winner-announced", time: "2017-01-08T20:00:00Z", by: "Bea",
    label: `Turn ${sequence}`, category: null, headlines: [], retracted: [], undoable: true, ...more,
  };
}

export const THREE = [category("picture", 1, ["a", "b", "c"], { status: "up-next" }), category("score", 2, ["a", "b"]), category("song", 3, ["b", "c"])];
export const ON_AIR = { stage: { up_next: "picture" } };

/** Three categories, of which the first is on air. */
export const night = () => deskOf(THREE, ON_AIR);

export const press = (desk, ...commands) => commands.reduce((at, command) => reduce(at, { type: "command", command }), desk);
export const pick = (place, add = false) => ({ do: "pick", place, add });
export const type = (letter) => ({ do: "type", letter });

/** The desk after the server has said what the choice would make. */
export const told = (desk, standing, extraordinary = []) =>
  reduce(desk, { type: "forecast", forecast: { of: choiceKey(desk), standing, lines: [], extraordinary, detail: standing === "refused" ? "no" : "" } });
