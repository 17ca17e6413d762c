/**
 * Draws a part of the page only while it is seen: what is behind another tab waits until it comes into sight, and is
 * right before it is looked at. Before printing everything is drawn, since paper has no tabs.
 *
 * @typedef {import("../painter.js").Part} Part
 */

import { AT_ONCE } from "../painter.js";

export class Sight {
  #isSeen = false;
  #isStale = false;
  #isDrawn = false;
  #draw;

  /**
   * @param {HTMLElement} element
   * @param {(most: number) => boolean | void} draw what is new, so many rows at most; true: there is more of it
   * @param {(part: Part) => void} again asks for the part to be drawn once more
   */
  constructor(element, draw, again) {
    this.#draw = draw;
    // What is not displayed has no width. The browser tells before the next picture, so nobody sees what is stale.
    new ResizeObserver(([{ contentRect }]) => {
      const comesIntoSight = contentRect.width > 0 && !this.#isSeen;
      this.#isSeen = contentRect.width > 0;
      if (!comesIntoSight || !this.#isStale) return;
      // The first time takes longest: it is drawn in the painter's time, a few rows a picture.
      if (this.#isDrawn) this.#catchUp();
      else again(this.part);
    }).observe(element);
    window.addEventListener("beforeprint", () => this.#catchUp());
  }

  /** Draw what is new, where it is seen. @type {Part} */
  part = () => {
    this.#isStale = true;
    if (!this.#isSeen) return false;
    this.#isDrawn = true;
    this.#isStale = this.#draw(AT_ONCE) === true;
    return this.#isStale;
  };

  #catchUp() {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#isDrawn = true;
    this.#draw(Infinity);
  }
}
