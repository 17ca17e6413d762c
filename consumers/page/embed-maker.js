/**
 * The page that makes an embed: choose, look at it, copy its markup.
 */
import { boardOf } from "./boards.js";
import { categoriesOf } from "./board.js";
import { byId, h } from "./dom.js";
import { addressOf, embedOf, frameMarkup, scriptMarkup } from "./embedding.js";
import { ceremonies } from "./gateway.js";
import { typeset } from "./naming.js";
import { passOn } from "./share.js";

const select = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (byId(id));
const get = fetch.bind(window);

/** Return what is chosen. */
function chosen() {
  const query = new URLSearchParams(["ceremony", "show", "theme"].map((name) => [name, select(name).value]));
  return embedOf(query.toString());
}

/** Show the markup, and the embed itself, of what is chosen. */
function show() {
  const embed = chosen();
  const [night, what] = ["ceremony", "show"].map((id) => select(id).selectedOptions[0]?.textContent ?? "");
  const title = `${night}: ${what}`;
  /** @type {HTMLTextAreaElement} */ (byId("script")).value = scriptMarkup(location.href, embed, title);
  /** @type {HTMLTextAreaElement} */ (byId("frame")).value = frameMarkup(location.href, embed, title);
  const address = addressOf(location.href, { ...embed, host: null });
  const preview = /** @type {HTMLIFrameElement} */ (byId("preview"));
  if (preview.src !== address) preview.src = address;
}

/** Offer the categories of the night that is chosen. */
async function offerCategories() {
  const { board } = await boardOf(get, select("ceremony").value);
  const wanted = select("show").value;
  const group = h("optgroup", { label: "One category" }, ...categoriesOf(board).map(({ id, name }) => h("option", { value: `category:${id}` }, typeset(name))));
  select("show").querySelector("optgroup")?.remove();
  select("show").append(group);
  select("show").value = wanted;
  if (select("show").value !== wanted) select("show").value = "leaders";
}

/** @param {string} sentence */
function say(sentence) {
  byId("said").textContent = sentence;
}

/** @param {string} id of the text to copy */
async function copy(id) {
  const text = /** @type {HTMLTextAreaElement} */ (byId(id));
  const { clipboard } = /** @type {{clipboard?: Clipboard}} */ (navigator);
  const how = await passOn({ title: "", url: text.value }, { clipboard });
  if (how === "copied") say("Copied.");
  else {
    text.focus();
    text.select();
    say("This browser does not let pages copy: the text is selected, copy it by hand.");
  }
}

async function start() {
  const list = await ceremonies(get);
  if (list.length === 0) {
    say("There is no ceremony yet. Come back once a programme has been published.");
    return;
  }
  select("ceremony").append(...list.map(({ id, name }) => h("option", { value: id }, name ?? id)));
  const wanted = new URLSearchParams(location.search).get("ceremony");
  if (list.some(({ id }) => id === wanted)) select("ceremony").value = wanted ?? "";
  byId("to-night").setAttribute("href", `./?ceremony=${encodeURIComponent(select("ceremony").value)}`);
  await offerCategories();
  show();
  for (const id of ["show", "theme"]) select(id).addEventListener("change", show);
  select("ceremony").addEventListener("change", () => offerCategories().catch(fail).then(show));
  byId("choices").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => copy(button.getAttribute("data-copy") ?? ""));
  }
}

/** @param {unknown} error */
function fail(error) {
  say(`The nights cannot be read: ${error instanceof Error ? error.message : error}. Load this page again in a moment.`);
}

start().catch(fail);
