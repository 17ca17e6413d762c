/**
 * Links to the other ceremonies that the gateway knows.
 */
import { byId, h, reconcile } from "../dom.js";

/**
 * @param {readonly import("../gateway.js").CeremonyEntry[]} list
 * @param {string | null} followed
 */
export function drawOthers(list, followed) {
  const others = list.filter(({ id }) => id !== followed);
  const nav = byId("others");
  nav.hidden = others.length === 0;
  reconcile(
    nav,
    others.map(({ id, name }) => ({
      key: id,
      shows: [id, name ?? null],
      draw: () => h("a", { href: `?ceremony=${encodeURIComponent(id)}` }, name ?? id),
    })),
  );
}
