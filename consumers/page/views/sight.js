/**
 * Draws a part of the page only while it is seen: what is behind another tab waits until it comes into sight, and is
 * right before it is looked at. Before printing everything is drawn, since paper has no tabs.
 */
export class Sight {
  #isSeen = false;
  #isStale = false;
  #isDrawn = false;
  #draw;

  /**
   * @param {HTMLElement} element
   * @param {() => void} draw
   */
  constructor(element, draw) {
    this.#draw = draw;
    // What is not displayed has no width. The browser tells before the next picture, so nobody sees what is stale.
    new ResizeObserver(([{ contentRect }]) => {
      this.#isSeen = contentRect.width > 0;
      this.#look();
    }).observe(element);
    window.addEventListener("beforeprint", () => this.#catchUp());
  }

  /** There is something new to draw. */
  changed() {
    this.#isStale = true;
    this.#look();
  }

  /** The first time takes longest: each part draws it in a task of its own, so that together they hold nothing up. */
  #look() {
    if (!this.#isSeen || !this.#isStale) return;
    if (this.#isDrawn) this.#catchUp();
    else setTimeout(() => this.#catchUp());
  }

  #catchUp() {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#isDrawn = true;
    this.#draw();
  }
}
