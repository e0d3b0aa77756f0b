import type { Chord, Score, Staff, StaffBar, VoiceElement } from '../score/model.ts';
import { DIVS_PER_QUARTER, isSameTime } from '../score/time.ts';
import { mostAccidentals } from '../score/transposition/written-key.ts';

/** Width of a quarter note's space in staff spaces, before stretching. */
const QUARTER_SPACES = 3.7;
/** No column of notes is narrower, however short. */
const LEAST_SPACES = 2;
const PADDING_SPACES = 2.6;
const ACCIDENTAL_SPACES = 0.9;
const GRACE_SPACES = 1.6;
const HEAD_SPACES = 1.2;
const CLEF_SPACES = 3;
/** A sharp or flat of a key signature. */
export const KEY_ACCIDENTAL_SPACES = 1.1;
/** A time signature. */
export const TIME_SPACES = 3;
/** A multi-bar rest: a thick bar with a number over it. */
const MULTI_REST_SPACES = 16;

/**
 * Space after a note until the next one starts, in staff spaces: a duration of twice the length gets
 * about 1.5 times the space, as engravers do (after Elaine Gould, "Behind Bars", 2011).
 */
export function idealSpaces(durationDivs: number): number {
  return QUARTER_SPACES * Math.pow(durationDivs / DIVS_PER_QUARTER, 0.585);
}

/**
 * How wide each bar wants to be, in staff spaces: cheap to know for a whole score, and good enough
 * to choose its line breaks before a single bar has been engraved. 0 for a bar that has no place of
 * its own: it is counted in the multi-bar rest that the bar before it begins or continues.
 */
export function barWeights(score: Score): number[] {
  const staves = score.parts.flatMap((part) => part.staves);
  return score.bars.map((bar, index) => {
    if (continuesSilence(score, staves, index)) return 0;
    if (continuesSilence(score, staves, index + 1)) return MULTI_REST_SPACES;
    const columns = new Map<number, number>();
    for (const staff of staves) {
      const staffBar = staff.bars[index];
      if (staffBar !== undefined) addColumns(staffBar, columns);
    }
    const previous = score.bars[index - 1];
    let weight = PADDING_SPACES + columnsWidth(columns, bar.lengthDivs);
    if (previous !== undefined && !isSameTime(previous.time, bar.time)) weight += TIME_SPACES;
    if (previous !== undefined && previous.key.fifths !== bar.key.fifths) {
      // A key without accidentals is written as the naturals of the one before.
      const signs = mostAccidentals(bar.key, score.parts);
      const naturals = signs === 0 ? mostAccidentals(previous.key, score.parts) : 0;
      weight += (signs + naturals + 1) * KEY_ACCIDENTAL_SPACES;
    }
    if (staves.some((staff) => clefChanges(staff.bars[index - 1], staff.bars[index]))) {
      weight += CLEF_SPACES;
    }
    return Math.round(weight * 10) / 10;
  });
}

/** Adds each element's position, with the extra width of its accidentals and grace notes. */
function addColumns(staffBar: StaffBar, columns: Map<number, number>): void {
  for (const voice of staffBar.voices) {
    for (const element of voice.elements) {
      if (element.kind === 'rest' && element.isHidden) continue;
      const known = columns.get(element.offsetDivs) ?? 0;
      columns.set(element.offsetDivs, Math.max(known, extraSpaces(element)));
    }
  }
}

function extraSpaces(element: VoiceElement): number {
  if (element.kind === 'rest') return 0;
  const accidentals = element.notes.filter((note) => note.accidental !== undefined).length;
  return (
    Math.min(accidentals, 3) * ACCIDENTAL_SPACES +
    element.graceNotes.length * GRACE_SPACES +
    headsAside(element.notes) * HEAD_SPACES
  );
}

/** Columns of heads beyond the first: seconds need one, a unison beside a second two. */
function headsAside(notes: Chord['notes']): number {
  const steps = notes
    .map(({ spelling }) => spelling.octave * 7 + 'CDEFGAB'.indexOf(spelling.step))
    .sort((a, b) => a - b);
  const isWithin = (count: number): boolean =>
    steps.some((step, i) => (steps[i + count] ?? Infinity) - step <= 1);
  return isWithin(2) ? 2 : isWithin(1) ? 1 : 0;
}

function columnsWidth(columns: ReadonlyMap<number, number>, barDivs: number): number {
  const offsets = [...columns.keys()].sort((a, b) => a - b);
  let width = 0;
  offsets.forEach((offset, i) => {
    const next = offsets[i + 1] ?? barDivs;
    const ideal = idealSpaces(Math.max(next - offset, 0));
    // Signs take room of a short note, and hardly any of what follows a long one.
    const signs = columns.get(offset) ?? 0;
    width += Math.max(ideal + signs / 2, LEAST_SPACES + signs);
  });
  return width;
}

/** All staves rest through this bar and the one before it, and nothing changes between the two. */
function continuesSilence(score: Score, staves: readonly Staff[], index: number): boolean {
  const [before, bar] = [score.bars[index - 1], score.bars[index]];
  if (before === undefined || bar === undefined) return false;
  return (
    isSameTime(before.time, bar.time) &&
    before.lengthDivs === bar.lengthDivs &&
    before.key.fifths === bar.key.fifths &&
    staves.every(
      ({ bars }) =>
        isSilent(bars[index - 1]) &&
        isSilent(bars[index]) &&
        !clefChanges(bars[index - 1], bars[index]),
    ) &&
    !score.tempoMarks.some(({ barIndex }) => barIndex === index)
  );
}

function isSilent(bar: StaffBar | undefined): boolean {
  return (
    bar?.voices.every(({ elements }) =>
      elements.every((each) => each.kind === 'rest' && (each.isWholeBar || each.isHidden)),
    ) === true
  );
}

function clefChanges(before: StaffBar | undefined, after: StaffBar | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const [a, b] = [before.clef, after.clef];
  return a.sign !== b.sign || a.line !== b.line || a.octaveChange !== b.octaveChange;
}
