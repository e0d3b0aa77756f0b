import type { ColumnNote } from '../../protocol/hearing-messages.ts';

/** A line of the roll: a stretch of the recording, as wide as the page. */
export interface RollLine {
  readonly startSec: number;
  readonly endSec: number;
}

/** Room a second takes at most and at least, in CSS pixels: an eighth note at 120 is 10 wide at least. */
const MOST_PX_PER_SEC = 120;
const LEAST_PX_PER_SEC = 40;
/** Lines begin at whole multiples of this. */
const STEP_SEC = 5;

/** Cuts a recording into lines that fill a width in CSS pixels, all but the last. */
export function rollLines(durationSec: number, width: number): RollLine[] {
  const fits = Math.max(STEP_SEC, Math.floor(width / LEAST_PX_PER_SEC / STEP_SEC) * STEP_SEC);
  // What is short is one line, as wide as that makes it.
  const lineSec =
    durationSec <= fits ? Math.max(durationSec, Math.min(width / MOST_PX_PER_SEC, fits)) : fits;
  const count = Math.max(1, Math.ceil(durationSec / lineSec));
  return Array.from({ length: count }, (_, i) => ({
    startSec: i * lineSec,
    endSec: (i + 1) * lineSec,
  }));
}

/** Indices of the lines in which a span of time lies; the last one takes what lies after it. */
export function linesOf(
  lines: { readonly count: number; readonly lineSec: number },
  { startSec, endSec }: Pick<ColumnNote, 'startSec' | 'endSec'>,
): readonly [first: number, last: number] {
  const last = lines.count - 1;
  const first = Math.min(last, Math.floor(startSec / lines.lineSec));
  // A note that ends where a line does is not on the next.
  return [first, Math.min(last, Math.max(first, Math.ceil(endSec / lines.lineSec) - 1))];
}

/** C1 to G7: what lies beyond is drawn at the edge. */
const LOWEST = 24;
const HIGHEST = 103;
const ROW = 1.4;
const PITCHED_HEIGHT = (HIGHEST - LOWEST + 1) * ROW;
const DRUM_ROW = 6;
/** Where the strip of the drums begins, under the pitches. */
export const DRUMS_TOP = Math.round(PITCHED_HEIGHT) + 2;
/** General MIDI drum keys by how high they sound: basses, then snares and toms, then what rings. */
const LAST_BASS_DRUM = 36;
const LAST_SKIN = 41;

/** Height of a line, CSS pixels. */
export const LINE_HEIGHT = DRUMS_TOP + 3 * DRUM_ROW + 2;

/** Middle of the row of a pitch. */
export function pitchY(pitch: number): number {
  const within = Math.min(HIGHEST, Math.max(LOWEST, pitch));
  return (HIGHEST - within + 0.5) * ROW;
}

/** Middle of the row of a drum, in the strip under the pitches. */
export function drumY(key: number): number {
  const isCymbal = key === 42 || key === 44 || key === 46 || key >= 49;
  const row = key <= LAST_BASS_DRUM ? 2 : !isCymbal || key <= LAST_SKIN ? 1 : 0;
  return DRUMS_TOP + 1 + (row + 0.5) * DRUM_ROW;
}

/** The Cs that are ruled, by MIDI pitch. */
export const RULED = [36, 48, 60, 72, 84, 96] as const;
