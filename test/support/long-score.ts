import { exampleScore } from './example-score.ts';
import type { Score } from '../../src/score/model.ts';

/** The example's whole bars over and over, to any length and any number of copies of its parts. */
export function longScore(barCount: number, copies = 1): Score {
  const from = 1;
  const period = exampleScore.bars.length - from;
  const sources = Array.from({ length: barCount }, (_, i) => from + (i % period));
  let startDiv = 0;
  const bars = sources.flatMap((source, i) => {
    const bar = exampleScore.bars[source];
    if (bar === undefined) return [];
    const placed = { ...bar, number: i + 1, startDiv };
    startDiv += bar.lengthDivs;
    return [placed];
  });
  const parts = Array.from({ length: copies }, (_, copy) =>
    exampleScore.parts.map((part, index) => ({
      ...part,
      id: `P${copy * exampleScore.parts.length + index + 1}`,
      staves: part.staves.map((staff) => ({
        ottavas: [],
        bars: sources.flatMap((source) => staff.bars[source] ?? []),
      })),
    })),
  ).flat();
  const [firstMark] = exampleScore.tempoMarks;
  return {
    ...exampleScore,
    title: `${barCount} bars`,
    bars,
    parts,
    tempoMarks: firstMark === undefined ? [] : [firstMark],
  };
}

/** Noteheads of each part, grace notes included, in bars `first` … `end - 1`. */
export function countNoteheads(score: Score, first = 0, end = score.bars.length): number[] {
  return score.parts.map((part) =>
    part.staves
      .flatMap((staff) => staff.bars.slice(first, end))
      .flatMap((bar) => bar.voices.flatMap((voice) => voice.elements))
      .reduce((sum, element) => {
        if (element.kind === 'rest') return sum;
        const grace = element.graceNotes.reduce((all, each) => all + each.notes.length, 0);
        return sum + element.notes.length + grace;
      }, 0),
  );
}
