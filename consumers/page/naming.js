/**
 * How nominations and outcomes are named: who stands first, what follows. A song's award names the song, an acting
 * award the person, a film's award the film.
 *
 * @typedef {import("./sweepcast.js").NominationState} NominationState
 * @typedef {import("./sweepcast.js").CategoryState} CategoryState
 *
 * @typedef {{text: string, work?: string, person?: string}} Part a name, with the id of the work or the person that it
 *   names, where it names one
 *
 * @typedef {object} Named
 * @property {Part[]} lead who or what the award goes to
 * @property {Part[]} rest what it is for
 * @property {string[]} distributors
 */

/**
 * @param {NominationState} nomination
 * @returns {Named}
 */
export function named(nomination) {
  const works = nomination.works.map(({ id, title }) => ({ text: title, work: id }));
  const people = nomination.people.map(({ id, name }) => ({ text: name, person: id }));
  const distributors = [...new Set(nomination.works.flatMap(({ distributor }) => (distributor ? [distributor.name] : [])))];
  if (nomination.song !== null) return { lead: [{ text: `“${nomination.song}”` }], rest: [...works, ...people], distributors };
  if (people.length > 0) return { lead: people, rest: works, distributors };
  if (works.length > 0) return { lead: works, rest: [], distributors };
  return { lead: [{ text: nomination.id }], rest: [], distributors };
}

/**
 * Return who won, as named, by the ids of winning nominations or the recipients of an honorary award.
 * @param {CategoryState} category
 * @param {readonly string[]} winners
 * @param {readonly import("./sweepcast.js").Ref[]} recipients
 * @returns {Named[]}
 */
export function namedOutcome(category, winners, recipients) {
  const nominations = category.nominations.filter(({ id }) => winners.includes(id)).map(named);
  const honoured = recipients.map(({ id, name }) => ({ lead: [{ text: name, person: id }], rest: [], distributors: [] }));
  return [...nominations, ...honoured];
}

/**
 * Return an outcome in a phrase: "Damien Chazelle, La La Land", "No award".
 * @param {readonly Named[]} outcome
 * @returns {string}
 */
export function phrase(outcome) {
  if (outcome.length === 0) return "No award";
  return listed(outcome.map(({ lead, rest }) => [listed(texts(lead)), ...texts(rest)].join(", ")));
}

/**
 * Return "A", "A and B", "A, B and C".
 * @param {readonly string[]} names
 * @returns {string}
 */
export function listed(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/**
 * Return a category's name as it is set in type: a dash that never begins a line.
 * @param {string} name
 * @returns {string}
 */
export function typeset(name) {
  return name.replaceAll(" - ", "\u00a0– ");
}

/** @param {readonly Part[]} parts */
function texts(parts) {
  return parts.map(({ text }) => text);
}
