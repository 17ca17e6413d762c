/**
 * From what is chosen to an entry in the outbox: what Enter does, with the question before the extraordinary.
 *
 * @typedef {object} EnteringParts
 * @property {import("./state.js").State} state
 * @property {import("./outgoing.js").Outgoing} outgoing
 * @property {(choice: import("./said.js").Choice) => void} onEntered
 */
import { choiceKey } from "./desk.js";
import { primaryOf } from "./enter_key.js";
import { newId } from "./ids.js";
import { announcedOf, inWords } from "./said.js";
import { mayEnter } from "./state.js";
import { say } from "./voice.js";

/** An Enter that comes so soon after the question was not an answer to it. */
const TOO_SOON_MS = 250;

export class Entering {
  #surprisedAt = -TOO_SOON_MS;

  /** @param {EnteringParts} parts */
  constructor({ state, outgoing, onEntered }) {
    this.state = state;
    this.outgoing = outgoing;
    this.onEntered = onEntered;
  }

  /** Something was asked or changed that the person cannot have seen before a key that is on its way already. */
  surprise() {
    this.#surprisedAt = performance.now();
  }

  /** Return whether an Enter that comes now was on its way before what it would answer was seen. */
  tooSoon() {
    return performance.now() - this.#surprisedAt < TOO_SOON_MS;
  }

  /** Do what Enter does. */
  go() {
    if (!mayEnter(this.state.now)) return say("You may look, and not enter.");
    const { desk } = this.state.now;
    const { step, label } = primaryOf(desk);
    switch (step.do) {
      case "send":
        return this.#enter(step.choice);
      case "ask":
        if (desk.hurried) this.surprise();
        this.state.change({ type: "armed" });
        return say(`${label}. ${desk.forecast?.extraordinary.join(". ") ?? ""} Press Enter once more to send this.`);
      case "wait":
        return this.state.change({ type: "hurried" });
      case "advance":
        if (step.choice.intent === "close") return this.state.change({ type: "intend", choice: step.choice });
        return this.#enter(step.choice);
      case "return":
        return this.state.change({ type: "category", category: step.category });
      case "nothing":
        return say(label);
    }
  }

  /** The server has said what the choice would do. @param {import("./desk.js").Forecast} forecast */
  forecast(forecast) {
    const { desk } = this.state.now;
    if (forecast.of !== choiceKey(desk)) return;
    this.state.change({ type: "forecast", forecast });
    if (forecast.standing === "asked") return;
    if (desk.hurried && forecast.standing !== "refused") return this.go();
    const loud = forecast.lines.filter(({ tone }) => tone === "major" || tone === "ended").map(({ text }) => text);
    say([...loud, forecast.standing === "known" ? "" : forecast.detail].filter((line) => line !== "").join(". "));
  }

  /** Put into the outbox what is chosen, and send it. @param {import("./said.js").Choice} choice */
  #enter(choice) {
    const { ceremony, sequence, board, armed, forecast } = this.state.now.desk;
    const announced = announcedOf(choice, board);
    if (ceremony === null || announced === null) return;
    this.outgoing.enter({
      id: newId(crypto),
      ceremony,
      category: choice.category,
      basedOn: sequence,
      announced,
      enteredAt: new Date().toISOString(),
      words: inWords(choice, board),
      confirmed: armed || (choice.intent === "outcome" && (forecast?.deliberate ?? false)),
    });
    if (choice.category !== null && choice.intent === "up-next") this.state.change({ type: "category", category: choice.category });
    this.state.change({ type: "sent" });
    this.onEntered(choice);
  }
}
