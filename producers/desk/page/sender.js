/**
 * Sends the outbox: in order, one at a time for each ceremony, at once when the line is there, and again and again until
 * there is an answer when it is not.
 */
import { answerOf, answerOfRefusal } from "./answers.js";
import { Refused } from "./api.js";
import { answered, ceremoniesToSend, nextToSend, sending } from "./outbox.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4000;
/** The desk's server answers with a receipt, unless it has waited for one in vain. */
const NO_RECEIPT = "Kafka has it, and the worker does not answer: it goes out when that one does.";

/**
 * @typedef {object} SenderParts
 * @property {import("./api.js").Api} api
 * @property {string} browser in whose name it is sent
 * @property {string} window
 * @property {() => import("./outbox.js").Outbox} read
 * @property {(outbox: import("./outbox.js").Outbox) => void} write
 * @property {(ceremony: string, turn: number) => Promise<void>} seen waits until a turn is on the board
 * @property {(refused: Refused) => void} onRefused
 * @property {(item: import("./outbox.js").Item, answer: import("./outbox.js").Answer) => void} onAnswer
 */

export class Sender {
  #pause = FIRST_PAUSE_MS;
  #timer = 0;

  /** @param {SenderParts} parts */
  constructor(parts) {
    this.parts = parts;
  }

  /** Send what waits, now. */
  send() {
    clearTimeout(this.#timer);
    const { read, write, window } = this.parts;
    for (const ceremony of ceremoniesToSend(read(), window)) {
      const item = nextToSend(read(), ceremony, window);
      if (item === null) continue;
      write(sending(read(), item.id));
      this.#carry(item);
    }
  }

  /** @param {import("./outbox.js").Item} item */
  async #carry(item) {
    const { id, ceremony, basedOn, announced, confirmed, by } = item;
    const { api, browser, read, write, seen, onRefused, onAnswer } = this.parts;
    /** @type {import("./outbox.js").Answer} */
    let answer;
    try {
      answer = answerOf(await api.enter(ceremony, { id, based_on: basedOn, ...announced, confirmed, browser, by }));
      if (answer.kind === "accepted") answer = { ...answer, detail: NO_RECEIPT };
    } catch (error) {
      if (error instanceof Refused) onRefused(error);
      answer = error instanceof Refused ? answerOfRefusal(error) : { kind: "unreachable", detail: messageOf(error) };
    }
    // What is called out is on the board as well, and so is the base of whatever is entered from then on.
    if (answer.kind === "done") await seen(ceremony, answer.turn);
    write(answered(read(), id, answer));
    onAnswer(item, answer);
    if (answer.kind === "unreachable") {
      this.#timer = window.setTimeout(() => this.send(), this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
      return;
    }
    this.#pause = FIRST_PAUSE_MS;
    this.send();
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
