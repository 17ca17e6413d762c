/**
 * The small programme editor: load a file, see what is wrong with it by row or path, publish what is sound.
 */
import { byId, h } from "../../../../consumers/page/dom.js";

/** How many problems are listed; whoever mends these will see the next. */
const LISTED = 50;

export class ProgrammeEditor {
  #content = "";
  #type = "";
  #check = byId("programme-check");

  /**
   * @param {import("../api.js").Api} api
   * @param {(error: unknown) => void} onError
   * @param {(published: import("../api.js").Published) => void} onPublished
   */
  constructor(api, onError, onPublished) {
    this.api = api;
    this.onError = onError;
    this.onPublished = onPublished;
    byId("programme").addEventListener("submit", (event) => event.preventDefault());
    byId("programme-file").addEventListener("change", ({ target }) => {
      const file = /** @type {HTMLInputElement} */ (target).files?.[0];
      if (file !== undefined) this.#look(file);
    });
    this.#check.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-publish]") : null;
      if (button instanceof HTMLElement) this.#publish(button.dataset.publish ?? "");
    });
  }

  /** @param {File} file */
  async #look(file) {
    this.#show(h("p", { class: "quiet" }, "Looking at it …"));
    this.#content = await file.text();
    this.#type = file.name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/json";
    await this.#told(async () => {
      const { sound, ceremonies, problems, notices } = await this.api.checkProgramme(this.#content, this.#type);
      this.#show(
        h("p", { class: sound ? "fine" : "wrong" }, sound ? `${file.name} is sound.` : `${file.name} has ${problems.length} ${problems.length === 1 ? "fault" : "faults"}: mend the file and choose it again.`),
        listed(problems, "wrong"),
        listed(notices, "quiet"),
        ...ceremonies.map((each) => drawnCeremony(each, sound)),
      );
    });
  }

  /** @param {string} ceremony */
  async #publish(ceremony) {
    await this.#told(async () => {
      const published = await this.api.publishProgramme(this.#content, this.#type, ceremony);
      const refused = published.entries.flatMap(({ label, rejection }) => (rejection === null ? [] : [{ path: label, message: rejection.detail }]));
      this.#show(h("p", { class: refused.length > 0 ? "wrong" : "fine" }, refused.length > 0 ? "Not all of it was taken:" : `${ceremony} is published.`), listed(refused, "wrong"));
      // The button that was pressed is gone.
      byId("programme-file").focus();
      this.onPublished(published);
    });
  }

  /** @param {() => Promise<void>} step */
  async #told(step) {
    try {
      await step();
    } catch (error) {
      this.#show(h("p", { class: "wrong" }, error instanceof Error ? error.message : String(error)));
      this.onError(error);
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
