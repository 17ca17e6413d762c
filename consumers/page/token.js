/**
 * The viewer token that some gateways ask for. It comes with the page's address, best behind `#token=`, which no server
 * sees; it is kept as long as the tab, and goes with everything that the page asks.
 */
import { ceremonies, TokenRefused } from "./gateway.js";

const KEY = "sweepcast.token";
const NAME = "token=";
/** The close code with which a connection ends together with its token. */
const EXPIRED_CODE = 4501;

/**
 * Return the token in a page's address, null where there is none, and the rest of the address, to be shown instead.
 * @param {string} page
 * @returns {{token: string | null, rest: string}}
 */
export function tokenIn(page) {
  const address = new URL(page);
  const parts = address.hash.slice(1).split("&");
  const behind = parts.find((each) => each.startsWith(NAME)) ?? "";
  const token = new URLSearchParams(behind).get("token") || address.searchParams.get("token") || null;
  if (behind !== "") address.hash = parts.filter((each) => !each.startsWith(NAME)).join("&");
  // Only then: what is deleted from a query is written anew as a whole.
  if (address.searchParams.has("token")) address.searchParams.delete("token");
  return { token, rest: address.pathname + address.search + address.hash };
}

/**
 * Take the token out of the page's address and keep it for the other pages of this tab; without one there, return the
 * one that was kept, or null. A new one that is put behind the page's address loads it anew.
 * @param {Window} window
 * @returns {string | null}
 */
export function takeToken(window) {
  window.addEventListener("hashchange", () => {
    if (tokenIn(window.location.href).token !== null) window.location.reload();
  });
  const { token, rest } = tokenIn(window.location.href);
  if (token === null) return keptToken(window);
  window.history.replaceState(window.history.state, "", rest);
  try {
    window.sessionStorage.setItem(KEY, token);
  } catch {
    // Then it holds for this page alone.
  }
  return token;
}

/** Return the token that this tab keeps, or null. @param {Window} window @returns {string | null} */
export function keptToken(window) {
  try {
    return window.sessionStorage.getItem(KEY);
  } catch {
    return null; // Storage may be forbidden, above all in other people's frames.
  }
}

/**
 * Return a `fetch` that brings the token with everything it asks.
 * @param {typeof fetch} fetcher
 * @param {string | null} token
 * @returns {typeof fetch}
 */
export function authorized(fetcher, token) {
  if (token === null) return fetcher;
  return (what, options = {}) => {
    const headers = new Headers(options.headers);
    headers.set("Authorization", `Bearer ${token}`);
    return fetcher(what, { ...options, headers });
  };
}

/**
 * Return how to listen to a feed's link so that it is named where the gateway wants a token, or another one than ours. A
 * browser tells no page with what a websocket was refused: so that is asked over HTTP, once a try to connect has failed. A
 * line that breaks asks nothing: of a gateway that goes away, all viewers would ask in the same moment.
 * @param {typeof fetch} get one that brings the token, where there is one
 * @param {(link: import("./sweepcast.js").Link) => void} listen
 * @param {() => void} stop called where coming back is of no use
 * @returns {(link: import("./sweepcast.js").Link) => Promise<void>}
 */
export function listenForRefusal(get, listen, stop) {
  let asking = false;
  let wasLive = false;
  return async (link) => {
    const code = /** @type {{code?: number} | null} */ (link.error)?.code;
    listen(code === EXPIRED_CODE ? { ...link, reason: new TokenRefused("token-expired", "").message } : link);
    if (link.status === "live") wasLive = true;
    if (link.status !== "waiting") return;
    const isBreak = wasLive;
    wasLive = false;
    if (isBreak || asking) return;
    asking = true;
    try {
      await ceremonies(get);
    } catch (error) {
      if (!(error instanceof TokenRefused)) return;
      stop();
      listen({ ...link, status: "ended", reason: error.message });
    } finally {
      asking = false;
    }
  };
}
