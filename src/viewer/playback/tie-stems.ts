import type { HeardInstrument } from '../../protocol/performance.ts';

/** What a stem may hold: the words that name it, and the General MIDI programs of such parts. */
interface Kind {
  readonly words: RegExp;
  /** First and last program, 0–127; none for drums, whose programs mean nothing. */
  readonly programs: readonly (readonly [first: number, last: number])[];
}

const DRUMS = /\b(drum(s|set|kit)?|kit|percussion|kick|snare|toms?|hi-?hats?|cymbals?)\b/i;

const KINDS: readonly Kind[] = [
  { words: DRUMS, programs: [] },
  { words: /\b(bass|contrabass)\b/i, programs: [[32, 39]] },
  { words: /\bguitars?\b/i, programs: [[24, 31]] },
  { words: /\bpianos?\b/i, programs: [[0, 7]] },
  { words: /\borgans?\b/i, programs: [[16, 23]] },
  { words: /\b(keys|keyboards?)\b/i, programs: [[0, 23]] },
  { words: /\b(strings?|violins?|violas?|cellos?)\b/i, programs: [[40, 51]] },
  { words: /\b(vocals?|voices?|vox|choir|singer|singing)\b/i, programs: [[52, 54], [85, 85]] }, // prettier-ignore
  { words: /\b(brass|trumpets?|trombones?|horns?)\b/i, programs: [[56, 63]] },
  { words: /\b(wood ?winds?|winds?|flutes?|clarinets?|sax(ophone)?s?)\b/i, programs: [[64, 79]] },
  { words: /\bsynth(esi[sz]er)?s?\b/i, programs: [[80, 103]] },
];

/** Everything that has no stem of its own. */
const REST = /\b(rest|others?|instrumental|accompaniment|backing track|no vocals)\b/i;

/**
 * Which parts of the score each stem holds, as their names tell: a part belongs to the stem of its
 * own name, else to the first one of its kind, else to the rest, if there is a stem of it.
 * @returns for each stem the `Part.id`s of its parts, in order
 */
export function tieStems(
  stemNames: readonly string[],
  instruments: readonly Pick<HeardInstrument, 'name' | 'program' | 'isDrum'>[],
): readonly (readonly string[])[] {
  const tied = stemNames.map((): string[] => []);
  // "Vocals" before "Backing Vocals": the plainest name means the most of its kind.
  const byPlainness = [...stemNames.keys()].sort(
    (a, b) => (stemNames[a]?.length ?? 0) - (stemNames[b]?.length ?? 0),
  );
  instruments.forEach((instrument, index) => {
    const named = stemNames.findIndex((name) => sameName(name, instrument.name));
    const own = named >= 0 ? named : byPlainness.find((i) => holds(stemNames[i] ?? '', instrument));
    const stem = own ?? stemNames.findIndex((name) => REST.test(name));
    tied[stem]?.push(`P${index + 1}`);
  });
  return tied;
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function holds(
  stemName: string,
  { name, program, isDrum }: Pick<HeardInstrument, 'name' | 'program' | 'isDrum'>,
): boolean {
  // "Bass Drum" is a drum, and "No Vocals" are none.
  const kind = REST.test(stemName) ? undefined : KINDS.find(({ words }) => words.test(stemName));
  if (kind === undefined) return false;
  if (isDrum || kind.words === DRUMS) return isDrum && kind.words === DRUMS;
  // What a part is called says more than the sound it was given.
  const called = KINDS.find(({ words }) => words.test(name));
  if (called !== undefined && called.words !== DRUMS) {
    return called === kind || isWithin(called, kind);
  }
  return kind.programs.some(([first, last]) => program >= first && program <= last);
}

/** Pianos and organs are keyboards. */
function isWithin(narrow: Kind, wide: Kind): boolean {
  return narrow.programs.every(([first, last]) =>
    wide.programs.some(([from, to]) => from <= first && last <= to),
  );
}
