/**
 * The two layouts: side by side where there is room, one section at a time with tabs where there is not. Sections are
 * tab panels only in the second.
 */
import { tabs } from "./tabs.js";

/** The same condition is in styles/frame.css. */
const SIDE_BY_SIDE = "(min-width: 68rem) and (min-height: 34rem)";

export class Layout {
  /**
   * @param {HTMLElement} list the tablist of the sections
   * @param {(query: string) => MediaQueryList} match
   */
  constructor(list, match) {
    this.query = match(SIDE_BY_SIDE);
    this.buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
    tabs(list, () => window.scrollTo({ top: 0 }));
    this.query.addEventListener("change", () => this.#settle());
    this.#settle();
  }

  /** Return the element that scrolls what happened.
   * @param {Element} pane
   * @returns {Element}
   */
  scrollerOf(pane) {
    return this.query.matches ? pane : (document.scrollingElement ?? document.documentElement);
  }

  #settle() {
    for (const button of this.buttons) {
      const pane = document.getElementById(button.getAttribute("aria-controls") ?? "");
      if (pane === null) continue;
      if (this.query.matches) {
        pane.removeAttribute("role");
        pane.setAttribute("aria-labelledby", `${pane.id}-title`);
        // A pane that scrolls by itself has to be reachable, or the keyboard cannot scroll it.
        pane.tabIndex = 0;
      } else {
        pane.setAttribute("role", "tabpanel");
        pane.setAttribute("aria-labelledby", button.id);
        pane.removeAttribute("tabindex");
      }
    }
  }
}
