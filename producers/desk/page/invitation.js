/**
 * A link that lets somebody in: it brings a token behind the page's `#`, which no server and no log of one sees. Pure.
 */

/**
 * Return the token behind a page's address, null where there is none, and what else stands there, with its `#`.
 * @param {string} hash
 * @returns {{token: string | null, rest: string}}
 */
export function tokenIn(hash) {
  const named = new URLSearchParams(hash.slice(1));
  const token = named.get("token") || null;
  named.delete("token");
  const rest = named.toString();
  return { token, rest: rest === "" ? "" : `#${rest}` };
}
