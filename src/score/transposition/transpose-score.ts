import { ottavasOf } from '../layout/ottavas.ts';
import { TREBLE } from '../layout/clefs.ts';
import type {
  Bar,
  Chord,
  Part,
  Score,
  ScoreNote,
  Spelling,
  Staff,
  StaffBar,
  Transposition,
  Trill,
  VoiceElement,
} from '../model.ts';
import { AccidentalMemory } from '../pitch/accidentals.ts';
import {
  fifthOf,
  HIGHEST_FIFTH,
  LOWEST_FIFTH,
  secondAbove,
  spellingAt,
} from '../pitch/line-of-fifths.ts';
import { keyNamed, pitchName, transpositionOf } from './instruments.ts';
import { fifthsIn, writtenKey } from './written-key.ts';

/**
 * A score written for its players: the parts of transposing instruments in their own key, clef and
 * spelling. What sounds stays the same.
 */
export function transposeScore(score: Score): Score {
  return { ...score, parts: score.parts.map((part) => transposePart(part, score.bars)) };
}

function transposePart(part: Part, bars: readonly Bar[]): Part {
  const transposition = transpositionOf(part);
  if (transposition === undefined || part.transposition !== undefined) return part;
  const name =
    keyNamed(part.name) === undefined ? `${part.name} in ${pitchName(transposition)}` : part.name;
  return {
    ...part,
    name,
    transposition,
    staves: part.staves.map((staff) => transposeStaff(staff, bars, transposition, part)),
  };
}

function transposeStaff(
  staff: Staff,
  bars: readonly Bar[],
  transposition: Transposition,
  { octaveTransposition }: Part,
): Staff {
  const memory = new AccidentalMemory();
  const speller = new Speller(transposition, octaveTransposition);
  const written = staff.bars.map((staffBar, index): StaffBar => {
    const bar = bars[index];
    if (bar === undefined) return staffBar;
    memory.startBar(writtenKey(bar.key, transposition).fifths);
    speller.startBar(bar);
    // Accidentals hold for all voices of a staff, in the order in which they are read.
    const chords = staffBar.voices
      .flatMap((voice, v) => voice.elements.map((element) => ({ element, v })))
      .sort((a, b) => a.element.offsetDivs - b.element.offsetDivs || a.v - b.v);
    const changed = new Map<VoiceElement, VoiceElement>();
    for (const { element } of chords) {
      if (element.kind === 'rest') continue;
      changed.set(element, transposeChord(element, speller, memory));
    }
    return {
      // Winds and brass that transpose read the treble clef, however low they sound.
      clef: TREBLE,
      voices: staffBar.voices.map((voice) => ({
        ...voice,
        elements: voice.elements.map((element) => changed.get(element) ?? element),
      })),
    };
  });
  return { bars: written, ottavas: ottavasOf(eventsOf(written, bars), bars, TREBLE, spellingOf) };
}

/** Renames notes; a tied note keeps the name that the first of its chain was given. */
class Speller {
  readonly #transposition: Transposition;
  readonly #tied = new Map<number, number>();
  readonly #octaves: number;
  #shift = 0;

  constructor(transposition: Transposition, octaves: number) {
    this.#transposition = transposition;
    this.#octaves = octaves;
  }

  startBar({ key }: Bar): void {
    this.#shift = fifthsIn(key, this.#transposition);
  }

  spell({ spelling, pitch, noteIndex, tiedFromPrevious, tiedToNext }: ScoreNote): Spelling {
    const begun = tiedFromPrevious ? this.#tied.get(noteIndex) : undefined;
    const fifth = begun ?? inReach(fifthOf(spelling) - this.#shift);
    if (tiedToNext) this.#tied.set(noteIndex, fifth);
    return spellingAt(fifth, pitch - this.#transposition.chromatic - 12 * this.#octaves);
  }
}

/** No name needs more than two accidentals. */
function inReach(fifth: number): number {
  if (fifth > HIGHEST_FIFTH) return fifth - 12;
  return fifth < LOWEST_FIFTH ? fifth + 12 : fifth;
}

function transposeChord(chord: Chord, speller: Speller, memory: AccidentalMemory): Chord {
  const rewrite = (note: ScoreNote): ScoreNote => {
    const spelling = speller.spell(note);
    return { ...note, spelling, accidental: memory.see(spelling, note.tiedFromPrevious) };
  };
  const graceNotes = chord.graceNotes.map((grace) => ({
    ...grace,
    notes: grace.notes.map(rewrite),
  }));
  const notes = chord.notes.map(rewrite);
  return { ...chord, graceNotes, notes, trill: transposeTrill(chord, notes, memory) };
}

function transposeTrill(
  { trill, notes }: Chord,
  written: readonly ScoreNote[],
  memory: AccidentalMemory,
): Trill | undefined {
  if (trill === undefined) return undefined;
  const at = notes.findIndex(({ noteIndex }) => noteIndex === trill.noteIndex);
  const before = notes[at]?.spelling;
  const after = written[at]?.spelling;
  if (before === undefined || after === undefined) return undefined;
  const isTone = fifthOf(trill.upper) - fifthOf(before) === 2;
  const upper = secondAbove(after, isTone ? 2 : 1);
  return { ...trill, upper, hasAccidental: memory.wants(upper) };
}

function eventsOf(staffBars: readonly StaffBar[], bars: readonly Bar[]) {
  return staffBars.flatMap(({ voices }, index) =>
    voices.flatMap(({ elements }) =>
      elements.flatMap((element) => {
        if (element.kind === 'rest') return [];
        const onset = (bars[index]?.startDiv ?? 0) + element.offsetDivs;
        return [{ onset, end: onset + element.durationDivs, notes: element.notes }];
      }),
    ),
  );
}

function spellingOf({ spelling }: ScoreNote): Spelling {
  return spelling;
}
