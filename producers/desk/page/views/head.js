/**
 * The head: which night, how the line is, who holds the desk, what is in the way.
 *
 * @typedef {object} Head
 * @property {import("../api.js").DeskAnswer | null} session
 * @property {import("../api.js").Night | null} night
 * @property {boolean} open whether the line to the server stands
 * @property {string} browser this window's id
 * @property {number} waiting how much is not out yet
 * @property {number} unconfirmed how much of that waits for a second person
 * @property {number} stopped how much of that its person has to look at
 * @property {boolean} failing whether a sending has failed and is tried again
 * @property {boolean} unanswered whether the worker does not answer what Kafka has
 * @property {number} confirms how much of others' waits for this person
 */
import { byId, h, reconcile } from "../../../../consumers/page/dom.js";
import { mayEnter } from "../state.js";

/** @param {Head} head */
export function drawHead(head) {
  drawNights(head);
  drawLine(head);
  drawHolder(head);
  const rehearsal = head.night?.rehearsal ?? false;
  byId("rehearsal").hidden = !rehearsal;
  document.body.classList.toggle("rehearsing", rehearsal);
  const name = head.session?.nights.find(({ ceremony }) => ceremony === head.night?.ceremony)?.name;
  const count = head.waiting + head.confirms;
  document.title = `${count > 0 ? `(${count}) ` : ""}${name ?? "The desk"} · Sweepcast`;
}

/** @param {Head} head */
function drawNights({ session, night }) {
  const select = /** @type {HTMLSelectElement} */ (byId("nights"));
  const nights = session?.nights ?? [];
  reconcile(
    select,
    nights.map(({ ceremony, name, rehearsal }) => ({
      key: ceremony,
      shows: [name, rehearsal],
      draw: () => h("option", { value: ceremony }, rehearsal ? `${name} (${ceremony})` : name),
    })),
  );
  // Who goes through the nights is not disturbed, unless the one that was shown is gone.
  if (night !== null && (document.activeElement !== select || select.selectedIndex === -1)) select.value = night.ceremony;
}

/**
 * Return how the line is, and in words what the person has to know first.
 * @param {Omit<Head, "night" | "browser">} head
 */
function lineWords({ session, open, waiting, unconfirmed, stopped, failing, unanswered, confirms }) {
  const kafka = session?.kafka.state ?? "connected";
  if (!open) return ["away", waiting > 0 ? `No line: ${waiting} in the outbox` : "No line: what you send waits in the outbox"];
  if (stopped > 0) return ["troubled", `${stopped} stopped`];
  if (kafka !== "connected") return ["troubled", kafka === "away" ? "Kafka is away" : "Kafka is catching up"];
  if (failing) return ["troubled", `${waiting} not out: trying again`];
  if (unanswered) return ["troubled", `${waiting} not out: no answer`];
  if (confirms > 0) return ["asked", `${confirms} ${confirms === 1 ? "waits" : "wait"} for you`];
  if (waiting > 0 && waiting === unconfirmed) return ["open", `${waiting} to be confirmed`];
  return ["open", waiting > 0 ? `${waiting} on the way` : "All is out"];
}

/** @param {Head} head */
function drawLine(head) {
  const { session, open, stopped, confirms } = head;
  const kafka = session?.kafka;
  const [state, words] = lineWords(head);
  byId("look").hidden = stopped + confirms === 0;
  byId("line").dataset.line = state;
  if (byId("line-text").textContent !== words) byId("line-text").textContent = words;
  const detail = open && kafka !== undefined && kafka.state !== "connected" ? kafka.detail : "";
  byId("trouble").hidden = detail === "";
  byId("trouble").textContent = detail;
}

/** @param {Head} head */
function drawHolder({ session, night, browser }) {
  const holder = night?.holder ?? null;
  const mine = holder?.browser === browser;
  const elsewhere = holder !== null && !mine && holder.name === session?.me.name ? " in another window" : "";
  const others = (night?.present ?? []).filter((name) => name !== session?.me.name && name !== holder?.name);
  const who = holder === null ? "Nobody holds the desk" : mine ? "You hold the desk" : `${holder.name} holds the desk${elsewhere}`;
  byId("who").textContent = night === null ? "" : who;
  byId("also").textContent = others.length > 0 ? `also here: ${others.join(", ")}` : "";
  byId("holder").dataset.mine = String(mine);
  byId("holder").dataset.held = String(holder !== null && !mine);
  const does = holder === null ? "Hold it" : mine ? "Let it go" : "Take it over";
  byId("hold").textContent = does;
  // In the menu it stands without who holds the desk beside it.
  byId("menu-hold").textContent = does.replace("it", "the desk");
  for (const id of ["hold", "menu-hold"]) byId(id).hidden = night === null || !mayEnter({ session });
}
