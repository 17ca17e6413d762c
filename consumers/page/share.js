/**
 * Links to a night and to what stands in it, and how they are passed on. Those who make previews of links are not told
 * what stands behind a `#`; so a link that is passed on says it as `at`, which the page opens like what is behind a `#`.
 */
import { hashOfRef, refOfHash } from "./refs.js";

/**
 * Return the link to a night, or to something in it.
 * @param {string} page the page's own address
 * @param {string} ceremony
 * @param {string | null} ref
 * @returns {string}
 */
export function linkTo(page, ceremony, ref) {
  const link = new URL("./", page);
  link.searchParams.set("ceremony", ceremony);
  if (ref !== null) link.searchParams.set("at", ref);
  // They may stand in a query as they are, and people read links.
  return link.href.replaceAll("%2F", "/").replaceAll("%40", "@");
}

/**
 * Return the address that opens the same as a link with `at`; null where there is no `at`, or something is open already.
 * @param {string} page
 * @returns {string | null}
 */
export function openedFrom(page) {
  const address = new URL(page);
  const at = address.searchParams.get("at");
  if (at === null) return null;
  address.searchParams.delete("at");
  if (refOfHash(address.hash) === null && refOfHash(at) !== null) address.hash = hashOfRef(at);
  return address.pathname + address.search + address.hash;
}

/**
 * Pass a link on: by the means of the machine where it has some, else by the clipboard.
 * @param {{title: string, url: string}} link
 * @param {{share?: (link: {title: string, url: string}) => Promise<void>, clipboard?: {writeText: (text: string) => Promise<void>}}} means
 * @returns {Promise<"shared" | "copied" | "refused" | "impossible">} `refused`: the viewer thought better of it
 */
export async function passOn(link, { share, clipboard }) {
  if (share) {
    try {
      await share(link);
      return "shared";
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") return "refused";
    }
  }
  try {
    if (!clipboard) return "impossible";
    await clipboard.writeText(link.url);
    return "copied";
  } catch {
    return "impossible";
  }
}
