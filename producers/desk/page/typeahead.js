/**
 * Typeahead: a long list is narrowed by letters. Case and accents do not matter ("leda" finds "Léda"), and every word
 * that is typed must begin a word of the name, in whatever script. Decomposed, a Korean syllable is found by its
 * beginning, as it is typed jamo by jamo.
 */

/**
 * Return a text as it is compared: without case, accents and punctuation.
 * @param {string} text
 */
export function folded(text) {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLocaleLowerCase("en")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * Return those whose text has a word beginning with each word of the query; all of them for an empty query. Text that
 * begins with the query comes first; otherwise the order stays.
 * @template T
 * @param {readonly T[]} items
 * @param {string} query
 * @param {(item: T) => string} textOf
 * @returns {T[]}
 */
export function narrowed(items, query, textOf) {
  const sought = folded(query);
  if (sought === "") return [...items];
  const words = sought.split(" ");
  const found = items
    .map((item) => ({ item, text: folded(textOf(item)) }))
    .filter(({ text }) => words.every((word) => text.startsWith(word) || text.includes(` ${word}`)));
  const first = found.filter(({ text }) => text.startsWith(sought));
  return [...first, ...found.filter((each) => !first.includes(each))].map(({ item }) => item);
}
