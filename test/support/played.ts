import { inferScore } from '../../src/score/infer-score.ts';
import type { Correction } from '../../src/score/corrections.ts';
import type { Chord, Part, Score, VoiceElement } from '../../src/score/model.ts';
import { barDivs, DIVS_PER_QUARTER } from '../../src/score/time.ts';
import type { KeySignature, TimeSignature } from '../../src/score/time.ts';
import { compareNotes } from '../../src/transcription/model.ts';
import type { Instrument, NoteEvent } from '../../src/transcription/model.ts';

/** Seconds a quarter lasts in everything played here. */
export const QUARTER_SEC = 0.5;
const LEAD_SEC = 2;

/** A note: MIDI pitch, start and length in quarters from the first barline, `held` of its length. */
export function note(pitch: number, start: number, length: number, held = 0.9): NoteEvent {
  const startSec = LEAD_SEC + start * QUARTER_SEC;
  return { pitch, startSec, endSec: startSec + length * held * QUARTER_SEC, velocity: 0.7 };
}

export function played(program: number, notes: readonly NoteEvent[], isDrum = false): Instrument {
  return { name: 'Part', program, isDrum, notes: [...notes].sort(compareNotes) };
}

/** The score of instruments played against a metronome whose beats are known. */
export function scoreOf(
  instruments: readonly Instrument[],
  options: {
    readonly time?: TimeSignature;
    readonly key?: KeySignature;
    readonly corrections?: readonly Correction[];
  } = {},
): Score {
  const time = options.time ?? { beats: 4, beatType: 4 };
  const lead = barDivs(time);
  return inferScore({
    title: 'played',
    performance: { instruments, durationSec: 60 },
    frame: {
      tempoMap: [
        { div: 0, sec: 0 },
        { div: lead, sec: LEAD_SEC },
        { div: lead + DIVS_PER_QUARTER, sec: LEAD_SEC + QUARTER_SEC },
      ],
      timeSignatures: [{ div: 0, time }],
      keys: options.key === undefined ? [] : [{ div: 0, key: options.key }],
      firstBarDiv: lead,
    },
    corrections: options.corrections ?? [],
  });
}

const NAMES = { 0.5: 'b', 1: 'w', 2: 'h', 4: 'q', 8: 'e', 16: 's', 32: 't', 64: 'x', 128: 'o' };

function spelled(element: VoiceElement): string {
  const value = `${NAMES[element.value.type]}${'.'.repeat(element.value.dots)}`;
  if (element.kind === 'rest') return element.isHidden ? `(${value})` : `r${value}`;
  return `${pitches(element)}${value}${element.notes.some((each) => each.tiedToNext) ? '~' : ''}`;
}

function pitches(chord: Chord): string {
  return chord.notes
    .map(({ spelling: { step, alter, octave } }) => {
      return `${step}${'#'.repeat(Math.max(0, alter))}${'b'.repeat(Math.max(0, -alter))}${octave}`;
    })
    .join('+');
}

/** A bar of a part as text, staves and voices each a string: `C4+E4q rq D5e~`. */
export function barText(part: Part | undefined, barIndex: number): string[][] {
  return (part?.staves ?? []).map((staff) =>
    (staff.bars[barIndex]?.voices ?? []).map((voice) => voice.elements.map(spelled).join(' ')),
  );
}
