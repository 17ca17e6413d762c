/**
 * One night's board, read once: for pages that show it as it stands and do not follow it.
 *
 * @typedef {{ceremony: string, sequence: number, board: import("./sweepcast.js").Board}} BoardAt
 */
import { json, TokenRefused } from "./gateway.js";
import { Feed } from "./sweepcast.js";

/**
 * Return the board as it stands now.
 * @param {typeof fetch} fetcher
 * @param {string} ceremony
 * @returns {Promise<BoardAt>}
 */
export async function boardOf(fetcher, ceremony) {
  const path = `v1/ceremonies/${encodeURIComponent(ceremony)}/board`;
  const content = await json(fetcher, path);
  if (typeof content.board !== "object" || content.board === null) throw new Error(`${path} holds no board`);
  return content;
}

/**
 * Return the board as one may know it who is told everything later, null where that is nothing yet. The gateway alone
 * knows when it was told what: so its feed is asked, as by one who follows it.
 * @param {typeof fetch} fetcher
 * @param {string} ceremony
 * @param {object} later
 * @param {string} later.feed its address over HTTP
 * @param {number} later.delay seconds
 * @returns {Promise<BoardAt | null>}
 */
export function delayedBoardOf(fetcher, ceremony, { feed: address, delay }) {
  return new Promise((resolve, reject) => {
    const feed = new Feed(address, {
      ceremony,
      delay,
      fetch: fetcher,
      onFrame: ({ type, data }) => {
        if (type === "sweepcast.feed.hello" && !data.ceremonies.includes(ceremony)) done(() => resolve(null));
        if (type === "sweepcast.feed.snapshot") done(() => resolve(data));
      },
      onLink: ({ status, reason, error }) => {
        const refused = /** @type {{status?: number} | null} */ (error)?.status === 401;
        if (status === "ended") done(() => reject(refused ? new TokenRefused("", "") : new Error(reason)));
        if (status === "waiting") done(() => reject(new Error(reason)));
      },
    });
    /** @param {() => void} tell */
    const done = (tell) => {
      feed.stop();
      tell();
    };
    feed.start();
  });
}
