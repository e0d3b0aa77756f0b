import type {
  Chord,
  GraceNote,
  Part,
  Rest,
  ScoreNote,
  Trill,
  Spelling,
  StringFret,
  Tuplet,
  Voice,
} from '../../score/model.ts';

import { isOnFingerboard } from '../../score/tablature/tunings.ts';
import type { NoteValue } from '../../score/time.ts';
import { dotElements, typeName, type Unit } from './durations.ts';
import { instrumentId } from './part-list.ts';
import { el, type Child, type Xml } from './xml.ts';

/** What a note needs to know of its surroundings. */
export interface NoteContext {
  readonly part: Part;
  readonly unit: Unit;
  /** Number of the voice in the part, from 1. */
  readonly voice: number;
  /** Number of the staff, from 1; absent in parts of one staff. */
  readonly staff: number | undefined;
  /** `none` in tablature, which leaves the rhythm to the staff above. */
  readonly stems: Voice['stems'] | 'none';
  /** Where a guitarist plays a note; `undefined` on other instruments, and where the tablature says it. */
  readonly placeOf: (note: ScoreNote) => StringFret | undefined;
}

/** The place of an element in the groups it belongs to. */
export interface Grouping {
  readonly beams: readonly Xml[];
  readonly tuplet: Tuplet | undefined;
  readonly startsTuplet: boolean;
  readonly endsTuplet: boolean;
}

const SEMITONES = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 } as const;

/** The notes of a chord, from low to high; all but the first are marked as belonging to it. */
export function chordElements(
  chord: Chord,
  context: NoteContext,
  grouping: Grouping,
): readonly Xml[] {
  return chord.notes.map((note, i) => {
    const isFirst = i === 0;
    return el(
      'note',
      {},
      isFirst ? undefined : el('chord', {}),
      ...soundOf(note, context),
      el('duration', {}, context.unit.of(chord.durationDivs)),
      ...tieElements('tie', note),
      ...looks(note, chord.value, context, grouping.tuplet),
      ...(isFirst ? grouping.beams : []),
      notations([
        ...tieElements('tied', note),
        isFirst && chord.graceNotes.length > 0 ? slur('stop') : undefined,
        ...(isFirst ? tupletNotations(grouping, context) : []),
        isFirst && chord.trill !== undefined ? trillOrnament(chord.trill) : undefined,
        technical(note, context),
        isFirst && chord.articulations.length > 0
          ? el(
              'articulations',
              {},
              chord.articulations.map((kind) => el(kind, {})),
            )
          : undefined,
        chord.isArpeggiated ? el('arpeggiate', {}) : undefined,
      ]),
    );
  });
}

/** The notes of one grace note (a small chord). @param startsSlur to the note that it decorates */
export function graceElements(
  grace: GraceNote,
  context: NoteContext,
  beams: readonly Xml[],
  startsSlur: boolean,
): readonly Xml[] {
  return grace.notes.map((note, i) =>
    el(
      'note',
      {},
      el('grace', { slash: grace.slash ? 'yes' : undefined }),
      i === 0 ? undefined : el('chord', {}),
      ...soundOf(note, context),
      ...tieElements('tie', note),
      ...looks(note, { type: grace.type, dots: 0 }, context, undefined),
      ...(i === 0 ? beams : []),
      notations([
        ...tieElements('tied', note),
        i === 0 && startsSlur ? slur('start') : undefined,
        technical(note, context),
      ]),
    ),
  );
}

function trillOrnament({ upper, hasAccidental }: Trill): Xml {
  return el(
    'ornaments',
    {},
    el('trill-mark', {}),
    hasAccidental
      ? el('accidental-mark', { placement: 'above' }, ACCIDENTALS[upper.alter])
      : undefined,
  );
}

function slur(type: 'start' | 'stop'): Xml {
  return el('slur', { type, number: 1 });
}

/** A rest; hidden ones take their time all the same. */
export function restElement(rest: Rest, context: NoteContext, grouping: Grouping): Xml {
  return el(
    'note',
    { 'print-object': rest.isHidden ? 'no' : undefined },
    el('rest', { measure: rest.isWholeBar ? 'yes' : undefined }),
    el('duration', {}, context.unit.of(rest.durationDivs)),
    el('voice', {}, context.voice),
    ...(rest.isWholeBar ? [] : valueElements(rest.value)),
    timeModification(rest.value, grouping.tuplet),
    context.staff === undefined ? undefined : el('staff', {}, context.staff),
    notations(tupletNotations(grouping, context)),
  );
}

/** What sounds, and which instrument of a drum kit plays it. */
function soundOf(note: ScoreNote, { part }: NoteContext): readonly Xml[] {
  const { step, octave } = note.spelling;
  if (part.isPercussion) {
    return [el('unpitched', {}, el('display-step', {}, step), el('display-octave', {}, octave))];
  }
  const written = note.pitch - 12 * part.octaveTransposition - (part.transposition?.chromatic ?? 0);
  return [pitchElement(note.spelling, written)];
}

/**
 * MusicXML's pitch is the sound under octave clefs and ottavas, but not under `transpose`; so the
 * octave is taken from the sound, not from the place on the staff. It has ten octaves only: what
 * lies beyond them, and beyond hearing, is moved to the nearest.
 */
function pitchElement({ step, alter }: Spelling, written: number): Xml {
  const octave = Math.round((written - alter - SEMITONES[step]) / 12) - 1;
  return el(
    'pitch',
    {},
    el('step', {}, step),
    alter === 0 ? undefined : el('alter', {}, alter),
    el('octave', {}, Math.max(0, Math.min(9, octave))),
  );
}

const ACCIDENTALS = {
  '-2': 'flat-flat',
  '-1': 'flat',
  0: 'natural',
  1: 'sharp',
  2: 'double-sharp',
} as const;

/** From the instrument to the staff: everything that follows a note's length and ties. */
function looks(
  note: ScoreNote,
  value: NoteValue,
  context: NoteContext,
  tuplet: Tuplet | undefined,
): readonly Child[] {
  const { part, voice, staff, stems } = context;
  const courtesy = note.accidental?.courtesy === true ? 'yes' : undefined;
  return [
    part.isPercussion ? el('instrument', { id: instrumentId(part, note.pitch) }) : undefined,
    el('voice', {}, voice),
    ...valueElements(value),
    note.accidental === undefined
      ? undefined
      : el(
          'accidental',
          { cautionary: courtesy, parentheses: courtesy },
          ACCIDENTALS[note.spelling.alter],
        ),
    timeModification(value, tuplet),
    stems === 'auto' || (value.type < 2 && stems !== 'none') ? undefined : el('stem', {}, stems),
    note.notehead === 'normal' ? undefined : el('notehead', {}, note.notehead),
    staff === undefined ? undefined : el('staff', {}, staff),
  ];
}

function valueElements({ type, dots }: NoteValue): readonly Xml[] {
  return [el('type', {}, typeName(type)), ...dotElements('dot', dots)];
}

function timeModification(value: NoteValue, tuplet: Tuplet | undefined): Xml | undefined {
  if (tuplet === undefined) return undefined;
  return el(
    'time-modification',
    {},
    el('actual-notes', {}, tuplet.actual),
    el('normal-notes', {}, tuplet.normal),
    // Said only where it is not the note's own value.
    value.type === tuplet.type && value.dots === 0
      ? undefined
      : el('normal-type', {}, typeName(tuplet.type)),
  );
}

function tupletNotations(
  { tuplet, startsTuplet, endsTuplet }: Grouping,
  { stems }: NoteContext,
): readonly Child[] {
  if (tuplet === undefined) return [];
  const bracket = tuplet.bracket ? 'yes' : 'no';
  const looks = stems === 'none' ? { bracket: 'no', 'show-number': 'none' } : { bracket };
  return [
    startsTuplet ? el('tuplet', { type: 'start', number: 1, ...looks }) : undefined,
    endsTuplet ? el('tuplet', { type: 'stop', number: 1 }) : undefined,
  ];
}

/** The string and fret, for programs that can show tablature. */
function technical(note: ScoreNote, { placeOf }: NoteContext): Xml | undefined {
  const place = placeOf(note);
  // The format knows no frets that an instrument has not.
  if (place === undefined || !isOnFingerboard(place)) return undefined;
  return el('technical', {}, el('string', {}, place.string), el('fret', {}, place.fret));
}

function tieElements(name: 'tie' | 'tied', note: ScoreNote): readonly Xml[] {
  return [
    ...(note.tiedFromPrevious ? [el(name, { type: 'stop' })] : []),
    ...(note.tiedToNext ? [el(name, { type: 'start' })] : []),
  ];
}

function notations(children: readonly Child[]): Xml | undefined {
  const present = children.filter((child) => child !== undefined);
  return present.length === 0 ? undefined : el('notations', {}, present);
}
