/**
 * What a turn says, in lines: before sending it is the forecast, afterwards the receipt. The same words for both.
 *
 * @typedef {import("../../../consumers/page/sweepcast.js").Board} Board
 * @typedef {import("../../../consumers/page/sweepcast.js").Update} Update
 *
 * @typedef {object} Line
 * @property {"major" | "minor" | "ended" | "passed" | "standing"} tone
 * @property {string} text
 */

/**
 * Return what is newly said, the most important first.
 * @param {{headlines: readonly import("./api.js").Headline[], retracted: readonly string[], passed: readonly string[]}} told
 * @returns {Line[]}
 */
export function linesOf({ headlines, retracted, passed }) {
  const weighing = (/** @type {string} */ weight) => headlines.filter((each) => each.weight === weight).map(({ text }) => text);
  return [
    ...weighing("major").map((text) => line("major", text)),
    ...retracted.map((text) => line("ended", `Taken back: ${text}`)),
    ...weighing("minor").map((text) => line("minor", text)),
    ...passed.map((text) => line("passed", `No longer: ${text}`)),
  ];
}

/** The tones of lines, the heaviest first. @type {readonly Line["tone"][]} */
const WEIGHTS = ["major", "ended", "standing", "minor", "passed"];

/**
 * Return the lines in the order of their weight: first what is extraordinary or taken back, last the hopes that pass.
 * @param {readonly Line[]} lines
 * @returns {Line[]}
 */
export function byWeight(lines) {
  return [...lines].sort((a, b) => WEIGHTS.indexOf(a.tone) - WEIGHTS.indexOf(b.tone));
}

/**
 * Return how the works' wins would change.
 * @param {readonly Update[]} updates
 * @param {Board} before
 * @returns {Line[]}
 */
export function standingsOf(updates, before) {
  return updates.flatMap(({ address, value }) => {
    if (value?.type !== "standing" || value.of !== "work") return [];
    const stood = before[address];
    const was = stood?.type === "standing" ? stood.wins : 0;
    return was === value.wins ? [] : [line("standing", `${value.name}: ${value.wins} of ${value.nominations} won, until now ${was}`)];
  });
}

/** @param {Line["tone"]} tone @param {string} text @returns {Line} */
function line(tone, text) {
  return { tone, text };
}
