/**
 * What the page asks the gateway over HTTP: where the feed is, and which ceremonies there are.
 *
 * @typedef {{id: string, name?: string, date?: string}} CeremonyEntry
 */

/**
 * @param {typeof fetch} fetcher
 * @returns {Promise<string>} the feed's address
 */
export async function feedUrl(fetcher) {
  const { feed_url: url } = await json(fetcher, "v1/config");
  if (typeof url !== "string" || url === "") throw new Error("v1/config names no feed_url");
  return url;
}

/**
 * @param {typeof fetch} fetcher
 * @returns {Promise<CeremonyEntry[]>}
 */
export async function ceremonies(fetcher) {
  const { ceremonies: list } = await json(fetcher, "v1/ceremonies");
  if (!Array.isArray(list)) throw new Error("v1/ceremonies holds no list of ceremonies");
  return list;
}

/**
 * Return the ceremony that is latest by its date; of equals, the one that the gateway names first.
 * @param {readonly CeremonyEntry[]} list
 * @returns {CeremonyEntry | null}
 */
export function newest(list) {
  return list.reduce(
    (/** @type {CeremonyEntry | null} */ latest, each) =>
      latest === null || (each.date ?? "") > (latest.date ?? "") ? each : latest,
    null,
  );
}

/**
 * @param {typeof fetch} fetcher
 * @param {string} path relative, so that the page also works below a prefix
 */
async function json(fetcher, path) {
  const answer = await fetcher(path, { headers: { Accept: "application/json" } });
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.detail ?? `${path} answered ${answer.status}`);
  return content;
}
