/**
 * Asks what the choice would make as soon as there is one. The answer to an older choice is dropped by the reducer.
 */
import { Refused } from "./api.js";
import { choiceKey, choiceOf } from "./desk.js";
import { byWeight, linesOf, standingsOf } from "./forecast.js";
import { announcedOf } from "./said.js";

export class Forecaster {
  /**
   * @param {import("./api.js").Api} api
   * @param {() => import("./desk.js").Desk} read
   * @param {(forecast: import("./desk.js").Forecast) => void} tell
   */
  constructor(api, read, tell) {
    this.api = api;
    this.read = read;
    this.tell = tell;
  }

  /** Ask, if the choice has no forecast yet. */
  async look() {
    const desk = this.read();
    const of = choiceKey(desk);
    const choice = choiceOf(desk);
    if (choice === null || desk.ceremony === null || desk.forecast?.of === of) return;
    const announced = announcedOf(choice, desk.board);
    if (announced === null) return;
    const nothing = { of, lines: [], extraordinary: [], deliberate: false, detail: "" };
    this.tell({ ...nothing, standing: "asked" });
    try {
      this.tell(forecastOf(of, await this.api.draft(desk.ceremony, announced), desk.board));
    } catch (error) {
      const known = error instanceof Refused && error.status < 500 && error.status !== 401;
      const detail = error instanceof Error ? error.message : String(error);
      this.tell({ ...nothing, standing: known ? "refused" : "unknown", detail });
    }
  }
}

/**
 * Return what the server's dry fold says.
 * @param {string} of
 * @param {import("./api.js").Draft} draft
 * @param {import("../../../consumers/page/sweepcast.js").Board} board
 * @returns {import("./desk.js").Forecast}
 */
export function forecastOf(of, { would, refused, weight, needs }, board) {
  if (would === null) {
    return { of, standing: "refused", lines: [], extraordinary: [], deliberate: false, detail: refused?.detail ?? "The rules would refuse it." };
  }
  const major = weight === "extraordinary" ? would.headlines.filter((each) => each.weight === "major") : [];
  // Whoever chooses two winners has pressed a second key already.
  const deliberate = major.length > 0 && major.every(({ kind }) => kind === "tie");
  const extraordinary = deliberate ? [] : major.map(({ text }) => text);
  const secondPerson = needs === "second-person" ? "A second person has to confirm it." : "";
  // Extraordinary without a headline of its own weight is still extraordinary.
  const why = weight === "extraordinary" && major.length === 0 ? ["This is extraordinary"] : extraordinary;
  const lines = byWeight([...linesOf(would), ...standingsOf(would.updates, board)]);
  return { of, standing: "known", lines, extraordinary: why, deliberate, detail: secondPerson };
}
