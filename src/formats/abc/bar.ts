import type {
  Articulation,
  Chord,
  Clef,
  TempoMark,
  Voice,
  VoiceElement,
} from '../../score/model.ts';
import { valueDivs } from '../../score/time.ts';
import { tempoText } from './fields.ts';
import type { PitchWriter } from './pitches.ts';
import { lengthText, silenceText } from './text.ts';

const ARTICULATIONS: Readonly<Record<Articulation, string>> = {
  staccato: '.',
  tenuto: '!tenuto!',
  accent: '!accent!',
};

/** What one voice needs to be written in one bar. */
export interface BarContext {
  readonly pitches: PitchWriter;
  readonly clef: Clef;
  readonly isPercussion: boolean;
  /** Tempo marks of this bar, in order; for the first voice only. */
  readonly tempoMarks: readonly TempoMark[];
}

/** The music of a voice in a bar, without barlines. Notes written together are beamed together. */
export function barText(voice: Voice, context: BarContext): string {
  const joined = joinedToNext(voice);
  const waiting = [...context.tempoMarks];
  return voice.elements
    .map((element, index) => {
      let before = '';
      while ((waiting[0]?.offsetDivs ?? Infinity) <= element.offsetDivs) {
        const mark = waiting.shift();
        if (mark !== undefined) before += `[Q:${tempoText(mark)}] `;
      }
      const after = joined.has(index) || index === voice.elements.length - 1 ? '' : ' ';
      return before + tupletStart(voice, index) + elementText(element, context) + after;
    })
    .join('');
}

/** Indices of the elements with a beam to the next one. */
function joinedToNext({ beams }: Voice): ReadonlySet<number> {
  return new Set(beams.flatMap(({ elements }) => elements.slice(0, -1)));
}

/** `(p:q:r`: p in the time of q, for the next r notes. */
function tupletStart({ tuplets }: Voice, index: number): string {
  return tuplets
    .filter(({ first }) => first === index)
    .map(({ actual, normal, first, last }) => `(${actual}:${normal}:${last - first + 1}`)
    .join('');
}

function elementText(element: VoiceElement, context: BarContext): string {
  if (element.kind === 'rest') {
    const sign = element.isHidden ? 'x' : 'z';
    // A whole-bar rest is printed as a whole rest, but lasts as long as the bar.
    return silenceText(sign, element.isWholeBar ? element.durationDivs : valueDivs(element.value));
  }
  const marks = element.articulations.map((articulation) => ARTICULATIONS[articulation]).join('');
  const arpeggio = element.isArpeggiated ? '!arpeggio!' : '';
  const trill = element.trill === undefined ? '' : '!trill!';
  const length = lengthText(valueDivs(element.value));
  // A tie of all notes stands after the length; that of some of a chord's notes beside each.
  const tie = isTiedWhole(element.notes) ? '-' : '';
  return (
    graceText(element, context) +
    arpeggio +
    trill +
    marks +
    notesText(element.notes, context) +
    length +
    tie
  );
}

function graceText({ graceNotes }: Chord, context: BarContext): string {
  const [first] = graceNotes;
  if (first === undefined) return '';
  const notes = graceNotes.map(({ notes: heads }) => notesText(heads, context)).join('');
  return `{${first.slash && graceNotes.length === 1 ? '/' : ''}${notes}}`;
}

function notesText(notes: Chord['notes'], { pitches, clef, isPercussion }: BarContext): string {
  const texts = notes.map((note) => pitches.pitch(note, clef, isPercussion));
  if (texts.length === 1) return texts.join('');
  if (isTiedWhole(notes)) return `[${texts.join('')}]`;
  return `[${texts.map((text, i) => text + (notes[i]?.tiedToNext === true ? '-' : '')).join('')}]`;
}

function isTiedWhole(notes: Chord['notes']): boolean {
  return notes.every(({ tiedToNext }) => tiedToNext);
}

/** Whether some but not all notes of a voice's last chord are tied over the barline. */
export function endsPartlyTied({ elements }: Voice): boolean {
  const last = elements.at(-1);
  if (last?.kind !== 'chord' || isTiedWhole(last.notes)) return false;
  return last.notes.some(({ tiedToNext }) => tiedToNext);
}
