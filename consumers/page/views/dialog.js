/**
 * The one dialog of the page: details of a work, person, distributor or category, or why a milestone holds. What is
 * open follows the night as it changes, and stands in the page's address: Back goes to what was open before, a link
 * opens what it names. Escape, its button and a click beside it close it; focus goes back to where it came from.
 */
import { ceremonyOf } from "../board.js";
import { byId, reconcile, h } from "../dom.js";
import { hashOfRef, refOfHash } from "../refs.js";
import { categoryDetails } from "./category.js";
import { detailsOf } from "./details.js";
import { drawnEvidence, milestoneOfRef } from "./evidence.js";

/**
 * @typedef {import("../night.js").Night} Night
 * @typedef {import("../format.js").Clock} Clock
 */

export class Details {
  /** @type {string | null} */
  #ref = null;
  /** What the address names, until there is a night to open it from. @type {string | null} */
  #asked = refOfHash(location.hash);
  /** @type {{night: Night, clock: Clock} | null} */
  #seen = null;
  /** @type {Element | null} */
  #opener = null;
  /** On the way back through the history, after closing: the browser takes its time. */
  #leaving = false;
  /** What was opened meanwhile. @type {string | null} */
  #afterwards = null;
  #dialog = /** @type {HTMLDialogElement} */ (byId("details"));

  constructor() {
    byId("details-close").addEventListener("click", () => this.#dialog.close());
    byId("details-back").addEventListener("click", () => history.back());
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
    this.#dialog.addEventListener("close", () => this.#closed());
    window.addEventListener("popstate", () => this.#travelled());
  }

  /**
   * @param {string} ref
   * @param {Night} night
   * @param {Clock} clock
   */
  open(ref, night, clock) {
    // Who tapped twice while this was loaded wants one step into the details.
    if (this.#dialog.open && ref === this.#ref) return;
    this.#seen = { night, clock };
    if (this.#leaving) this.#afterwards = ref;
    else history.pushState({ details: depth() + 1, linked: isLinked() }, "", hashOfRef(ref));
    this.#show(ref);
  }

  /**
   * Draw what is open as it is now.
   * @param {Night} night
   * @param {Clock} clock
   */
  draw(night, clock) {
    this.#seen = { night, clock };
    const asked = this.#asked;
    if (asked === null || ceremonyOf(night.board) === null) {
      this.#redraw();
      return;
    }
    history.replaceState({ details: depth(), linked: depth() === 0 || isLinked() }, "");
    this.#show(asked);
  }

  /** @param {string} ref */
  #show(ref) {
    this.#asked = null;
    if (!this.#dialog.open) this.#opener = document.activeElement;
    this.#ref = ref;
    byId("details-back").hidden = this.#leaving || depth() + (isLinked() ? 1 : 0) < 2;
    this.#redraw();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    byId("details-title").focus();
  }

  #redraw() {
    if (this.#ref === null || this.#seen === null) return;
    const shown = contentOf(this.#ref, this.#seen.night, this.#seen.clock);
    const title = byId("details-title");
    if (title.textContent !== shown.title) title.textContent = shown.title;
    const body = h("div", {}, ...shown.content);
    reconcile(byId("details-body"), [{ key: this.#ref, shows: body.outerHTML, draw: () => body }]);
  }

  /** The viewer went back or forward, or wrote another address. */
  #travelled() {
    const ref = refOfHash(location.hash);
    if (this.#leaving) {
      this.#leaving = false;
      if (ref !== null) history.replaceState(null, "", withoutHash());
      if (this.#afterwards !== null) history.pushState({ details: 1 }, "", hashOfRef(this.#afterwards));
      this.#afterwards = null;
      return;
    }
    if (ref === null) this.#dialog.close();
    else if (this.#seen === null || ceremonyOf(this.#seen.night.board) === null) this.#asked = ref;
    else this.#show(ref);
  }

  #closed() {
    const ref = this.#ref;
    this.#ref = null;
    this.#afterwards = null;
    if (!this.#leaving && refOfHash(location.hash) !== null) this.#leave();
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) {
      this.#opener.focus({ preventScroll: true });
      return;
    }
    const heir = [...document.querySelectorAll("main [data-open]")].find((each) => each.getAttribute("data-open") === ref);
    if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
  }

  /** Take what was open out of the address, and its steps out of the way of the next Back. */
  #leave() {
    const steps = depth();
    if (steps === 0) {
      history.replaceState(null, "", withoutHash());
      return;
    }
    this.#leaving = true;
    history.go(-steps);
  }
}

/** How many steps into the details this entry of the history is; 0 where the page began with it. */
function depth() {
  return Number(history.state?.details ?? 0);
}

/** Whether the first of these steps was a link that opened the page, and so is itself something to go back to. */
function isLinked() {
  return history.state?.linked === true;
}

function withoutHash() {
  return location.pathname + location.search;
}

/**
 * @param {string} ref
 * @param {Night} night
 * @param {Clock} clock
 * @returns {{title: string, content: HTMLElement[]}}
 */
function contentOf(ref, night, clock) {
  if (!ref.startsWith("milestone/")) {
    const category = ref.startsWith("category/") ? categoryDetails(night.board, ref.slice("category/".length), clock) : null;
    return category ?? detailsOf(night.board, ref) ?? unknown(ref, night);
  }
  const found = milestoneOfRef(night, ref);
  if (found === null) return unknown(ref, night);
  return { title: found.milestone.headline, content: drawnEvidence(found, clock) };
}

/** @param {string} ref @param {Night} night */
function unknown(ref, { board }) {
  const which = ceremonyOf(board)?.name ?? "this night";
  const why = ref.startsWith("milestone/")
    ? "It may not have come true yet, no longer hold, or belong to another night."
    : "It may belong to another night, or its address may be cut off.";
  return {
    title: "Not on the board",
    content: [h("p", {}, "The board of ", h("bdi", {}, which), " has nothing at ", h("code", {}, ref), "."), h("p", { class: "rest" }, why)],
  };
}
