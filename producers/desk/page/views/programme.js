/**
 * The small programme editor: load a file, see what is wrong with it by row or path, publish what is sound.
 *
 * @typedef {object} EditorParts
 * @property {import("../api.js").Api} api
 * @property {(error: unknown) => void} onError
 * @property {() => Promise<void>} onPublished
 * @property {() => string | undefined} atDesk the ceremony at the desk
 * @property {(ceremony: string) => void} bring puts a ceremony at the desk
 */
import { byId, h } from "../../../../consumers/page/dom.js";

/** How many problems are listed; whoever mends these will see the next. */
const LISTED = 50;

export class ProgrammeEditor {
  /** The file that was chosen last. @type {{content: ArrayBuffer, type: string} | null} */
  #chosen = null;
  #file = /** @type {HTMLInputElement} */ (byId("programme-file"));
  #check = byId("programme-check");

  /** @param {EditorParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.api = parts.api;
    byId("programme").addEventListener("submit", (event) => event.preventDefault());
    // A file that was mended and is chosen again would be no change.
    this.#file.addEventListener("click", () => (this.#file.value = ""));
    this.#file.addEventListener("change", () => {
      const file = this.#file.files?.[0];
      if (file !== undefined) this.#told(() => this.#look(file));
    });
    this.#check.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      const { publish, bring } = button?.dataset ?? {};
      if (publish !== undefined) this.#told(() => this.#publish(publish));
      if (bring !== undefined) parts.bring(bring);
    });
  }

  /** @param {File} file */
  async #look(file) {
    this.#show(h("p", { class: "quiet" }, "Looking at it …"));
    // Bytes as they are: made into text here, another encoding than UTF-8 would lose its letters without a word.
    const chosen = { content: await file.arrayBuffer(), type: file.name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/json" };
    this.#chosen = chosen;
    const { sound, ceremonies, problems, notices } = await this.api.checkProgramme(chosen.content, chosen.type);
    if (this.#chosen !== chosen) return;
    this.#show(
      h("p", { class: sound ? "fine" : "wrong" }, sound ? `${file.name} is sound.` : `${file.name} has ${problems.length} ${problems.length === 1 ? "fault" : "faults"}: mend the file and choose it again.`),
      listed(problems, "wrong"),
      listed(notices, "quiet"),
      ...ceremonies.map((each) => drawnCeremony(each, sound)),
    );
  }

  /** @param {string} ceremony */
  async #publish(ceremony) {
    if (this.#chosen === null) return;
    const { entries } = await this.api.publishProgramme(this.#chosen.content, this.#chosen.type, ceremony);
    const refused = entries.flatMap(({ label, rejection }) => (rejection === null ? [] : [{ path: label, message: rejection.detail }]));
    await this.parts.onPublished();
    const elsewhere = refused.length === 0 && this.parts.atDesk() !== ceremony;
    const bring = elsewhere && h("button", { type: "button", "data-bring": ceremony }, `Bring ${ceremony} to the desk`);
    this.#show(h("p", { class: refused.length > 0 ? "wrong" : "fine" }, refused.length > 0 ? "Not all of it was taken:" : `${ceremony} is published.`), listed(refused, "wrong"), bring);
    // The button that was pressed is gone.
    (bring || this.#file).focus();
  }

  /** @param {() => Promise<void>} step */
  async #told(step) {
    try {
      await step();
    } catch (error) {
      this.#show(h("p", { class: "wrong" }, error instanceof Error ? error.message : String(error)));
      this.parts.onError(error);
    }
  }

  /** @param {...(Node | false)} content */
  #show(...content) {
    this.#check.replaceChildren(...content.filter((each) => each !== false));
  }
}

/** @param {readonly import("../api.js").Problem[]} problems @param {string} tone */
function listed(problems, tone) {
  if (problems.length === 0) return false;
  const more = problems.length > LISTED ? [h("li", {}, `and ${problems.length - LISTED} more`)] : [];
  return h("ul", { class: `problems ${tone}` }, ...problems.slice(0, LISTED).map(({ path, message }) => h("li", {}, h("code", {}, path), " ", h("span", { dir: "auto" }, message))), ...more);
}

/** @param {import("../api.js").CheckedCeremony} ceremony @param {boolean} sound */
function drawnCeremony({ ceremony, name, date, categories, nominations, known }, sound) {
  return h(
    "p",
    { class: "row" },
    h("span", { dir: "auto" }, `${name}, ${date}: ${categories} categories, ${nominations} nominations`),
    sound && h("button", { type: "button", "data-publish": ceremony }, `${known ? "Publish the revised" : "Publish"} ${ceremony}`),
  );
}
