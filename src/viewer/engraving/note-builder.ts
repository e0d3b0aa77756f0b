import {
  Accidental,
  Beam,
  Dot,
  GraceNote,
  GraceNoteGroup,
  StaveNote,
  Stem,
  Stroke,
  type Stave,
} from 'vexflow/core';
import type { Notehead, ScoreNote } from '../../score/model.ts';
import type { PlacedChord, PlacedRest, PlacedVoice } from '../layout/place-voice.ts';
import type { NoteType, NoteValue } from '../../score/time.ts';
import { partHeads } from './note-heads.ts';

/** A printed element and the drawing made of it. */
export interface BuiltElement {
  readonly offsetDivs: number;
  readonly durationDivs: number;
  readonly placed: PlacedChord | PlacedRest;
  readonly note: StaveNote;
}

export interface BuiltVoice {
  readonly placed: PlacedVoice;
  /** By index of the voice's elements; undefined where nothing is printed. */
  readonly elements: readonly (BuiltElement | undefined)[];
  readonly beams: readonly BuiltBeam[];
}

export interface BuiltBeam {
  readonly beam: Beam;
  readonly chords: readonly { readonly note: StaveNote; readonly placed: PlacedChord }[];
}

const ACCIDENTALS = { '-2': 'bb', '-1': 'b', '0': 'n', '1': '#', '2': '##' } as const;

/** Makes the notes and beams of a voice, not yet at any place along the line. */
export function buildVoice(placed: PlacedVoice, stave: Stave): BuiltVoice {
  const elements = placed.elements.map((each): BuiltElement | undefined => {
    if (each.kind === 'rest') {
      if (!each.isPrinted) return undefined;
      return built(each.rest, each, buildRest(each));
    }
    return built(each.chord, each, buildChord(each));
  });
  for (const element of elements) element?.note.setStave(stave);
  const beams = buildBeams(placed, elements);
  // A beam lets the library forget how far heads reach.
  for (const element of elements) {
    if (element?.placed.kind === 'chord') partHeads(element.note, element.placed.stemUp);
  }
  return { placed, elements, beams };
}

function built(
  timed: { readonly offsetDivs: number; readonly durationDivs: number },
  placed: PlacedChord | PlacedRest,
  note: StaveNote,
): BuiltElement {
  return { offsetDivs: timed.offsetDivs, durationDivs: timed.durationDivs, placed, note };
}

function buildRest({ rest, position }: PlacedRest): StaveNote {
  const note = new StaveNote({
    keys: [keyAt(position)],
    duration: durationName(rest.value.type),
    dots: rest.value.dots,
    type: 'r',
  });
  addDots(note, rest.value);
  return note;
}

function buildChord(placed: PlacedChord): StaveNote {
  const { chord, positions, stemUp } = placed;
  const note = new StaveNote({
    keys: chord.notes.map(({ notehead }, i) => keyAt(positions[i] ?? 0, notehead, chord.value)),
    duration: durationName(chord.value.type),
    dots: chord.value.dots,
    stemDirection: stemUp ? Stem.UP : Stem.DOWN,
  });
  joinStem(note, placed);
  addAccidentals(note, chord.notes);
  addDots(note, chord.value);
  if (chord.isArpeggiated)
    note.addStroke(0, new Stroke(Stroke.Type.ARPEGGIO_DIRECTIONLESS, { allVoices: false }));
  if (chord.graceNotes.length > 0) note.addModifier(buildGraceNotes(placed), 0);
  return note;
}

/** How far over or under its middle the stem of a crossed head begins: at a tip of the cross, not at its side. */
const CROSS_TIP = 4.4;

/** Joins a stem to the outer one of its heads, where the library would have it begin at its middle. */
function joinStem(note: StaveNote, { chord, stemUp }: PlacedChord): void {
  const outer = stemUp ? chord.notes[0] : chord.notes.at(-1);
  if (outer?.notehead !== 'x' || chord.value.type < 4) return;
  note.getStem()?.setOptions({ stemUpYBaseOffset: -CROSS_TIP, stemDownYBaseOffset: CROSS_TIP });
}

function buildGraceNotes({ chord, gracePositions }: PlacedChord): GraceNoteGroup {
  const isGroup = chord.graceNotes.length > 1;
  const notes = chord.graceNotes.map((grace, i) => {
    const note = new GraceNote({
      keys: grace.notes.map(({ notehead }, j) =>
        keyAt(gracePositions[i]?.[j] ?? 0, notehead, { type: grace.type, dots: 0 }),
      ),
      duration: durationName(grace.type),
      slash: grace.slash && !isGroup,
      stemDirection: Stem.UP,
    });
    addAccidentals(note, grace.notes);
    return note;
  });
  const group = new GraceNoteGroup(notes, false);
  if (chord.graceNotes.every(({ type }) => type >= 8)) group.beamNotes();
  return group;
}

function addAccidentals(note: StaveNote, notes: readonly ScoreNote[]): void {
  notes.forEach(({ accidental, spelling }, index) => {
    if (accidental === undefined) return;
    const sign = new Accidental(ACCIDENTALS[spelling.alter]);
    if (accidental.courtesy) sign.setAsCautionary();
    note.addModifier(sign, index);
  });
}

function addDots(note: StaveNote, { dots }: NoteValue): void {
  for (let i = 0; i < dots; i++) Dot.buildAndAttach([note], { all: true });
}

function buildBeams(
  placed: PlacedVoice,
  elements: readonly (BuiltElement | undefined)[],
): BuiltBeam[] {
  return placed.voice.beams.flatMap(({ elements: indices, secondaryBreaks }) => {
    const members = indices.flatMap((index) => elements[index] ?? []);
    if (members.length < 2) return [];
    const beam = new Beam(members.map(({ note }) => note));
    // The library breaks after a note, the score before one.
    beam.breakSecondaryAt(secondaryBreaks.map((index) => index - 1));
    const chords = members.flatMap(({ note, placed: each }) =>
      each.kind === 'chord' ? [{ note, placed: each }] : [],
    );
    return [{ beam, chords }];
  });
}

/** A place on the staff as the library's key: the clef is left out of it, all is as under a treble clef. */
function keyAt(position: number, notehead: Notehead = 'normal', value?: NoteValue): string {
  const diatonic = position + 2 + 4 * 7;
  const step = 'cdefgab'.charAt(((diatonic % 7) + 7) % 7);
  const head = noteheadCode(notehead, value?.type ?? 4);
  return `${step}/${Math.floor(diatonic / 7)}${head}`;
}

function noteheadCode(notehead: Notehead, type: NoteType): string {
  const size = type <= 1 ? 0 : type === 2 ? 1 : 2;
  switch (notehead) {
    case 'normal':
      return '';
    case 'x':
      return `/X${size}`;
    case 'circle-x':
      return '/X3';
    case 'diamond':
      return `/D${size}`;
    case 'triangle':
      return `/T${size}`;
    case 'slash':
      return '/S';
  }
}

function durationName(type: NoteType): string {
  return type === 0.5 ? '1/2' : String(type);
}
