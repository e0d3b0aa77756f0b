import * as v from 'valibot';
import type { Fingering } from '../score/tablature/finger.ts';
import { id, partId, version } from './fields.ts';
import { LIMITS } from './limits.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** The answer to `request-tablature`: where a guitarist or bassist plays each note of a part. */
export interface TablatureAnswer {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'tablature';
  readonly revision: number;
  /** `Part.id`. */
  readonly partId: string;
  /** Strings of the instrument; 0 for one without frets. */
  readonly stringCount: number;
  /** By `noteIndex`: 1 = the highest string; 0 = a note that cannot be played. */
  readonly strings: readonly number[];
  readonly frets: readonly number[];
}

function column(most: number) {
  return v.pipe(
    v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(most))),
    v.maxLength(LIMITS.notesPerPart),
  );
}

/** Every note needs both, or numbers would stand on strings that are not theirs. */
export const tablatureSchema = v.pipe(
  v.strictObject({
    version,
    type: v.literal('tablature'),
    revision: id,
    partId,
    stringCount: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(12)),
    strings: column(12),
    frets: column(36),
  }),
  v.check(({ strings, frets }) => strings.length === frets.length, 'a fret for every string'),
);

/** The view will show tablature of a part. */
export const requestTablatureSchema = v.strictObject({
  version,
  type: v.literal('request-tablature'),
  revision: id,
  partId,
});

/** @param fingering `undefined` for instruments without frets */
export function tablatureAnswer(
  revision: number,
  partId: string,
  fingering: Fingering | undefined,
): TablatureAnswer {
  const places = [...(fingering?.places ?? [])];
  const count = places.reduce((most, [noteIndex]) => Math.max(most, noteIndex + 1), 0);
  const strings = new Array<number>(count).fill(0);
  const frets = new Array<number>(count).fill(0);
  for (const [noteIndex, { string, fret }] of places) {
    strings[noteIndex] = string;
    frets[noteIndex] = fret;
  }
  const stringCount = fingering?.stringCount ?? 0;
  return {
    version: PROTOCOL_VERSION,
    type: 'tablature',
    revision,
    partId,
    stringCount,
    strings,
    frets,
  };
}
