/**
 * What an embed shows, as its address says it, and the markup that puts one on another page. Pure.
 *
 * @typedef {"leaders" | "stream" | "category"} Shown
 *
 * @typedef {object} Embed
 * @property {string | null} ceremony null: the latest night
 * @property {Shown} show
 * @property {string | null} category id, where a category is shown
 * @property {"auto" | "light" | "dark"} theme
 * @property {number} delay seconds that everything is told later, 0 to 600
 * @property {boolean} sealed who won stays hidden until it is asked for
 * @property {string | null} host origin of the page around it, which is told how high the embed is
 */
import { delayOf } from "./viewer.js";

const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
/** Higher than most; with a script the frame becomes as high as what is in it. */
const FRAME_PX = 480;

/**
 * Return what the query of an embed's address asks for; what it cannot mean is as if it were not there.
 * @param {string} search
 * @returns {Embed}
 */
export function embedOf(search) {
  const query = new URLSearchParams(search);
  const [what, category] = /** @type {[string, string?]} */ ((query.get("show") ?? "").split(/:(.*)/su));
  const theme = THEMES.find((each) => each === query.get("theme")) ?? "auto";
  const common = {
    ceremony: query.get("ceremony") || null,
    theme,
    delay: delayOf(query.get("delay")),
    sealed: query.get("sealed") === "true",
    host: originOf(query.get("host")),
  };
  if (what === "category" && category) return { ...common, show: "category", category };
  return { ...common, show: what === "stream" ? "stream" : "leaders", category: null };
}

/**
 * Return what the viewer of an embed wants: its page's delay and seals hold, and so do those that they have set for
 * themselves; of two delays the longer one.
 * @param {Embed} embed
 * @param {import("./viewer.js").Viewer} viewer
 * @returns {import("./viewer.js").Viewer}
 */
export function wishesIn({ delay, sealed }, viewer) {
  return { ...viewer, delay: Math.max(delay, viewer.delay), sealing: sealed || viewer.sealing };
}

/**
 * Return the kinds of values that an embed needs of the board: it is not to load more.
 * @param {Shown} show
 * @param {boolean} sealing then standings are counted here, from the categories that are open
 * @returns {string[]}
 */
export function kindsFor(show, sealing) {
  const needed = { leaders: sealing ? ["standing", "category"] : ["standing"], category: ["category"], stream: ["category", "milestone"] };
  return ["ceremony", "stage", ...needed[show]];
}

/**
 * Return the link to the whole night, which lets in whom the embed lets in.
 * @param {string} ceremony
 * @param {string | null} token
 */
export function nightLink(ceremony, token) {
  return `./?ceremony=${encodeURIComponent(ceremony)}${token === null ? "" : hashOf(token)}`;
}

/** The token stands behind `#`, which no server sees. @param {string} token */
function hashOf(token) {
  return `#token=${encodeURIComponent(token)}`;
}

/**
 * Return the address of an embed.
 * @param {string} page address of the page beside which `embed.html` lies
 * @param {Embed} embed
 * @param {string | null} [token] with which its viewers are let in, where the gateway asks for one
 */
export function addressOf(page, embed, token = null) {
  const address = new URL("embed.html", page);
  address.hash = token === null ? "" : hashOf(token);
  for (const [name, value] of Object.entries(optionsOf(embed))) address.searchParams.set(name, value);
  return address.href;
}

/**
 * Return the markup of an embed as a frame of a fixed height.
 * @param {string} page
 * @param {Embed} embed
 * @param {string} title says to screen readers what is in it
 * @param {string | null} [token]
 */
export function frameMarkup(page, embed, title, token = null) {
  const attributes = { src: addressOf(page, embed, token), title, width: "100%", height: String(FRAME_PX), loading: "lazy" };
  return `<iframe${written(attributes)} style="border: 0"></iframe>`;
}

/**
 * Return the markup of an embed as a script, which makes the frame and keeps it as high as what is in it.
 * @param {string} page
 * @param {Embed} embed
 * @param {string} title
 * @param {string | null} [token]
 */
export function scriptMarkup(page, embed, title, token = null) {
  const options = Object.entries({ ...optionsOf(embed), title, ...(token === null ? {} : { token }) }).map(([name, value]) => [`data-${name}`, value]);
  return `<script${written({ src: new URL("embed-loader.js", page).href, ...Object.fromEntries(options) })} async></script>`;
}

/** @param {Embed} embed @returns {Record<string, string>} */
function optionsOf({ ceremony, show, category, theme, delay, sealed }) {
  return {
    ...(ceremony === null ? {} : { ceremony }),
    show: category === null ? show : `category:${category}`,
    ...(theme === "auto" ? {} : { theme }),
    ...(delay === 0 ? {} : { delay: String(delay) }),
    ...(sealed ? { sealed: "true" } : {}),
  };
}

/** @param {Record<string, string>} attributes */
function written(attributes) {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join("");
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** @param {string | null} host @returns {string | null} */
function originOf(host) {
  try {
    const { origin, protocol } = new URL(host ?? "");
    return origin === host && /^https?:$/u.test(protocol) ? origin : null;
  } catch {
    return null;
  }
}
