/**
 * What the page asks the gateway over HTTP: where the feed is, and which ceremonies there are; and how a refusal for want
 * of a token reads.
 *
 * @typedef {{id: string, name?: string, date?: string}} CeremonyEntry
 */

/** What a viewer can do about a token that is not let in. */
const REMEDY = "Open the link again that you were given, which ends in #token=…, or ask for a new one";
/** @type {Readonly<Record<string, string>>} */
const WHY = { "no-token": "This night is only for viewers with a token", "token-expired": "Your viewer token has expired" };

/** The gateway asks for a viewer token, and this page has none that is let in: trying again would not help. */
export class TokenRefused extends Error {
  name = "TokenRefused";

  /** @param {string} code of the refusal @param {string} detail in the gateway's words */
  constructor(code, detail) {
    const other = detail === "" ? "Your viewer token is not let in" : `Your viewer token is not let in (${detail})`;
    super(`${WHY[code] ?? other}. ${REMEDY}`);
    this.code = code;
  }
}

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
 * Return what the gateway answers, as JSON.
 * @param {typeof fetch} fetcher
 * @param {string} path relative, so that the page also works below a prefix
 * @throws {TokenRefused} it wants a token, or another one
 */
export async function json(fetcher, path) {
  const answer = await fetcher(path, { headers: { Accept: "application/json" } });
  const content = await answer.json().catch(() => ({}));
  if (answer.status === 401) throw new TokenRefused(String(content.error), String(content.detail ?? ""));
  if (!answer.ok) throw new Error(content.detail ?? `${path} answered ${answer.status}`);
  return content;
}
