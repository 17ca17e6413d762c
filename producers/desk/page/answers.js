/**
 * What the server's answers mean for an item of the outbox. Pure.
 *
 * @typedef {import("./outbox.js").Answer} Answer
 */
import { linesOf } from "./forecast.js";

/**
 * Return what an entry's standing at the server means.
 * @param {import("./api.js").Entry} entry
 * @returns {Answer}
 */
export function answerOf(entry) {
  switch (entry.status) {
    case "waiting":
      return { kind: "to-confirm" };
    case "sending":
    case "sent":
      return { kind: "accepted" };
    case "done":
      return { kind: "done", turn: entry.receipt?.sequence ?? 0, lines: entry.receipt ? linesOf(entry.receipt) : [] };
    case "rejected":
      return { kind: "refused", detail: entry.rejection?.detail ?? "It was rejected." };
    case "withdrawn":
      return { kind: "refused", detail: "It was withdrawn before it was sent. Nothing went out." };
    case "failed":
      return { kind: "unreachable", detail: "Kafka did not take it; it is sent again." };
  }
}

/**
 * Return what a refusal means: what can be sent again later is only waiting.
 * @param {{status: number, code: string, message: string, answer: {meanwhile?: import("./api.js").HistoryTurn[], holder?: {name: string}}}} refused
 * @returns {Answer}
 */
export function answerOfRefusal({ status, code, message, answer }) {
  switch (code) {
    case "stale":
      return { kind: "stopped", why: "stale", detail: message, meanwhile: (answer.meanwhile ?? []).map(happened) };
    case "held":
      return { kind: "stopped", why: "held", detail: answer.holder ? `${answer.holder.name} holds the desk.` : message, meanwhile: [] };
    case "confirm":
    case "another-person":
      return { kind: "stopped", why: code, detail: message, meanwhile: [] };
    case "under-way":
      return { kind: "unreachable", detail: message };
    default:
      // Tokens are renewed and servers come back: what was entered waits for them.
      return status === 401 || status === 429 || status >= 500 ? { kind: "unreachable", detail: message } : { kind: "refused", detail: message };
  }
}

/**
 * Return who did what, in a line.
 * @param {import("./api.js").HistoryTurn} turn
 */
export function happened({ by, label }) {
  return `${by}: ${label}`;
}
