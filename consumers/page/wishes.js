/**
 * What a viewer does on the page, and what becomes of it: names that are opened, pins, seals, filters, news. All of it
 * is heard from the first moment on; what is not loaded yet answers when it is.
 *
 * @typedef {object} Around
 * @property {import("./store.js").Store} store
 * @property {import("./happenings.js").Happenings} happenings
 * @property {import("./painter.js").Painter} painter
 * @property {Promise<import("./views/dialog.js").Details>} details
 * @property {Promise<import("./company.js").Company>} company
 * @property {() => void} hurry load now what is not loaded yet
 */
import { byId } from "./dom.js";
import { outcomeKey, outcomeKeys } from "./seals.js";
import { followed, pinned, revealed } from "./viewer.js";
import { listenToTools } from "./views/stream_tools.js";

/** Listen to the viewer. @param {Around} around */
export function listenToWishes(around) {
  const { store, happenings, painter, company } = around;
  document.addEventListener("click", ({ target }) => clicked(around, target));
  byId("to-settings").addEventListener("click", () => {
    around.hurry();
    company.then(({ settings }) => settings.open());
  });
  listenToTools({
    shown: (shown) => want(store, { ...store.state.viewer, shown }),
    follow: (work) => want(store, followed(store.state.viewer, work)),
  });
  byId("reveal-all").addEventListener("click", () => {
    reveal(around, outcomeKeys(store.state.night.board));
    happenings.focus();
  });
  byId("earlier").addEventListener("click", () => {
    happenings.whole = true;
    painter.changed();
    happenings.focus();
  });
  byId("news").addEventListener("click", () => happenings.goToNews());
}

/** @param {Around} around @param {EventTarget | null} target */
function clicked(around, target) {
  const said = (/** @type {string} */ name) =>
    target instanceof Element ? (target.closest(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? null) : null;
  const [ref, pin, key] = [said("open"), said("pin"), said("reveal")];
  const { store, happenings, details } = around;
  const { night, viewer } = store.state;
  if (ref) details.then((dialog) => dialog.open(ref, store.shown, happenings.clock));
  if (pin && night.ceremony) want(store, pinned(viewer, night.ceremony, pin));
  if (key) reveal(around, [key]);
}

/** @param {Around} around @param {readonly string[]} keys of outcomes */
function reveal({ store, company }, keys) {
  const { night, viewer } = store.state;
  if (night.ceremony === null) return;
  want(store, revealed(viewer, night.ceremony, keys));
  const [only, ...others] = Object.values(night.board).filter((value) => value.type === "category" && keys.includes(outcomeKey(value)));
  if (only?.type === "category" && others.length === 0) company.then((each) => each.sayOutcome(only));
}

/** @param {import("./store.js").Store} store @param {import("./viewer.js").Viewer} viewer */
function want(store, viewer) {
  store.dispatch({ type: "viewer", viewer });
}
