/** Instruments, by the words of their names, and what scores call them at the start of later lines. */
const INSTRUMENTS: Readonly<Record<string, string>> = {
  accordion: 'Acc.',
  bagpipe: 'Bagp.',
  banjo: 'Bjo.',
  bass: 'Bass',
  bassoon: 'Bsn.',
  bells: 'Bells',
  brass: 'Br.',
  celesta: 'Cel.',
  cello: 'Vc.',
  choir: 'Ch.',
  clarinet: 'Cl.',
  clavinet: 'Clav.',
  contrabass: 'Cb.',
  drum: 'Dr.',
  drums: 'Dr.',
  drumset: 'Dr.',
  ensemble: 'Ens.',
  flute: 'Fl.',
  glockenspiel: 'Glk.',
  guitar: 'Gtr.',
  guitars: 'Gtr.',
  harmonica: 'Harm.',
  harp: 'Hp.',
  harpsichord: 'Hpd.',
  horn: 'Hn.',
  keyboard: 'Kbd.',
  keys: 'Keys',
  marimba: 'Mar.',
  melody: 'Mel.',
  oboe: 'Ob.',
  organ: 'Org.',
  percussion: 'Perc.',
  piano: 'Pno.',
  pianoforte: 'Pno.',
  piccolo: 'Picc.',
  recorder: 'Rec.',
  sax: 'Sax.',
  saxophone: 'Sax.',
  strings: 'Str.',
  synth: 'Syn.',
  synthesizer: 'Syn.',
  timpani: 'Timp.',
  trombone: 'Tbn.',
  trumpet: 'Tpt.',
  tuba: 'Tba.',
  ukulele: 'Uke.',
  vibraphone: 'Vib.',
  viola: 'Vla.',
  violin: 'Vln.',
  violoncello: 'Vc.',
  vocal: 'Voc.',
  vocals: 'Voc.',
  voice: 'Voc.',
  xylophone: 'Xyl.',
};

/** Words that tell instruments of one kind apart; others shrink to their initials. */
const KINDS: Readonly<Record<string, string>> = {
  acoustic: '',
  alto: 'A.',
  baritone: 'Bar.',
  bass: 'B.',
  bright: '',
  electric: 'E.',
  english: 'E.',
  grand: '',
  lead: 'Ld.',
  rhythm: 'Rh.',
  soprano: 'S.',
  string: 'Str.',
  tenor: 'T.',
};

/**
 * The short name of a part: what scores call its instrument ("Vln. 2", "E. Gtr."), or the initials of
 * several words, the first letters of a long one, else the name.
 */
export function abbreviate(name: string): string {
  // What stands in parentheses, "(finger)" or "(guessed)", is for the full name.
  const words = name
    .replaceAll(/\([^)]*\)|（[^）]*）/gu, ' ')
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return firstLetters(name, 5);
  if (words.some((word) => UNABBREVIATED.test(word))) return words.map(cut).join(' ');
  const end = words.findLastIndex((word) => !isNumber(word)) + 1;
  const numbers = words.slice(end);
  return [...shortNames(words.slice(0, end)), ...numbers].join(' ');
}

/** Scripts in which a letter is a syllable or a word: nobody takes one and a dot for a name. */
const UNABBREVIATED =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Thai}/u;

/** As wide as the longest short names in other scripts. */
function cut(word: string): string {
  return Array.from(word).length <= 6 ? word : `${firstLetters(word, 5)}…`;
}

function shortNames(words: readonly string[]): string[] {
  const last = words.at(-1);
  if (last === undefined) return [];
  const known = lookUp(INSTRUMENTS, last);
  if (known === undefined && words.length > 2) return words.map(initial);
  const kinds = words.slice(0, -1).map((word) => lookUp(KINDS, word) ?? initial(word));
  return [...kinds.filter((kind) => kind !== ''), known ?? shortened(last)];
}

function initial(word: string): string {
  return `${firstLetters(word, 1)}.`;
}

/** Not the names that every object has. */
function lookUp(table: Readonly<Record<string, string>>, word: string): string | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Also a Roman one. */
function isNumber(word: string): boolean {
  return /^(\d+|[IVX]+)\.?$/u.test(word);
}

function shortened(word: string): string {
  return word.length <= 5 ? word : `${firstLetters(word, 4)}.`;
}

/** The first code points, so that no letter is cut in half. */
function firstLetters(word: string, count: number): string {
  return Array.from(word).slice(0, count).join('');
}
