/**
 * The page that makes an embed: choose, look at it, copy its markup.
 */
import { boardOf } from "./boards.js";
import { categoriesOf } from "./board.js";
import { byId, h } from "./dom.js";
import { addressOf, embedOf, frameMarkup, scriptMarkup } from "./embedding.js";
import { ceremonies, TokenRefused } from "./gateway.js";
import { typeset } from "./naming.js";
import { passOn } from "./share.js";
import { authorized, takeToken } from "./token.js";

const CHOICES = ["ceremony", "show", "theme", "delay", "sealed"];

const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
const select = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (byId(id));
const get = authorized(fetch.bind(window), takeToken(window));

/** Return what is chosen. */
function chosen() {
  const query = new URLSearchParams(CHOICES.map((name) => [name, field(name).value]));
  return embedOf(query.toString());
}

/** Show the markup, and the embed itself, of what is chosen. */
function show() {
  const embed = chosen();
  const token = field("token").value.trim() || null;
  const [night, what] = ["ceremony", "show"].map((id) => select(id).selectedOptions[0]?.textContent ?? "");
  const title = `${night}: ${what}`;
  /** @type {HTMLTextAreaElement} */ (byId("script")).value = scriptMarkup(location.href, embed, title, token);
  /** @type {HTMLTextAreaElement} */ (byId("frame")).value = frameMarkup(location.href, embed, title, token);
  const address = addressOf(location.href, { ...embed, host: null }, token);
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
  for (const id of ["show", "theme", "delay", "sealed", "token"]) field(id).addEventListener("change", show);
  select("ceremony").addEventListener("change", () => offerCategories().catch(fail).then(show));
  byId("choices").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => copy(button.getAttribute("data-copy") ?? ""));
  }
}

/** @param {unknown} error */
function fail(error) {
  if (error instanceof TokenRefused) say(`${error.message}.`);
  else say(`The nights cannot be read: ${error instanceof Error ? error.message : error}. Load this page again in a moment.`);
}

start().catch(fail);
