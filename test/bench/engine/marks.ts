import type { NoteEvent, Transcription } from '../../../src/transcription/model.ts';
import { familyOf, type Family } from './families.ts';
import { counts, f1, match, notesAgree, onsetsAgree, type Timed } from './matching.ts';
import { mergeUnisons, type TrueNote, type Truth } from './truth.ts';

/** F1 in per cent; `undefined` where a drum is hardly struck. */
export interface DrumMarks {
  readonly kick: number | undefined;
  readonly snare: number | undefined;
  readonly cymbals: number | undefined;
  readonly toms: number | undefined;
}

/** Per cent; `undefined` where the question does not arise. */
export interface Marks extends DrumMarks {
  readonly onset: number | undefined;
  readonly onsetOffset: number | undefined;
  /** Of the notes found: given to an instrument of the right family. */
  readonly family: number | undefined;
}

export const MARKS = [
  'onset',
  'onsetOffset',
  'kick',
  'snare',
  'cymbals',
  'toms',
  'family',
] as const satisfies readonly (keyof Marks)[];

/** General MIDI keys of each drum; rim and clap count as snare, every cymbal with the hats. */
const DRUMS = {
  kick: [35, 36],
  snare: [37, 38, 39, 40],
  cymbals: [42, 44, 46, 49, 51, 52, 53, 55, 57, 59],
  toms: [41, 43, 45, 47, 48, 50],
} as const satisfies Record<keyof DrumMarks, readonly number[]>;
/** A drum that is struck less often in an excerpt is not marked there. */
const MIN_HITS = 4;
const SAME_STROKE_SEC = 0.03;

interface FoundNote extends NoteEvent {
  readonly family: Family | undefined;
}

export function mark(truth: Truth, { instruments }: Transcription): Marks {
  const found: FoundNote[] = instruments
    .filter(({ isDrum }) => !isDrum)
    .flatMap(({ notes, program }) => notes.map((note) => ({ ...note, family: familyOf(program) })));
  const estimates = mergeUnisons(
    found.map((note) => ({ ...note, families: note.family === undefined ? [] : [note.family] })),
  );
  const partner = match(truth.notes, estimates, onsetsAgree);
  const isPitched = truth.notes.length > 0;
  return {
    onset: isPitched ? f1(counts(partner, estimates.length)) : undefined,
    onsetOffset: isPitched
      ? f1(counts(match(truth.notes, estimates, notesAgree), estimates.length))
      : undefined,
    ...drumMarks(truth.hits, { instruments }),
    family: familyShare(truth.notes, estimates, partner),
  };
}

/** @param real the strokes that are played */
export function drumMarks(
  real: readonly TrueNote[],
  { instruments }: Pick<Transcription, 'instruments'>,
): DrumMarks {
  const hits = instruments.filter(({ isDrum }) => isDrum).flatMap(({ notes }) => notes);
  return {
    kick: drum(real, hits, DRUMS.kick),
    snare: drum(real, hits, DRUMS.snare),
    cymbals: drum(real, hits, DRUMS.cymbals),
    toms: drum(real, hits, DRUMS.toms),
  };
}

function familyShare(
  real: readonly TrueNote[],
  estimates: readonly TrueNote[],
  partner: readonly number[],
): number | undefined {
  let [matched, right] = [0, 0];
  real.forEach(({ families }, i) => {
    const estimate = estimates[partner[i] ?? -1];
    if (estimate === undefined) return;
    matched++;
    if (estimate.families.some((family) => families.includes(family))) right++;
  });
  return matched === 0 ? undefined : (100 * right) / matched;
}

function drum(
  real: readonly TrueNote[],
  estimates: readonly NoteEvent[],
  keys: readonly number[],
): number | undefined {
  const truth = strokes(real, keys);
  if (truth.length < MIN_HITS) return undefined;
  const found = strokes(estimates, keys);
  return f1(counts(match(truth, found, onsetsAgree), found.length));
}

/** Two keys for one kind of drum, struck together, are one stroke. */
function strokes(hits: readonly Timed[], keys: readonly number[]): Timed[] {
  const all: Timed[] = [];
  for (const { pitch, startSec, endSec } of hits.toSorted((a, b) => a.startSec - b.startSec)) {
    if (!keys.includes(pitch)) continue;
    if (startSec - (all.at(-1)?.startSec ?? -Infinity) < SAME_STROKE_SEC) continue;
    all.push({ pitch: 0, startSec, endSec });
  }
  return all;
}
