/**
 * Which night one comes for, of those that the desk knows. Pure.
 *
 * @typedef {import("./api.js").NightSummary} NightSummary
 */

/**
 * Return the night to put at the desk, null while there is none; and whether no other one can still come in its place:
 * before all that Kafka holds was read, what is missing in the list may only not have been read yet.
 * @param {{nights: readonly NightSummary[], kafka: import("./api.js").Kafka}} known
 * @param {string | undefined} wanted the ceremony that one came for, or that is at the desk
 * @returns {{night: NightSummary | null, sure: boolean}}
 */
export function nightFor({ nights, kafka }, wanted) {
  const night = nights.find(({ ceremony }) => ceremony === wanted);
  const sure = night !== undefined || kafka.state === "connected" || (kafka.state === "away" && wanted === undefined);
  return { night: night ?? (sure ? usual(nights) : null), sure };
}

/**
 * Return the night that one comes for without naming it: the one that goes on, or else the next to begin, or the latest.
 * @param {readonly NightSummary[]} nights
 */
function usual(nights) {
  const real = nights.filter(({ rehearsal }) => !rehearsal);
  return real.find(({ status }) => status === "open") ?? real.filter(({ status }) => status === "published").at(-1) ?? real[0] ?? nights[0] ?? null;
}
