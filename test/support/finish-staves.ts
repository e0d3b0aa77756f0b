import type {
  Bar,
  Chord,
  ScoreNote,
  Staff,
  StaffBar,
  Step,
  Voice,
  VoiceElement,
} from '../../src/score/model.ts';
import type { KeySignature } from '../../src/score/time.ts';

const SHARPS: readonly Step[] = ['F', 'C', 'G', 'D', 'A', 'E', 'B'];

/** What a step is altered by under a key signature. */
export function alterInKey(step: Step, { fifths }: KeySignature): number {
  if (fifths > 0) return SHARPS.indexOf(step) < fifths ? 1 : 0;
  return SHARPS.indexOf(step) >= 7 + fifths ? -1 : 0;
}

/**
 * Fills in what follows from the notes themselves: ties at their far end, printed accidentals, and
 * the index of the heard note (in reading order of the part, one for each chain of ties).
 */
export function finishStaves(
  staves: readonly Staff[],
  bars: readonly Bar[],
  isPercussion: boolean,
): readonly Staff[] {
  const heard = numberNotes(staves, bars);
  return staves.map((staff) => ({
    ...staff,
    bars: staff.bars.map((staffBar, bar) => {
      const key = bars[bar]?.key ?? { fifths: 0, mode: 'major' };
      const numbered = mapNotes(staffBar, (note) => ({ ...note, ...heard.get(note) }));
      return isPercussion ? numbered : withAccidentals(numbered, key);
    }),
  }));
}

interface Heard {
  readonly noteIndex: number;
  readonly tiedFromPrevious: boolean;
}

function numberNotes(staves: readonly Staff[], bars: readonly Bar[]): Map<ScoreNote, Heard> {
  const heard = new Map<ScoreNote, Heard>();
  const first: { readonly at: number; readonly chain: readonly ScoreNote[]; pitch: number }[] = [];
  for (const staff of staves) {
    for (let voice = 0; voice < 2; voice++) {
      let open = new Map<number, ScoreNote[]>();
      staff.bars.forEach((staffBar, bar) => {
        for (const element of staffBar.voices[voice]?.elements ?? []) {
          if (element.kind === 'rest') continue;
          const at = (bars[bar]?.startDiv ?? 0) + element.offsetDivs;
          for (const grace of element.graceNotes) {
            for (const note of grace.notes) first.push({ at, chain: [note], pitch: note.pitch });
          }
          const next = new Map<number, ScoreNote[]>();
          for (const note of element.notes) {
            const chain = open.get(note.pitch);
            if (chain === undefined) {
              const fresh = [note];
              first.push({ at, chain: fresh, pitch: note.pitch });
              if (note.tiedToNext) next.set(note.pitch, fresh);
            } else {
              chain.push(note);
              if (note.tiedToNext) next.set(note.pitch, chain);
            }
          }
          open = next;
        }
      });
    }
  }
  first.sort((a, b) => a.at - b.at || a.pitch - b.pitch);
  first.forEach(({ chain }, noteIndex) => {
    chain.forEach((note, i) => heard.set(note, { noteIndex, tiedFromPrevious: i > 0 }));
  });
  return heard;
}

function withAccidentals(staffBar: StaffBar, key: KeySignature): StaffBar {
  const inForce = new Map<string, number>();
  const printed = new Set<ScoreNote>();
  const timed = staffBar.voices
    .flatMap((voice) => voice.elements)
    .filter((element): element is Chord => element.kind === 'chord')
    .sort((a, b) => a.offsetDivs - b.offsetDivs);
  for (const chord of timed) {
    for (const note of [...chord.graceNotes.flatMap((grace) => grace.notes), ...chord.notes]) {
      const { step, octave, alter } = note.spelling;
      const place = `${step}${octave}`;
      const expected = inForce.get(place) ?? alterInKey(step, key);
      if (note.tiedFromPrevious) continue;
      inForce.set(place, alter);
      if (alter !== expected) printed.add(note);
    }
  }
  return mapNotes(staffBar, (note) =>
    printed.has(note) ? { ...note, accidental: { courtesy: false } } : note,
  );
}

function mapNotes(staffBar: StaffBar, change: (note: ScoreNote) => ScoreNote): StaffBar {
  const inElement = (element: VoiceElement): VoiceElement =>
    element.kind === 'rest'
      ? element
      : {
          ...element,
          notes: element.notes.map(change),
          graceNotes: element.graceNotes.map((grace) => ({
            ...grace,
            notes: grace.notes.map(change),
          })),
        };
  const inVoice = (voice: Voice): Voice => ({ ...voice, elements: voice.elements.map(inElement) });
  return { ...staffBar, voices: staffBar.voices.map(inVoice) };
}
