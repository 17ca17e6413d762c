/**
 * An embed as it is drawn: its heading, and a list of leaders, of nominees, or of what happened.
 *
 * @typedef {import("../dom.js").Entry} Entry
 * @typedef {import("../sweepcast.js").Board} Board
 * @typedef {import("../format.js").Clock} Clock
 */
import { categoryOf, standingsOf } from "../board.js";
import { byId, h, reconcile, setText } from "../dom.js";
import { emptyWords, headingOf, toldOf } from "../embedded.js";
import { counted } from "../format.js";
import { named, phrase } from "../naming.js";
import { sealOf, sealsIn } from "../seals.js";
import { dots, fatesOf, numbersInWords } from "./dots.js";
import { revealer } from "./seal.js";

/** So many are shown: an embed is a glance. */
const LEADERS = 6;

/**
 * @param {Board} board of a night that is known
 * @param {import("../embedding.js").Embed} embed
 * @param {Clock} clock
 */
export function drawEmbed(board, embed, clock) {
  const { title, about } = headingOf(board, embed, clock);
  const entries = entriesOf(board, embed, clock);
  const seals = embed.show === "leaders" ? sealsIn(board) : 0;
  setText(byId("title"), title);
  setText(byId("about"), about);
  reconcile(byId("list"), entries);
  byId("empty").hidden = entries.length > 0;
  setText(byId("empty"), emptyWords(board, embed));
  byId("reveal-all").hidden = seals === 0;
  setText(byId("reveal-all"), `${counted(seals, "result")} sealed, tap to reveal`);
}

/** @param {Board} board @param {import("../embedding.js").Embed} embed @param {Clock} clock @returns {Entry[]} */
function entriesOf(board, { show, category: id }, clock) {
  if (show === "leaders") return leaders(board);
  if (show === "stream") return stream(board, clock);
  const category = id === null ? null : categoryOf(board, id);
  return category === null ? [] : nominees(category);
}

/** @param {Board} board @returns {Entry[]} */
function leaders(board) {
  return standingsOf(board, "work")
    .slice(0, LEADERS)
    .map((each) => ({
      key: each.id,
      shows: each,
      draw: () =>
        h(
          "li",
          { class: each.wins > 0 ? "leader has-won" : "leader" },
          h("div", {}, h("p", { class: "lead" }, h("bdi", {}, each.name)), h("p", { class: "fates" }, dots(fatesOf(each)), h("span", {}, numbersInWords(each)))),
          h("span", { class: "wins", "aria-hidden": "true" }, String(each.wins)),
        ),
    }));
}

/** @param {import("../sweepcast.js").CategoryState} category @returns {Entry[]} */
function nominees(category) {
  const { nominations, recipients, name } = category;
  const seal = sealOf(category);
  const sealed = seal === null ? [] : [{ key: `seal/${seal.key}`, shows: seal.key, draw: () => h("li", {}, revealer(seal.key, name, seal.place > 0)) }];
  const nominated = nominations.map((each) => ({ key: each.id, words: phrase([named(each)]), status: each.status }));
  const honoured = recipients.map(({ id, name: words }) => ({ key: `recipient/${id}`, words, status: "won" }));
  return [...sealed, ...[...nominated, ...honoured].map((each) => ({ key: each.key, shows: each, draw: () => nominee(each) }))];
}

/** @param {{words: string, status: string}} nominee */
function nominee({ words, status }) {
  return h(
    "li",
    { class: `nominee ${status}` },
    h("bdi", { class: "lead" }, status === "withdrawn" ? h("s", {}, words) : words),
    status === "won" && h("span", { class: "fate" }, "Won"),
  );
}

/** @param {Board} board @param {Clock} clock @returns {Entry[]} */
function stream(board, clock) {
  return toldOf(board).map((each) => ({ key: each.key, shows: [each, clock.zone], draw: () => item(each, clock) }));
}

/** @param {import("../embedded.js").Item} item @param {Clock} clock */
function item({ time, label, words, mark, seal }, clock) {
  return h(
    "li",
    { class: label === "" ? "item milestone" : "item" },
    h("time", { datetime: time }, clock.at(time)),
    h(
      "div",
      {},
      label !== "" && h("p", { class: "label" }, label),
      seal === null ? h("p", { class: "lead" }, words) : h("p", {}, revealer(seal.key, label, seal.place > 0)),
      mark !== "" && h("p", { class: "mark" }, mark),
    ),
  );
}
