import type { Instrument } from '../transcription/model.ts';
import type { Correction } from './corrections.ts';
import { divAtSec } from './frame.ts';
import type { TempoMap } from './frame.ts';
import { abbreviate } from './layout/abbreviate.ts';
import { buildStaff } from './layout/build-staff.ts';
import type { Look } from './layout/build-staff.ts';
import { clefsAlong } from './layout/clef-changes.ts';
import { clefFor, clefOfHand, octaveTransposition } from './layout/clefs.ts';
import { drumSign } from './layout/drum-kit.ts';
import { needsGrandStaff, splitHands } from './layout/hands.ts';
import type { Bar, Clef, Part } from './model.ts';
import { spellingAt } from './pitch/line-of-fifths.ts';
import { cellIndexAt, cellsOf } from './rhythm/cells.ts';
import type { Cell } from './rhythm/cells.ts';
import { drumValues } from './rhythm/drum-values.ts';
import { attachGraces } from './rhythm/graces.ts';
import { gridsOf, gridsUpTo } from './rhythm/grids.ts';
import type { GridChoice } from './rhythm/grids.ts';
import type { HeardNote, PlacedNote } from './rhythm/heard.ts';
import { withoutManner } from './rhythm/ornaments.ts';
import { decideValues } from './rhythm/note-values.ts';
import { alikeWhereRepeated } from './rhythm/repeated-bars.ts';
import { quantise } from './rhythm/quantise.ts';
import { markStaccato } from './rhythm/staccato.ts';
import { foldStrayNotes } from './rhythm/stray-notes.ts';
import { unswing } from './rhythm/swing.ts';
import { momentsOf, STRUCK, SUSTAINED, touchAlong } from './rhythm/touch.ts';
import { gatherTrills } from './rhythm/trills.ts';
import { endCosts } from './rhythm/value-net.ts';
import type { StaffView } from './rhythm/value-places.ts';
import { separateVoices } from './rhythm/voices.ts';
import { DIVS_PER_QUARTER } from './time.ts';

export interface PartContext {
  readonly bars: readonly Bar[];
  readonly tempoMap: TempoMap;
  readonly corrections: readonly Correction[];
  /** Where in the beat the second eighth was played; 1/2 unless the music swings. */
  readonly swingShare: number;
  /** Place on the line of fifths of each note of the instrument, by index. */
  readonly fifths: readonly number[];
}

/** The notes of each staff of an instrument, placed on the grid. */
function placeNotes(
  instrument: Instrument,
  { tempoMap, swingShare }: PartContext,
  cells: readonly Cell[],
  said: Said,
): PlacedNote[][] {
  const struck = heardNotes(instrument, tempoMap);
  const trilled = instrument.isDrum ? struck : gatherTrills(struck, cells, tempoMap);
  const played = attachGraces(trilled, cells, tempoMap, instrument.isDrum);
  const heard = swingShare > 0.5 ? unswing(played, cells, swingShare) : played;
  const placed = withoutManner(
    withoutDoubles(quantise(heard, cells, tempoMap, said.choice)),
    instrument.program,
  );
  return stavesOf(instrument, heard, placed, said.split);
}

/** A staff before its values are decided: what the value net looks at. */
function viewOf(
  notes: readonly PlacedNote[],
  cells: readonly Cell[],
  instrument: Instrument,
): StaffView {
  const moments = momentsOf(notes);
  const isSustained = isHeld(instrument);
  const beatDivs = cells[0]?.metre.cellDivs ?? DIVS_PER_QUARTER;
  const touch = touchAlong(moments, beatDivs, isSustained ? SUSTAINED : STRUCK);
  return { moments, touch, cells, isSustained };
}

/** The staves of an instrument as the value net looks at them, for its training. */
export function staffViewsOf(
  instrument: Instrument,
  instrumentIndex: number,
  context: PartContext,
): StaffView[] {
  const cells = cellsOf(context.bars);
  const said = saidOf(context.corrections, instrumentIndex);
  return placeNotes(instrument, context, cells, said).map((notes) =>
    viewOf(notes, cells, instrument),
  );
}

/** Writes one instrument: hands or feet, rhythm, voices, values, and how it looks on its staves. */
export function writePart(
  instrument: Instrument,
  instrumentIndex: number,
  context: PartContext,
): Part {
  const { bars } = context;
  const cells = cellsOf(bars);
  const said = saidOf(context.corrections, instrumentIndex);
  const transposition = said.transposition ?? octaveTransposition(instrument);
  const look = (note: HeardNote): Look => {
    if (instrument.isDrum) {
      const { place, notehead } = drumSign(note.pitch);
      return { spelling: place, notehead };
    }
    const fifth = context.fifths[note.noteIndex] ?? 0;
    return { spelling: spellingAt(fifth, note.pitch - 12 * transposition), notehead: 'normal' };
  };
  const clefsOf = (notes: readonly PlacedNote[], staff: number, staves: number): Clef[] => {
    const said = correctedClef(context.corrections, instrumentIndex, staff);
    if (said !== undefined) return bars.map(() => said);
    const written = (note: PlacedNote): number => note.pitch - 12 * transposition;
    const own = staves > 1 ? clefOfHand(staff) : clefFor(instrument, notes.map(written));
    const byBar = bars.map((): number[] => []);
    for (const note of notes) {
      byBar[cells[cellIndexAt(cells, note.onset)]?.barIndex ?? 0]?.push(written(note));
    }
    return clefsAlong(instrument, own, byBar);
  };
  const staves = placeNotes(instrument, context, cells, said).map((notes, staff, { length }) => {
    const view = viewOf(notes, cells, instrument);
    const values = {
      cells,
      manner: view.isSustained ? SUSTAINED : STRUCK,
      isSustained: view.isSustained,
      onsets: view.moments.map(({ onset }) => onset),
      touch: view.touch,
      ends: instrument.isDrum ? new Float32Array() : endCosts(view),
    };
    const voices = instrument.isDrum ? drumVoices(notes) : separateVoices(notes, values);
    const written = voices.map((voice, index) => {
      if (instrument.isDrum) return drumValues(voice, cells);
      const events = decideValues(voice, values, index > 0);
      return markStaccato(alikeWhereRepeated(events, cells), values);
    });
    return buildStaff(
      {
        voices: instrument.isDrum ? written : foldStrayNotes(written, cells),
        clefs: clefsOf(notes, staff, length),
        look,
        hasAccidentals: !instrument.isDrum,
        choice: said.choice,
      },
      bars,
      cells,
    );
  });
  return {
    id: `P${instrumentIndex + 1}`,
    name: instrument.name,
    abbreviation: abbreviate(instrument.name),
    program: instrument.program,
    isPercussion: instrument.isDrum,
    instrumentIndex,
    octaveTransposition: transposition,
    transposition: undefined,
    staves,
  };
}

/** Organs, bowed strings, voices, winds and synthesisers, by General MIDI program. */
function isHeld({ program, isDrum }: Instrument): boolean {
  if (isDrum || program === 45 || program === 46 || program === 47) return false;
  return (program >= 16 && program <= 23) || (program >= 40 && program <= 95);
}

function heardNotes(instrument: Instrument, tempoMap: TempoMap): HeardNote[] {
  return instrument.notes
    .map((note, noteIndex) => ({
      noteIndex,
      pitch: note.pitch,
      velocity: note.velocity,
      startSec: note.startSec,
      endSec: note.endSec,
      playedStart: divAtSec(tempoMap, note.startSec),
      playedEnd: divAtSec(tempoMap, note.endSec),
      graces: [],
      isRolled: false,
      trilledWith: undefined,
    }))
    .sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
}

/** One of several notes of the same pitch at the same place: the longest. `notes` by onset, then pitch. */
function withoutDoubles(notes: readonly PlacedNote[]): PlacedNote[] {
  const kept: PlacedNote[] = [];
  for (const note of notes) {
    const twin = kept.at(-1);
    if (twin?.onset !== note.onset || twin.pitch !== note.pitch) kept.push(note);
    else if (twin.playedEnd < note.playedEnd) kept[kept.length - 1] = note;
  }
  return kept;
}

function stavesOf(
  instrument: Instrument,
  heard: readonly HeardNote[],
  placed: readonly PlacedNote[],
  split: number | null | undefined,
): PlacedNote[][] {
  if (split === null || instrument.isDrum) return [[...placed]];
  if (split !== undefined) {
    return [
      placed.filter((note) => note.pitch >= split),
      placed.filter((note) => note.pitch < split),
    ];
  }
  if (!needsGrandStaff(instrument)) return [[...placed]];
  const isRight = splitHands(heard);
  const right = new Set(heard.filter((_, index) => isRight[index]).map((note) => note.noteIndex));
  return [
    placed.filter((note) => right.has(note.noteIndex)),
    placed.filter((note) => !right.has(note.noteIndex)),
  ];
}

/** Hands above, feet below. */
function drumVoices(notes: readonly PlacedNote[]): PlacedNote[][] {
  return [
    notes.filter((note) => !drumSign(note.pitch).isFoot),
    notes.filter((note) => drumSign(note.pitch).isFoot),
  ];
}

interface Said {
  readonly choice: GridChoice;
  /** Octaves from the written to the sounding pitch. */
  readonly transposition: number | undefined;
  readonly split: number | null | undefined;
}

/** What the user said about how this part is written; the last word counts. */
function saidOf(corrections: readonly Correction[], instrumentIndex: number): Said {
  const grid = corrections.findLast((each) => each.kind === 'grid');
  const octave = corrections.findLast(
    (each) => each.kind === 'octave' && each.instrumentIndex === instrumentIndex,
  );
  const split = corrections.findLast(
    (each) => each.kind === 'staff-split' && each.instrumentIndex === instrumentIndex,
  );
  return {
    choice: grid === undefined ? gridsOf : gridsUpTo(grid.finest, grid.tuplets),
    transposition: octave?.kind === 'octave' ? 0 - octave.octaves : undefined,
    split: split?.kind === 'staff-split' ? split.pitch : undefined,
  };
}

function correctedClef(
  corrections: readonly Correction[],
  instrumentIndex: number,
  staff: number,
): Clef | undefined {
  let clef: Clef | undefined;
  for (const correction of corrections) {
    if (correction.kind !== 'clef') continue;
    if (correction.instrumentIndex === instrumentIndex && correction.staff === staff) {
      clef = correction.clef;
    }
  }
  return clef;
}
