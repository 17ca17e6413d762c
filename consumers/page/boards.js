/**
 * One night's board, read once: for pages that show it as it stands and do not follow it.
 *
 * @typedef {{ceremony: string, sequence: number, board: import("./sweepcast.js").Board}} BoardAt
 */

/**
 * @param {typeof fetch} fetcher
 * @param {string} ceremony
 * @returns {Promise<BoardAt>}
 */
export async function boardOf(fetcher, ceremony) {
  const path = `v1/ceremonies/${encodeURIComponent(ceremony)}/board`;
  const answer = await fetcher(path, { headers: { Accept: "application/json" } });
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.detail ?? `${path} answered ${answer.status}`);
  if (typeof content.board !== "object" || content.board === null) throw new Error(`${path} holds no board`);
  return content;
}
