import type { Chord, ScoreNote, Spelling, StringFret, VoiceElement } from '../../score/model.ts';
import { isOnFingerboard } from '../../score/tablature/tunings.ts';
import type { NoteType, NoteValue } from '../../score/time.ts';
import { drumKeyName } from '../../transcription/general-midi.ts';
import type { TimelineBar } from '../../protocol/timeline.ts';
import { beatAt } from '../playback/beats.ts';

const TYPE_WORDS: Readonly<Record<NoteType, string>> = {
  0.5: 'breve',
  1: 'whole',
  2: 'half',
  4: 'quarter',
  8: 'eighth',
  16: 'sixteenth',
  32: 'thirty-second',
  64: 'sixty-fourth',
  128: 'hundred twenty-eighth',
};

const ALTER_WORDS = new Map([
  [-2, ' double flat'],
  [-1, ' flat'],
  [0, ''],
  [1, ' sharp'],
  [2, ' double sharp'],
]);

/** Parts of a beat that musicians have words for. */
const FRACTION_WORDS: readonly (readonly [share: number, words: string])[] = [
  [1 / 4, 'a quarter'],
  [1 / 3, 'a third'],
  [1 / 2, 'a half'],
  [2 / 3, 'two thirds'],
  [3 / 4, 'three quarters'],
];

/** "F sharp 4". */
export function pitchWords({ step, alter, octave }: Spelling): string {
  return `${step}${ALTER_WORDS.get(alter) ?? ''} ${octave}`;
}

/** "dotted quarter". */
export function valueWords({ type, dots }: NoteValue): string {
  const dotWords = ['', 'dotted ', 'double dotted '][dots];
  return `${dotWords}${TYPE_WORDS[type]}`;
}

/** "bar 3, beat 2", "bar 3, beat 2 and a half". */
export function placeWords(bar: TimelineBar, offsetDivs: number): string {
  const beat = beatAt(bar, offsetDivs);
  const whole = Math.floor(beat + 1e-6);
  const share = beat - whole;
  const known = FRACTION_WORDS.find(([each]) => Math.abs(each - share) < 1e-3);
  const rest = known === undefined ? share.toFixed(2).slice(1) : ` and ${known[1]}`;
  return `bar ${bar.number}, beat ${whole}${share < 1e-3 ? '' : rest}`;
}

/** "F sharp 4, eighth", "F sharp 4 on string 2, fret 7, eighth", "chord of C 4, E 4 and G 4, half, staccato", "rest, quarter". */
export function elementWords(element: VoiceElement, isPercussion: boolean): string {
  if (element.kind === 'rest') {
    return element.isWholeBar ? 'rest, whole bar' : `rest, ${valueWords(element.value)}`;
  }
  const { notes, value, graceNotes, articulations, isArpeggiated, trill } = element;
  const graces = graceNotes.length === 0 ? '' : `${graceWords(element, isPercussion)}, `;
  const names = notes.map((note) => noteWords(note, isPercussion));
  const [only] = names;
  const heads = names.length === 1 ? (only ?? '') : `chord of ${listed(names)}`;
  return [
    `${graces}${heads}`,
    valueWords(value),
    ...(notes.every(({ tiedFromPrevious }) => tiedFromPrevious) ? ['tied from before'] : []),
    ...(notes.some(({ tiedToNext }) => tiedToNext) ? ['tied on'] : []),
    ...articulations,
    ...(isArpeggiated ? ['arpeggiated'] : []),
    ...(trill === undefined ? [] : [`trill with ${pitchWords(trill.upper)}`]),
  ].join(', ');
}

function noteWords({ spelling, pitch, stringFret }: ScoreNote, isPercussion: boolean): string {
  if (isPercussion) return drumKeyName(pitch);
  return `${pitchWords(spelling)}${stringFret === undefined ? '' : ` ${stringWords(stringFret)}`}`;
}

/** "on string 2, fret 3", "on string 6, open". */
function stringWords(place: StringFret): string {
  const { string, fret } = place;
  if (!isOnFingerboard(place)) return 'not on the fingerboard';
  return `on string ${string}, ${fret === 0 ? 'open' : `fret ${fret}`}`;
}

function graceWords({ graceNotes }: Chord, isPercussion: boolean): string {
  const names = graceNotes.flatMap(({ notes }) =>
    notes.map((note) => noteWords(note, isPercussion)),
  );
  return `grace ${names.length === 1 ? 'note' : 'notes'} ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
