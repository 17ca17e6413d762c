/**
 * What the page's address opens: `#work/la-la-land`, `#milestone/lead/film`, any address of a board behind the `#`.
 *
 * A ref is how the page names what can be opened: `work/<id>`, `person/<id>`, `distributor/<id>`, `category/<id>`,
 * `milestone/<family>/<subject>`, the last with `@<since>` where that one claim is meant and no later one.
 */

/**
 * Return the ref behind the `#`; null where it names a place on the page, such as `#main`: those have no slash.
 * @param {string} hash
 * @returns {string | null}
 */
export function refOfHash(hash) {
  const address = decoded(hash.replace(/^#/u, ""));
  if (!address.includes("/")) return null;
  // Standings are counted apart from whom they count; here both are the same person, work or distributor.
  return address.replace(/^standing\//u, "");
}

/**
 * Return the ref as it stands in the page's address.
 * @param {string} ref
 */
export function hashOfRef(ref) {
  return `#${encodeURI(ref)}`;
}

/**
 * Return the address of a ref, and since which turn it is meant to hold.
 * @param {string} ref
 * @returns {{address: string, since: number | null}}
 */
export function partsOfRef(ref) {
  const [, address, since] = /^(.*?)(?:@(\d+))?$/su.exec(ref) ?? ["", ref, undefined];
  return { address, since: since === undefined ? null : Number(since) };
}

/**
 * Return the ref of a milestone: its address and since when, so that one that has passed can still be looked at.
 * @param {string} address
 * @param {{since: number}} milestone
 */
export function milestoneRef(address, milestone) {
  return `${address}@${milestone.since}`;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
