/**
 * Ids that nobody else has. `crypto.randomUUID` is missing where a page is not served over TLS, as in a house's own
 * network.
 *
 * @param {Pick<Crypto, "getRandomValues">} random
 * @returns {string} 32 hexadecimal digits
 */
export function newId(random) {
  return [...random.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Return an id for a window, greater than those of the windows that were there before it.
 * @param {Pick<Crypto, "getRandomValues">} random
 * @param {number} now milliseconds
 */
export function windowId(random, now) {
  return `${now}-${newId(random)}`;
}

const BROWSER = "sweepcast-desk/browser";

/**
 * Return this window's own id, the same after a reload.
 * @param {Storage} session
 * @param {Pick<Crypto, "getRandomValues">} random
 */
export function browserId(session, random) {
  const id = session.getItem(BROWSER) ?? newId(random);
  session.setItem(BROWSER, id);
  return id;
}
