/**
 * Times, dates, numbers and money in words. The page speaks English, so their forms are English too; times are those
 * of the ceremony's own place.
 *
 * @typedef {object} Clock
 * @property {(time: string) => string} at time of day: "8:12 PM"
 * @property {string} zone name of its time zone: "Eastern Standard Time"
 */

const LANGUAGE = "en-US";

/**
 * Return the clock of a place; an unknown time zone is UTC, and says so.
 * @param {string} timeZone such as `America/New_York`
 * @param {string} date the day on which its name is wanted: summer and winter time differ
 * @returns {Clock}
 */
export function clockOf(timeZone, date) {
  const hours = hoursAt(timeZone) ?? /** @type {Intl.DateTimeFormat} */ (hoursAt("UTC"));
  const known = hours.resolvedOptions().timeZone;
  const zone = new Intl.DateTimeFormat(LANGUAGE, { timeZone: known, timeZoneName: "long" });
  const parts = zone.formatToParts(new Date(`${date}T20:00:00Z`));
  return {
    at: (time) => hours.format(new Date(time)),
    zone: parts.find(({ type }) => type === "timeZoneName")?.value ?? known,
  };
}

/** Return what tells the hours of a time zone, or null where there is none of that name. @param {string} timeZone */
function hoursAt(timeZone) {
  try {
    return new Intl.DateTimeFormat(LANGUAGE, { timeZone, hour: "numeric", minute: "2-digit" });
  } catch {
    return null;
  }
}

/**
 * Return a calendar date: "Sunday, January 8, 2017", or "Jan 8, 2017" when short.
 * @param {string} date
 * @param {{short?: boolean}} [options]
 */
export function calendarDate(date, { short = false } = {}) {
  /** @type {Intl.DateTimeFormatOptions} */
  const form = short ? { dateStyle: "medium" } : { dateStyle: "full" };
  return new Intl.DateTimeFormat(LANGUAGE, { ...form, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

/**
 * Return whole units of a currency: "$30,000,000"; a currency that is no ISO code stands behind the number.
 * @param {number} amount
 * @param {string} currency
 */
export function money(amount, currency) {
  try {
    return new Intl.NumberFormat(LANGUAGE, { style: "currency", currency, maximumFractionDigits: 0 }).format(amount);
  } catch {
    return `${whole(amount)} ${currency}`;
  }
}

/** @param {number} number */
export function whole(number) {
  // Browsers keep what this needs; a format of our own would be made anew for each number.
  return number.toLocaleString(LANGUAGE);
}

/**
 * Return "1st", "2nd", "3rd", "11th".
 * @param {number} number
 */
export function ordinal(number) {
  const isTeen = Math.floor(number / 10) % 10 === 1;
  return `${number}${(isTeen ? undefined : ["th", "st", "nd", "rd"][number % 10]) ?? "th"}`;
}

/**
 * Return "1 win", "2 wins".
 * @param {number} number
 * @param {string} one
 * @param {string} [many]
 */
export function counted(number, one, many = `${one}s`) {
  return `${whole(number)} ${number === 1 ? one : many}`;
}

/**
 * Return "no delay", "45 s", "2 min", "1 min 30 s".
 * @param {number} seconds whole
 */
export function delayWords(seconds) {
  if (seconds === 0) return "no delay";
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [...(minutes > 0 ? [`${minutes} min`] : []), ...(rest > 0 ? [`${rest} s`] : [])].join(" ");
}

/**
 * Return why one who is told everything later knows nothing of a night yet.
 * @param {number} delay whole seconds
 */
export function tooYoung(delay) {
  return `Everything is told ${delayWords(delay)} later here, and nothing of this night is as old as that.`;
}
