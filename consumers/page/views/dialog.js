/**
 * The one dialog of the page: details of a work, person or distributor, or why a milestone holds. What is open follows
 * the night as it changes. Escape, its button and a click beside it close it; focus goes back to where it came from.
 */
import { byId, reconcile, h } from "../dom.js";
import { detailsOf } from "./details.js";
import { drawnEvidence, milestoneOfRef } from "./evidence.js";

export class Details {
  /** @type {string | null} */
  #ref = null;
  #dialog = /** @type {HTMLDialogElement} */ (byId("details"));
  /** @type {Element | null} */
  #opener = null;

  constructor() {
    byId("details-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
    this.#dialog.addEventListener("close", () => this.#closed());
  }

  /**
   * @param {string} ref
   * @param {import("../night.js").Night} night
   * @param {import("../format.js").Clock} clock
   */
  open(ref, night, clock) {
    if (!this.#dialog.open) this.#opener = document.activeElement;
    this.#ref = ref;
    this.draw(night, clock);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    byId("details-title").focus();
  }

  /**
   * Draw what is open as it is now.
   * @param {import("../night.js").Night} night
   * @param {import("../format.js").Clock} clock
   */
  draw(night, clock) {
    if (this.#ref === null) return;
    const shown = contentOf(this.#ref, night, clock);
    const title = byId("details-title");
    if (title.textContent !== shown.title) title.textContent = shown.title;
    const body = h("div", {}, ...shown.content);
    reconcile(byId("details-body"), [{ key: this.#ref, shows: body.outerHTML, draw: () => body }]);
  }

  #closed() {
    const ref = this.#ref;
    this.#ref = null;
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) {
      this.#opener.focus({ preventScroll: true });
      return;
    }
    const heir = [...document.querySelectorAll("main [data-open]")].find((each) => each.getAttribute("data-open") === ref);
    if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
  }
}

/**
 * @param {string} ref
 * @param {import("../night.js").Night} night
 * @param {import("../format.js").Clock} clock
 * @returns {{title: string, content: HTMLElement[]}}
 */
function contentOf(ref, night, clock) {
  if (ref.startsWith("milestone/")) {
    const found = milestoneOfRef(night, ref);
    if (found !== null) return { title: found.milestone.headline, content: drawnEvidence(found, clock) };
    return { title: "No longer on the board", content: [h("p", {}, "This no longer holds.")] };
  }
  return detailsOf(night.board, ref) ?? { title: "Not on the board", content: [h("p", {}, "The board says nothing of it.")] };
}
