/**
 * The two layouts: side by side where there is room, one section at a time with tabs where there is not. Sections are
 * tab panels only in the second, and each of them keeps its place while another is shown.
 */
import { tabs } from "./tabs.js";

/** The same condition is in styles/frame.css. */
const SIDE_BY_SIDE = "(min-width: 68rem) and (min-height: 34rem)";

/** So much of an item tells what it is about: its time, its category and a name. */
const READABLE_PX = 96;

export class Layout {
  /** The section whose tab is chosen. */
  #chosen = "";
  /** How sections that are not shown get back to where they were. @type {Map<string, () => void>} */
  #back = new Map();
  /** How sections remember where they are, other than by pixels. @type {Map<string, () => () => void>} */
  #leave = new Map();

  /**
   * @param {HTMLElement} list the tablist of the sections
   * @param {(query: string) => MediaQueryList} match
   */
  constructor(list, match) {
    this.query = match(SIDE_BY_SIDE);
    this.list = list;
    this.buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
    tabs(list, (section, show) => this.#choose(section, show));
    this.query.addEventListener("change", () => this.#settle());
    this.#settle();
  }

  /** Return whether a section is shown, whether or not it is scrolled out of sight. @param {Element} section */
  isShown(section) {
    return this.query.matches || section.id === this.#chosen;
  }

  /**
   * Let a section remember its place by itself.
   * @param {Element} section
   * @param {() => () => void} leave called before another is shown in its place; returns how to get back, called when
   *   it is shown again
   */
  keepPlace(section, leave) {
    this.#leave.set(section.id, leave);
  }

  /** @param {string} section whose tab is chosen @param {() => void} show */
  #choose(section, show) {
    const former = this.#chosen;
    this.#chosen = section;
    if (former !== "" && former !== section) this.#back.set(former, (this.#leave.get(former) ?? pixels)());
    show();
    if (former === "") return;
    // The tab of what is shown already leads to its beginning.
    const back = former === section ? null : this.#back.get(section);
    if (back) back();
    else window.scrollTo({ top: 0 });
  }

  /** Return the element that scrolls what happened.
   * @param {Element} pane
   * @returns {Element}
   */
  scrollerOf(pane) {
    return this.query.matches ? pane : (document.scrollingElement ?? document.documentElement);
  }

  /**
   * Return whether an element begins in sight of one who looks at its section, and so much of it that it can be read.
   * @param {Element} element
   * @param {Element} pane the section
   */
  isInSight(element, pane) {
    const { top } = element.getBoundingClientRect();
    const { bottom } = this.scrollerOf(pane).getBoundingClientRect();
    return top >= this.edgeOf(pane) && top + READABLE_PX <= Math.min(window.innerHeight, bottom);
  }

  /**
   * Return how far down the screen begins what is seen of a section, in pixels.
   * @param {Element} pane the section
   */
  edgeOf(pane) {
    // The tabs stay at the top of the screen; side by side there are none, and they have no height.
    return Math.max(0, this.scrollerOf(pane).getBoundingClientRect().top, this.list.getBoundingClientRect().bottom);
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

/** Remember how far the page is scrolled; return how to get back there. */
function pixels() {
  const { scrollY } = window;
  return () => window.scrollTo({ top: scrollY });
}
