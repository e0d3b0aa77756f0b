/** Initials of several words ("A. G."), the first letters of a long one ("Saxo."), else the name. */
export function abbreviate(name: string): string {
  // What stands in parentheses, "(finger)" or "(guessed)", is for the full name.
  const words = name
    .replaceAll(/\([^)]*\)/gu, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');
  const [first, second] = words;
  if (first === undefined) return firstLetters(name, 5);
  if (second === undefined) return shortened(first);
  if (words.length === 2) return `${firstLetters(first, 1)}. ${shortened(second)}`;
  return words.map((word) => `${firstLetters(word, 1)}.`).join(' ');
}

function shortened(word: string): string {
  return word.length <= 5 ? word : `${firstLetters(word, 4)}.`;
}

/** The first code points, so that no letter is cut in half. */
function firstLetters(word: string, count: number): string {
  return Array.from(word).slice(0, count).join('');
}
