/**
 * The dialog in which a viewer says how they want to be told: how much later, whether winners stay sealed, and whether
 * with sound and notifications. Everything holds at once.
 *
 * @typedef {import("../viewer.js").Viewer} Viewer
 * @typedef {import("../seen_now.js").Known} Known
 *
 * @typedef {object} Said what a viewer says here
 * @property {(seconds: number) => void} delay
 * @property {(known: Known) => void} seenNow
 * @property {(sealing: boolean) => void} sealing
 * @property {(sound: boolean) => void} sound
 * @property {(notifications: boolean) => Promise<string>} notifications answers why not, empty where it is done
 */
import { byId, h, reconcile, setText } from "../dom.js";
import { delayWords } from "../format.js";
import { typeset } from "../naming.js";
import { delayOf } from "../viewer.js";

export class Settings {
  #dialog = /** @type {HTMLDialogElement} */ (byId("settings"));
  /** @type {readonly Known[]} */
  #known = [];
  /** Whether a number stands in the field that its viewer has not finished: news of the night must not write over it. */
  #typing = false;

  /** @param {Said} said @param {() => void} opened called when the dialog opens, to have it drawn */
  constructor(said, opened) {
    this.said = said;
    this.opened = opened;
    byId("settings-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
    this.#listen();
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    // Who tapped twice while this was loaded wants it open once.
    if (this.isOpen) return;
    this.#dialog.showModal();
    byId("settings-title").focus();
    this.opened();
  }

  #listen() {
    const slider = field("delay");
    const number = field("delay-seconds");
    slider.addEventListener("input", () => this.#drawDelay(delayOf(slider.value)));
    number.addEventListener("input", () => (this.#typing = true));
    number.addEventListener("blur", () => (this.#typing = false));
    for (const each of [slider, number]) {
      each.addEventListener("change", () => {
        this.#typing = false;
        this.said.delay(delayOf(each.value));
      });
    }
    byId("seen-now").addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-seen]") : null;
      const known = this.#known.find(({ category }) => category === button?.getAttribute("data-seen"));
      if (known) this.said.seenNow(known);
    });
    field("sealing").addEventListener("change", () => this.said.sealing(field("sealing").checked));
    field("sound").addEventListener("change", () => this.said.sound(field("sound").checked));
    field("notifications").addEventListener("change", async () => {
      const why = await this.said.notifications(field("notifications").checked);
      setText(byId("notifications-why"), why);
      byId("notifications-why").hidden = why === "";
    });
  }

  /**
   * @param {Viewer} viewer
   * @param {readonly Known[]} known winners that their broadcast may be about to announce
   */
  draw(viewer, known) {
    this.#known = known;
    this.#drawDelay(viewer.delay);
    for (const name of /** @type {const} */ (["sealing", "sound", "notifications"])) field(name).checked = viewer[name];
    byId("seen-none").hidden = known.length > 0;
    reconcile(
      byId("seen-now"),
      known.map(({ category, name }) => ({
        key: category,
        shows: name,
        draw: () => h("li", {}, h("button", { type: "button", "data-seen": category }, `I see it now: ${typeset(name)}`)),
      })),
    );
  }

  /** @param {number} seconds */
  #drawDelay(seconds) {
    field("delay").value = String(seconds);
    field("delay").setAttribute("aria-valuetext", delayWords(seconds));
    if (!this.#typing) field("delay-seconds").value = String(seconds);
    setText(byId("delay-words"), delayWords(seconds));
  }
}

/** @param {string} id @returns {HTMLInputElement} */
function field(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}
