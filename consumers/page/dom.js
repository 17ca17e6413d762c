/**
 * The few things that views need to draw: elements from plain data, lists that change without disturbing what stays,
 * and a place on the page that is kept. Text is always set as text, never as markup.
 *
 * @typedef {object} Entry one child of a list
 * @property {string} key its identity in the list
 * @property {unknown} shows plain data that it draws; it is drawn anew when that changes
 * @property {() => HTMLElement} draw
 * @property {(there: Element, drawn: HTMLElement) => void} [become] makes what is there like what is drawn anew
 *   (`become` of becoming.js); without it that takes its place
 *
 * @typedef {Node | string | null | false | undefined} Child
 */

/** More new rows than this appear at once, without being moved into their place. */
const MOST_ANIMATED = 4;
/** So long after the last new rows of a list others are moved into their place; in a flood the list would never rest. */
const CALM_MS = 600;

/** By how much less than a pixel a scroller stands off what was wanted, and where it stands. */
const LEFT_OVER = Symbol("left over");

/** When a list got new rows last, in milliseconds. */
const FRESHENED = Symbol("freshened");

/** What each drawn element of a list showed, and that as text, to see whether it must be drawn anew. */
const SHOWN = Symbol("shown");

/**
 * Return a new element. Attributes that are null or false are left out; children that are null or false too.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Return a button that opens the details of `ref`: `work/<id>`, `person/<id>`, `distributor/<id>`, `milestone/…`.
 * @param {string} ref
 * @param {string} text
 * @param {{label?: string, class?: string}} [options] `label` is its name for screen readers, where the text is short
 */
export function opener(ref, text, options = {}) {
  return h(
    "button",
    {
      type: "button",
      dir: "auto",
      class: options.class ?? "name",
      "data-open": ref,
      "aria-haspopup": "dialog",
      "aria-label": options.label,
    },
    text,
  );
}

/** Return the element of the page with that id; the page is ours, so it is there.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no element with the id ${id}`);
  return element;
}

/** @param {HTMLElement} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Make the children of `parent` the entries, in order. What shows the same as before stays the same element, focus
 * stays where it was, and what is new after the first time has the class `fresh`, unless it comes in a flood.
 * @param {HTMLElement} parent
 * @param {readonly Entry[]} entries
 * @param {{most?: number, from?: number}} [share] draw so many of them at most, those from that place on first: what else
 *   has changed stays as it was, what else is new is left out until the next time
 * @returns {boolean} whether anything is left to draw
 */
export function reconcile(parent, entries, { most = Infinity, from = 0 } = {}) {
  const first = parent.dataset.drawn === undefined;
  if (first) parent.dataset.drawn = "";
  const refocus = focusKeeper(parent);
  const present = new Map([...parent.children].map((child) => [/** @type {HTMLElement} */ (child).dataset.key, child]));
  const stale = staleOf(entries, present, from);
  const due = new Set(stale.slice(0, most));
  /** @type {HTMLElement[]} */
  const fresh = [];
  const wanted = entries.flatMap((entry) => {
    const node = present.get(entry.key);
    present.delete(entry.key);
    if (!due.has(entry)) return node ?? [];
    const drawn = drawnEntry(entry);
    if (node !== undefined) return changed(node, drawn, entry);
    if (!first) fresh.push(drawn);
    return drawn;
  });
  for (const gone of present.values()) gone.remove();
  order(parent, wanted);
  // An animation of what nobody sees would play when the list is shown; one of many at once shows nothing, and costs.
  if (isCalm(parent, fresh.length) && fresh.length <= MOST_ANIMATED && isShown(parent)) for (const drawn of fresh) drawn.classList.add("fresh");
  refocus();
  return stale.length > due.size;
}

/**
 * Return the entries that are to be drawn, those from that place on first.
 * @param {readonly Entry[]} entries
 * @param {ReadonlyMap<string | undefined, Element>} present
 * @param {number} from
 */
function staleOf(entries, present, from) {
  const isStale = (/** @type {Entry} */ { key, shows }) => {
    const node = present.get(key);
    return node === undefined || !showsStill(node, shows);
  };
  return [...entries.slice(from), ...entries.slice(0, from)].filter(isStale);
}

/**
 * Return what shows the entry from now on, in the place of what showed it before.
 * @param {Element} node
 * @param {HTMLElement} drawn
 * @param {Entry} entry
 */
function changed(node, drawn, entry) {
  if (entry.become) {
    entry.become(node, drawn);
    /** @type {any} */ (node)[SHOWN] = { shows: entry.shows, text: null };
    return node;
  }
  node.replaceWith(drawn);
  return drawn;
}

/**
 * Make the children of `parent` these, in order, and move as few of them as can be: each move costs a layout.
 * @param {HTMLElement} parent
 * @param {readonly Element[]} wanted all children that there are, and new ones
 */
function order(parent, wanted) {
  const places = new Map([...parent.children].map((child, at) => [child, at]));
  const stay = rising(wanted.map((each) => places.get(each) ?? -1));
  /** @type {Element | null} */
  let next = null;
  for (let at = wanted.length - 1; at >= 0; at -= 1) {
    if (!stay.has(at)) parent.insertBefore(wanted[at], next);
    next = wanted[at];
  }
}

/**
 * Return where the longest rising row of numbers is among these, leaving out those below 0 (the patience method).
 * @param {readonly number[]} numbers
 * @returns {Set<number>}
 */
function rising(numbers) {
  /** Where the row of each length ends that ends lowest. @type {number[]} */
  const ends = [];
  /** @type {(number | undefined)[]} */
  const before = [];
  numbers.forEach((number, at) => {
    if (number < 0) return;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    before[at] = ends[low - 1];
    ends[low] = at;
  });
  /** @type {Set<number>} */
  const row = new Set();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) row.add(at);
  return row;
}

/** Return whether a list that gets so many new rows got none for a while. @param {HTMLElement} list @param {number} rows */
function isCalm(list, rows) {
  if (rows === 0) return false;
  const marked = /** @type {any} */ (list);
  const [last, now] = [marked[FRESHENED] ?? -Infinity, performance.now()];
  marked[FRESHENED] = now;
  return now - last >= CALM_MS;
}

/** Return whether nothing folds the element away, without making the browser lay out the page. @param {Element} element */
function isShown(element) {
  return element.closest('[role="tabpanel"]:not(.chosen), details:not([open]), [hidden]') === null;
}

/** @param {Entry} entry */
function drawnEntry(entry) {
  const drawn = entry.draw();
  drawn.dataset.key = entry.key;
  /** @type {any} */ (drawn)[SHOWN] = { shows: entry.shows, text: null };
  return drawn;
}

/**
 * Return whether the element shows that still. What a turn does not change stays the same object on the board, which
 * is quickly seen; only what is not the same object is compared as text.
 * @param {Element} node
 * @param {unknown} shows
 */
function showsStill(node, shows) {
  const before = /** @type {any} */ (node)[SHOWN];
  if (isSame(before.shows, shows)) return true;
  before.text ??= JSON.stringify(before.shows);
  const text = JSON.stringify(shows);
  if (text !== before.text) return false;
  before.shows = shows;
  return true;
}

/**
 * Return whether both are the same object, or lists of the same objects.
 * @param {unknown} one
 * @param {unknown} other
 */
function isSame(one, other) {
  if (one === other) return true;
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((each, at) => each === other[at]);
}

/**
 * Remember what has the focus among the children of `parent`; return how to give it back, to the same element or,
 * where that was drawn anew, to its like: the row, what opens the same, or the first of its kind in the row.
 * @param {HTMLElement} parent
 * @returns {() => void}
 */
function focusKeeper(parent) {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === parent || !parent.contains(focused)) return () => {};
  const row = [...parent.children].find((child) => child.contains(focused));
  const key = row instanceof HTMLElement ? row.dataset.key : undefined;
  const ref = focused.dataset.open;
  return () => {
    if (document.activeElement === focused) return;
    const now = [...parent.children].find((child) => child instanceof HTMLElement && child.dataset.key === key);
    const within = [...(now?.querySelectorAll(focused.localName) ?? [])];
    const alike = within.find((each) => each instanceof HTMLElement && each.dataset.open === ref);
    const heir = focused.isConnected ? focused : focused === row ? now : (alike ?? within[0]);
    if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
  };
}

/**
 * Remember where the first of the marks stands that begins in sight, if `scroller` is scrolled; return how to bring it
 * back there. What stands above it may grow: it is read already. A scroller takes whole pixels, and rows are not as
 * high as that: what is left over is made up for the next time, unless the viewer has scrolled since. Else a night of
 * small steps would carry off what they read.
 * @param {Element} scroller
 * @param {number} edge how far down the screen what is seen of it begins, in pixels
 * @param {readonly Element[]} marks from top to bottom; what is not shown is none
 * @returns {() => void}
 */
export function placeIn(scroller, edge, marks) {
  const { scrollTop } = scroller;
  const anchor = scrollTop > 0 ? marks.find((each) => isDisplayed(each) && topOf(each) >= edge) : undefined;
  if (anchor === undefined) return () => {};
  const scrolled = /** @type {any} */ (scroller);
  const owed = scrolled[LEFT_OVER]?.at === scrollTop ? scrolled[LEFT_OVER].by : 0;
  const wanted = topOf(anchor) - owed;
  return () => {
    if (!isDisplayed(anchor)) return;
    const by = topOf(anchor) - wanted;
    const from = scroller.scrollTop;
    if (Math.abs(by) > 0.5) scroller.scrollTop = from + Math.round(by);
    const at = scroller.scrollTop;
    const left = by - (at - from);
    // More than that is no rounding: the end of what can be scrolled is reached.
    scrolled[LEFT_OVER] = { at, by: Math.abs(left) < 1 ? left : 0 };
  };
}

/** @param {Element} element */
function topOf(element) {
  return element.getBoundingClientRect().top;
}

/** @param {Element} element */
function isDisplayed(element) {
  return element.getClientRects().length > 0;
}
