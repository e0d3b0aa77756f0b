import { secAtDiv } from '../../src/score/frame.ts';
import type { Part, Score } from '../../src/score/model.ts';
import { compareNotes, type Instrument, type NoteEvent } from '../../src/transcription/model.ts';
import type { Transcription } from '../../src/transcription/model.ts';

/** A performance that plays a score exactly as it is written; grace notes and repeats apart. */
export function performanceOf(score: Score): Transcription {
  const instruments = score.parts.map((part) => instrumentOf(part, score));
  const ends = instruments.flatMap(({ notes }) => notes.map(({ endSec }) => endSec));
  return { instruments, durationSec: Math.max(0, ...ends) };
}

function instrumentOf(part: Part, { bars, tempoMap }: Score): Instrument {
  const notes: NoteEvent[] = [];
  for (const { bars: staffBars } of part.staves) {
    staffBars.forEach(({ voices }, index) => {
      const startDiv = bars[index]?.startDiv ?? 0;
      for (const element of voices.flatMap(({ elements }) => elements)) {
        if (element.kind === 'rest') continue;
        const startSec = secAtDiv(tempoMap, startDiv + element.offsetDivs);
        const endSec = secAtDiv(tempoMap, startDiv + element.offsetDivs + element.durationDivs);
        for (const { pitch } of element.notes) {
          notes.push({ pitch, startSec, endSec, velocity: 0.7 });
        }
      }
    });
  }
  notes.sort(compareNotes);
  return { name: part.name, program: part.program, isDrum: part.isPercussion, notes };
}
