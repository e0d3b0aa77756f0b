import type { Part, Score, ScoreNote } from '../model.ts';
import type { Fingering } from './finger.ts';

/** @param fingerings by `Part.id`; parts that are not in it stay as they are */
export function writeTablature(score: Score, fingerings: ReadonlyMap<string, Fingering>): Score {
  if (fingerings.size === 0) return score;
  const parts = score.parts.map((part) => {
    const fingering = fingerings.get(part.id);
    return fingering === undefined ? part : writePart(part, fingering);
  });
  return { ...score, parts };
}

function writePart(part: Part, { tuning, places }: Fingering): Part {
  const placed = (note: ScoreNote): ScoreNote => {
    const stringFret = places.get(note.noteIndex);
    return stringFret === undefined ? note : { ...note, stringFret };
  };
  return {
    ...part,
    openStrings: tuning,
    staves: part.staves.map((staff) => ({
      ...staff,
      bars: staff.bars.map((bar) => ({
        ...bar,
        voices: bar.voices.map((voice) => ({
          ...voice,
          elements: voice.elements.map((element) =>
            element.kind === 'rest'
              ? element
              : {
                  ...element,
                  notes: element.notes.map(placed),
                  graceNotes: element.graceNotes.map((grace) => ({
                    ...grace,
                    notes: grace.notes.map(placed),
                  })),
                },
          ),
        })),
      })),
    })),
  };
}
