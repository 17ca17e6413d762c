/**
 * What can be done with a night besides following it: watch it again, print it, embed it, pass on a link to it; and the
 * button of the dialog that passes on a link to what is open.
 */
import { ceremonyOf, stageOf } from "../board.js";
import { byId, h, reconcile } from "../dom.js";
import { refOfHash } from "../refs.js";
import { linkTo, passOn } from "../share.js";
import { say } from "./spoken.js";

/** So long a button says that it has copied. */
const CONFIRMED_MS = 2500;

/** @param {import("../sweepcast.js").Board} board */
export function drawNightLinks(board) {
  const ceremony = ceremonyOf(board);
  const nav = byId("night-links");
  nav.hidden = ceremony === null;
  const query = ceremony === null ? "" : `?ceremony=${encodeURIComponent(ceremony.id)}`;
  const closed = stageOf(board)?.status === "closed";
  const links = [
    ...(closed ? [{ href: `${query}&again`, words: "Watch the night again" }] : []),
    { href: `summary.html${query}`, words: "Summary to print" },
    { href: `embed-maker.html${query}`, words: "Embed" },
  ];
  reconcile(nav, [
    ...links.map((link) => ({ key: link.words, shows: link, draw: () => h("a", { href: link.href }, link.words) })),
    { key: "share", shows: null, draw: () => h("button", { type: "button", class: "share" }, "Share the night") },
  ]);
}

/**
 * Pass on links when asked for.
 * @param {() => import("../sweepcast.js").Board} board of the night that is shown
 */
export function listenForSharing(board) {
  /** @param {HTMLElement} button @param {string | null} ref @param {string} title */
  const share = async (button, ref, title) => {
    const ceremony = ceremonyOf(board());
    if (ceremony === null) return;
    const link = { title: ref === null ? ceremony.name : title, url: linkTo(location.href, ceremony.id, ref) };
    const { share: by, clipboard } = /** @type {{share?: Navigator["share"], clipboard?: Clipboard}} */ (navigator);
    const how = await passOn(link, { share: by?.bind(navigator), clipboard });
    if (how === "copied") confirm(button);
    if (how === "impossible") offer(button, link.url);
  };
  byId("night-links").addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) share(button, null, "");
  });
  byId("details-share").addEventListener("click", ({ currentTarget }) =>
    share(/** @type {HTMLElement} */ (currentTarget), refOfHash(location.hash), byId("details-title").textContent ?? ""),
  );
}

/** @param {HTMLElement} button */
function confirm(button) {
  const words = button.dataset.words ?? button.textContent ?? "";
  button.dataset.words = words;
  button.textContent = "Link copied";
  say(["The link is copied."]);
  setTimeout(() => {
    button.textContent = words;
  }, CONFIRMED_MS);
}

/** Where neither can be had, as on a page without encryption, the link stands there to be copied by hand.
 * @param {HTMLElement} button @param {string} url
 */
function offer(button, url) {
  const beside = button.parentElement ?? button;
  const present = beside.nextElementSibling;
  const field = present instanceof HTMLInputElement ? present : h("input", { class: "link-to-copy", readonly: true, "aria-label": "The link, to be copied" });
  field.value = url;
  beside.after(field);
  field.focus();
  field.select();
}
