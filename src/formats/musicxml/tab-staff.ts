import type {
  Chord,
  Clef,
  Part,
  ScoreNote,
  StaffBar,
  Voice,
  VoiceElement,
} from '../../score/model.ts';
import { nearestFifth, spellingAt } from '../../score/pitch/line-of-fifths.ts';
import { isOnFingerboard } from '../../score/tablature/tunings.ts';
import { el, type Xml } from './xml.ts';

/** Strings have the usual names for their pitches, E flat rather than D sharp. */
const USUAL_FIFTHS = 2;

/** The clef of a tablature staff. @param number of the staff, from 1 */
export function tabClef(number: number): Xml {
  return el('clef', { number }, el('sign', {}, 'TAB'), el('line', {}, 5));
}

/** How many strings it has, and the tuning of each: line 1 is the lowest. */
export function tabDetails(number: number, openStrings: readonly number[]): Xml {
  return el(
    'staff-details',
    { number },
    el('staff-lines', {}, openStrings.length),
    openStrings.map((pitch, i) => {
      const { step, alter, octave } = spellingAt(nearestFifth(pitch, USUAL_FIFTHS), pitch);
      return el(
        'staff-tuning',
        { line: i + 1 },
        el('tuning-step', {}, step),
        alter === 0 ? undefined : el('tuning-alter', {}, alter),
        el('tuning-octave', {}, octave),
      );
    }),
  );
}

/**
 * The voices of a bar as tablature has them: what can be fretted of them, at its time, with nothing
 * that the staff above says already. What is left silent is hidden.
 */
export function tabVoices({ voices }: StaffBar): Voice[] {
  return voices.map((voice) => ({ ...voice, beams: [], elements: voice.elements.map(tabElement) }));
}

function tabElement(element: VoiceElement): VoiceElement {
  const { offsetDivs, durationDivs, value } = element;
  const notes = element.kind === 'rest' ? [] : tabNotes(element.notes);
  if (element.kind === 'rest' || notes.length === 0) {
    const isWholeBar = element.kind === 'rest' && element.isWholeBar;
    return { kind: 'rest', offsetDivs, durationDivs, value, isWholeBar, isHidden: true };
  }
  return {
    ...element,
    notes,
    graceNotes: tabGraces(element),
    articulations: [],
    isArpeggiated: false,
    trill: undefined,
  };
}

function tabGraces({ graceNotes }: Chord): Chord['graceNotes'] {
  return graceNotes.flatMap((grace) => {
    const notes = tabNotes(grace.notes);
    return notes.length === 0 ? [] : [{ ...grace, notes }];
  });
}

function tabNotes(notes: readonly ScoreNote[]): ScoreNote[] {
  return notes.flatMap((note) =>
    note.stringFret !== undefined && isOnFingerboard(note.stringFret)
      ? [{ ...note, accidental: undefined, notehead: 'normal' as const }]
      : [],
  );
}

/**
 * A part with tablature, the octave that its instrument transposes by said by its clefs: strings are
 * tuned to what sounds, and MuseScore takes a `transpose` for frets that are not there.
 */
export function withOctaveClefs(part: Part): Part {
  const { octaveTransposition, openStrings } = part;
  if (openStrings === undefined || octaveTransposition === 0) return part;
  const octaveChange: Clef['octaveChange'] = octaveTransposition < 0 ? -1 : 1;
  const staves = part.staves.map((staff) => ({
    ...staff,
    bars: staff.bars.map((bar) => ({ ...bar, clef: { ...bar.clef, octaveChange } })),
  }));
  return { ...part, octaveTransposition: 0, staves };
}
