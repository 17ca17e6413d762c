/**
 * Finding a category by letters of its name: a combobox in a dialog. Arrow keys choose, Enter goes there.
 */
import { categoriesOf } from "../../../../consumers/page/board.js";
import { byId, h, reconcile } from "../../../../consumers/page/dom.js";
import { typeset } from "../../../../consumers/page/naming.js";
import { narrowed } from "../typeahead.js";
import { standingOf } from "./order.js";

export class Find {
  #dialog = /** @type {HTMLDialogElement} */ (byId("find"));
  #text = /** @type {HTMLInputElement} */ (byId("find-text"));
  #at = 0;

  /**
   * @param {() => import("../desk.js").Desk} read
   * @param {(category: string) => void} go
   */
  constructor(read, go) {
    this.read = read;
    this.go = go;
    this.#text.addEventListener("input", () => this.#draw(0));
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    byId("found").addEventListener("click", ({ target }) => {
      const row = target instanceof Element ? target.closest("[data-category]") : null;
      if (row instanceof HTMLElement) this.#leave(row.dataset.category ?? "");
    });
  }

  open() {
    this.#text.value = "";
    this.#draw(0);
    this.#dialog.showModal();
    this.#text.focus();
  }

  #found() {
    return narrowed(categoriesOf(this.read().board), this.#text.value, ({ name }) => name);
  }

  /** @param {number} at */
  #draw(at) {
    const found = this.#found();
    this.#at = Math.max(0, Math.min(at, found.length - 1));
    reconcile(
      byId("found"),
      found.map((category, place) => ({
        key: category.id,
        shows: [category.name, standingOf(category), place, place === this.#at],
        draw: () =>
          h(
            "li",
            { role: "option", id: `found-${place}`, "aria-selected": String(place === this.#at), "data-category": category.id },
            h("span", { class: "name", dir: "auto" }, typeset(category.name)),
            h("span", { class: "standing", dir: "auto" }, standingOf(category)),
          ),
      })),
    );
    if (found.length === 0) this.#text.removeAttribute("aria-activedescendant");
    else this.#text.setAttribute("aria-activedescendant", `found-${this.#at}`);
    document.getElementById(`found-${this.#at}`)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (step !== undefined) this.#draw(this.#at + step);
    else if (this.#found()[this.#at]) this.#leave(this.#found()[this.#at].id);
  }

  /** @param {string} category */
  #leave(category) {
    this.#dialog.close();
    this.go(category);
  }
}
