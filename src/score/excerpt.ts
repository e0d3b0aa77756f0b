import type { Bar, Chord, Part, Score, ScoreNote, Staff, StaffBar, VoiceElement } from './model.ts';
import { keyAlter } from './pitch/line-of-fifths.ts';

/** Which piece of a score: bars by index, the end exclusive; all parts where none are named. */
export interface ExcerptRange {
  readonly firstBar: number;
  readonly endBar: number;
  /** `Part.id`s; `undefined` for all. */
  readonly partIds?: readonly string[] | undefined;
}

/**
 * Some bars of some parts as a sound score of their own: ties and ottavas end at its edges, and the
 * tempo in force stands over its first bar. Indices past the end are clipped; an empty range gives the
 * nearest bar.
 */
export function excerptOf(score: Score, range: ExcerptRange): Score {
  const first = Math.min(Math.max(range.firstBar, 0), Math.max(score.bars.length - 1, 0));
  const end = Math.min(Math.max(range.endBar, first + 1), score.bars.length);
  const bars = score.bars.slice(first, end);
  const parts = score.parts.filter(
    ({ id }) => range.partIds === undefined || range.partIds.includes(id),
  );
  return {
    ...score,
    bars,
    tempoMarks: tempoMarksOf(score, first, end),
    parts: parts.map((part) => partOf(part, bars, first, end)),
  };
}

/** One part of a score, with everything that is the score's. */
export function singlePart(score: Score, partId: string): Score {
  return { ...score, parts: score.parts.filter(({ id }) => id === partId) };
}

function tempoMarksOf({ tempoMarks }: Score, first: number, end: number): Score['tempoMarks'] {
  const inside = tempoMarks.filter(({ barIndex }) => barIndex >= first && barIndex < end);
  const inForce = tempoMarks.findLast(({ barIndex }) => barIndex < first);
  const opening = inside[0];
  const isOpen = opening?.barIndex === first && opening.offsetDivs === 0;
  return [
    ...(isOpen || inForce === undefined ? [] : [{ ...inForce, barIndex: first, offsetDivs: 0 }]),
    ...inside,
  ].map((mark) => ({ ...mark, barIndex: mark.barIndex - first }));
}

function partOf(part: Part, bars: readonly Bar[], first: number, end: number): Part {
  return { ...part, staves: part.staves.map((staff) => staffOf(staff, bars, first, end)) };
}

function staffOf(staff: Staff, bars: readonly Bar[], first: number, end: number): Staff {
  const count = end - first;
  const ottavas = staff.ottavas
    .filter(
      ({ startBar, endBar, endOffsetDivs }) =>
        startBar < end && (endBar > first || (endBar === first && endOffsetDivs > 0)),
    )
    .map((ottava) => ({
      ...ottava,
      startBar: Math.max(ottava.startBar - first, 0),
      startOffsetDivs: ottava.startBar < first ? 0 : ottava.startOffsetDivs,
      endBar: Math.min(ottava.endBar - first, count - 1),
      endOffsetDivs:
        ottava.endBar >= end ? (bars[count - 1]?.lengthDivs ?? 0) : ottava.endOffsetDivs,
    }));
  return {
    ottavas,
    bars: staff.bars.slice(first, end).map((staffBar, index) => {
      const bar = bars[index];
      if (bar === undefined) return staffBar;
      const opened = index === 0 ? withoutTiesIn(staffBar, bar) : staffBar;
      return index === count - 1 ? withoutTiesOut(opened, bar) : opened;
    }),
  };
}

/** What was tied into the first bar starts there, and shows the accidental the tie had saved. */
function withoutTiesIn(staffBar: StaffBar, { key }: Bar): StaffBar {
  return mapChords(staffBar, (chord) =>
    chord.offsetDivs > 0
      ? chord
      : withNotes(chord, (note) => {
          if (!note.tiedFromPrevious) return note;
          const { step, alter } = note.spelling;
          const accidental = keyAlter(key.fifths, step) === alter ? undefined : { courtesy: false };
          return { ...note, tiedFromPrevious: false, accidental };
        }),
  );
}

function withoutTiesOut(staffBar: StaffBar, { lengthDivs }: Bar): StaffBar {
  return mapChords(staffBar, (chord) =>
    chord.offsetDivs + chord.durationDivs < lengthDivs
      ? chord
      : withNotes(chord, (note) => (note.tiedToNext ? { ...note, tiedToNext: false } : note)),
  );
}

function mapChords(staffBar: StaffBar, change: (chord: Chord) => Chord): StaffBar {
  const changed = (element: VoiceElement): VoiceElement =>
    element.kind === 'chord' ? change(element) : element;
  return {
    ...staffBar,
    voices: staffBar.voices.map((voice) => ({ ...voice, elements: voice.elements.map(changed) })),
  };
}

function withNotes(chord: Chord, change: (note: ScoreNote) => ScoreNote): Chord {
  return { ...chord, notes: chord.notes.map(change) };
}
