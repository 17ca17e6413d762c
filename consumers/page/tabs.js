/**
 * Tabs by the ARIA pattern: one tab in the tab order, arrow keys, Home and End move and select. The markup says which
 * panel a tab controls (`aria-controls`).
 */

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * Make the buttons of `list` tabs.
 * @param {HTMLElement} list the element with the role `tablist`
 * @param {(panel: string, show: () => void) => void} [select] shows a panel, of which it is told the id; by itself that
 *   is all, but something may have to be done before or after
 */
export function tabs(list, select = (_panel, show) => show()) {
  const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);

  /** @param {HTMLElement} chosen */
  function choose(chosen) {
    select(panelOf(chosen), () => show(chosen));
  }

  /** @param {HTMLElement} chosen */
  function show(chosen) {
    for (const button of buttons) {
      button.setAttribute("aria-selected", String(button === chosen));
      button.tabIndex = button === chosen ? 0 : -1;
      document.getElementById(panelOf(button))?.classList.toggle("chosen", button === chosen);
    }
  }

  list.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[role=tab]") : null;
    if (button instanceof HTMLElement) choose(button);
  });
  list.addEventListener("keydown", (event) => {
    const next = neighbour(buttons, event.key);
    if (next === null) return;
    event.preventDefault();
    choose(next);
    next.focus();
  });
  choose(buttons.find((button) => button.getAttribute("aria-selected") === "true") ?? buttons[0]);
}

/** @param {HTMLElement} tab */
function panelOf(tab) {
  return tab.getAttribute("aria-controls") ?? "";
}

/**
 * @param {HTMLElement[]} buttons
 * @param {string} key
 * @returns {HTMLElement | null}
 */
function neighbour(buttons, key) {
  if (key === "Home") return buttons[0];
  if (key === "End") return buttons[buttons.length - 1];
  if (!(key in STEPS)) return null;
  const at = buttons.findIndex((button) => button.tabIndex === 0);
  const step = STEPS[/** @type {keyof typeof STEPS} */ (key)];
  return buttons[(at + step + buttons.length) % buttons.length];
}
