/**
 * What Enter does at the desk, and the words on the large button that does the same. Pure.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./desk.js").Choice} Choice
 *
 * @typedef {{do: "send", choice: Choice} | {do: "ask"} | {do: "wait"} | {do: "advance", choice: Choice} | {do: "return", category: string}
 *   | {do: "nothing"}} Step
 * @typedef {{step: Step, label: string, tone: "plain" | "send" | "ask"}} Primary what Enter does now, and its name
 */
import { categoriesOf, stageOf } from "../../../consumers/page/board.js";
import { typeset } from "../../../consumers/page/naming.js";
import { atDesk, choiceKey, choiceOf, nextAfter, onAir, same, simple, stepOf } from "./desk.js";
import { announcedOf, shortly } from "./said.js";

/**
 * Return what Enter does now.
 * @param {Desk} desk
 * @returns {Primary}
 */
export function primaryOf(desk) {
  const choice = choiceOf(desk);
  if (choice !== null && announcedOf(choice, desk.board) !== null) return primaryOfChoice(desk, choice);
  const stage = stageOf(desk.board);
  if (stage === null) return idle("No ceremony at the desk");
  if (stage.status === "closed") return idle("The night is over");
  if (stage.status === "published") {
    if (desk.steps.includes(stepOf("ceremony-opened", null))) return idle("The opening is in the outbox");
    return plain({ do: "send", choice: simple("open", null) }, "Open the ceremony");
  }
  return primaryOfCategory(desk);
}

/** @param {Desk} desk @param {Choice} choice @returns {Primary} */
function primaryOfChoice(desk, choice) {
  const words = shortly(choice, desk.board);
  const forecast = desk.forecast?.of === choiceKey(desk) ? desk.forecast : null;
  if (choice.intent === "close" && forecast?.standing === "known" && !desk.armed) {
    return { step: { do: "ask" }, label: "Close the ceremony", tone: "ask" };
  }
  if (forecast === null || forecast.standing === "asked") return { step: { do: "wait" }, label: `Send: ${words}`, tone: "send" };
  if (forecast.standing === "refused") return idle(forecast.detail);
  if (isAsItWas(desk, choice)) return idle("This is what was said already");
  if (desk.armed) return { step: { do: "send", choice }, label: `Yes, send: ${words}`, tone: "ask" };
  const asks = desk.upset || forecast.standing === "unknown" || forecast.extraordinary.length > 0;
  return asks ? { step: { do: "ask" }, label: `Send: ${words}`, tone: "ask" } : { step: { do: "send", choice }, label: `Send: ${words}`, tone: "send" };
}

/** @param {Desk} desk @param {Choice} choice */
function isAsItWas(desk, { intent, nominations, recipients }) {
  const category = atDesk(desk);
  if (category?.status !== "decided" || (intent !== "outcome" && intent !== "no-award")) return false;
  return same([...category.winners].sort(), [...nominations].sort()) && same(category.recipients.map(({ id }) => id), recipients.map(({ id }) => id));
}

/** @param {Desk} desk @returns {Primary} */
function primaryOfCategory(desk) {
  const category = atDesk(desk);
  const open = onAir(desk);
  // Who has just put a category off goes on; who comes back to it calls it up.
  const next = nextAfter(desk);
  const more = open !== null || (next !== null && next.status !== "postponed");
  const putOff = category?.status === "postponed" && !desk.sought && more;
  const settled = category === null || category.status === "decided" || putOff || desk.underWay.includes(category.id);
  // Whoever presses Enter once more, while the line is slow, has not said it twice.
  if (!settled && (category.status === "up-next" || desk.steps.includes(stepOf("category-up-next", category.id)))) {
    return idle(category.nominations.length > 0 ? "Choose who won" : "Enter who is honoured");
  }
  if (!settled) return plain({ do: "send", choice: simple("up-next", category.id) }, `Up next: ${typeset(category.name)}`);
  if (open !== null) return plain({ do: "return", category: open.id }, `Back to ${typeset(open.name)}`);
  if (next !== null) return plain({ do: "advance", choice: simple("up-next", next.id) }, `On to ${typeset(next.name)}`);
  const waiting = categoriesOf(desk.board).some(({ status }) => status !== "decided");
  if (desk.steps.includes(stepOf("ceremony-closed", null))) return idle("The end is in the outbox");
  return waiting ? idle("Everything else is in the outbox") : plain({ do: "advance", choice: simple("close", null) }, "Close the ceremony");
}

/** @param {string} label @returns {Primary} */
function idle(label) {
  return { step: { do: "nothing" }, label, tone: "plain" };
}

/** @param {Step} step @param {string} label @returns {Primary} */
function plain(step, label) {
  return { step, label, tone: "plain" };
}
