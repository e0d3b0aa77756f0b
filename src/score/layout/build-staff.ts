import type { Cell } from '../rhythm/cells.ts';
import { fitCells } from '../rhythm/fit-cells.ts';
import type { GridChoice } from '../rhythm/grids.ts';
import { gracesOf, isSpread } from '../rhythm/ornaments.ts';
import type { HeardNote, RhythmEvent } from '../rhythm/heard.ts';
import type {
  Bar,
  Chord,
  Clef,
  GraceNote,
  Notehead,
  ScoreNote,
  Spelling,
  Staff,
  StaffBar,
  Trill,
  Voice,
  VoiceElement,
} from '../model.ts';
import { AccidentalMemory } from '../pitch/accidentals.ts';
import { secondAbove } from '../pitch/line-of-fifths.ts';
import { beamsOf } from './beams.ts';
import { TREBLE } from './clefs.ts';
import { hiddenRests } from './hidden-rests.ts';
import { ottavasOf } from './ottavas.ts';
import { writeStruckVoice } from './write-struck-voice.ts';
import { writeVoice } from './write-voice.ts';
import type { WrittenBar, WrittenElement } from './write-voice.ts';

/** How one note looks: where it stands and its head. */
export interface Look {
  readonly spelling: Spelling;
  readonly notehead: Notehead;
}

export interface StaffPlan {
  /** One or two voices of rhythm events, upper first. */
  readonly voices: readonly (readonly RhythmEvent[])[];
  /** The clef of each bar. */
  readonly clefs: readonly Clef[];
  readonly look: (note: HeardNote) => Look;
  /** False on percussion, which has no accidentals, nor ties. */
  readonly hasAccidentals: boolean;
  readonly choice: GridChoice;
}

/** Writes one staff: every bar filled in every voice, accidentals in reading order. */
export function buildStaff(plan: StaffPlan, bars: readonly Bar[], cells: readonly Cell[]): Staff {
  const fitted = plan.voices.map((events) => fitCells(events, cells, plan.choice));
  const cursors = fitted.map(() => 0);
  const isPercussion = !plan.hasAccidentals;
  const memory = new AccidentalMemory();
  const staffBars = bars.map((bar, barIndex): StaffBar => {
    const clef = plan.clefs[barIndex] ?? TREBLE;
    const end = bar.startDiv + bar.lengthDivs;
    const sounding = fitted.map((voice, index) => {
      let from = cursors[index] ?? 0;
      while ((voice.events[from]?.end ?? Infinity) <= bar.startDiv) from += 1;
      cursors[index] = from;
      let to = from;
      while ((voice.events[to]?.onset ?? Infinity) < end) to += 1;
      const events = voice.events.slice(from, to);
      return isPercussion ? events.filter(({ onset }) => onset >= bar.startDiv) : events;
    });
    const used = fitted.flatMap((voice, index) => {
      const events = sounding[index] ?? [];
      return events.length === 0 ? [] : [{ voice, events, index }];
    });
    memory.startBar(plan.hasAccidentals ? bar.key.fifths : 0);
    if (used.length === 0) return { clef, voices: [wholeBarRest(bar)] };
    const write = isPercussion ? writeStruckVoice : writeVoice;
    const written = used.map(({ voice, events }) => write(bar, cells, voice, events));
    const elements = elementsOf(written, plan, memory);
    const hidden = hiddenRests(bar, written, isPercussion);
    const voices = used.map(({ index }, at): Voice => {
      const bare = written[at] ?? { elements: [], tuplets: [] };
      return {
        elements: (elements[at] ?? []).map((element, place) =>
          element.kind === 'rest' && hidden[at]?.has(place) === true
            ? { ...element, isHidden: true }
            : element,
        ),
        beams: beamsOf(bar, bare.elements),
        tuplets: bare.tuplets.map((tuplet) => ({
          ...tuplet,
          bracket: !isBeamedWhole(bar, bare, tuplet.first, tuplet.last),
        })),
        stems: used.length < 2 ? 'auto' : index === 0 ? 'up' : 'down',
      };
    });
    return { clef, voices };
  });
  const events = fitted.flatMap((voice) => voice.events);
  const ottavas = clefRuns(plan.clefs, bars).flatMap(({ clef, start, end }) => {
    const inside = events
      .filter(({ onset }) => onset >= start && onset < end)
      .map((event) => ({ ...event, end: Math.min(event.end, end) }));
    return ottavasOf(inside, bars, clef, (each) => plan.look(each).spelling);
  });
  return { bars: staffBars, ottavas };
}

/** The stretches of one clef each, in divs. */
function clefRuns(
  clefs: readonly Clef[],
  bars: readonly Bar[],
): { readonly clef: Clef; readonly start: number; readonly end: number }[] {
  const firsts = clefs.flatMap((clef, index) => (clef === clefs[index - 1] ? [] : [index]));
  return firsts.map((first, run) => ({
    clef: clefs[first] ?? TREBLE,
    start: bars[first]?.startDiv ?? 0,
    end: bars[firsts[run + 1] ?? Infinity]?.startDiv ?? Infinity,
  }));
}

function wholeBarRest(bar: Bar): Voice {
  return {
    elements: [
      {
        kind: 'rest',
        offsetDivs: 0,
        durationDivs: bar.lengthDivs,
        value: { type: 1, dots: 0 },
        isWholeBar: true,
        isHidden: false,
      },
    ],
    beams: [],
    tuplets: [],
    stems: 'auto',
  };
}

/** A tuplet needs no bracket where one beam shows it. */
function isBeamedWhole(bar: Bar, written: WrittenBar, first: number, last: number): boolean {
  return beamsOf(bar, written.elements).some(
    (beam) => beam.elements[0] === first && beam.elements.at(-1) === last,
  );
}

/** Chords and rests of all voices; accidentals are decided over the voices together, in time order. */
function elementsOf(
  voices: readonly WrittenBar[],
  plan: StaffPlan,
  memory: AccidentalMemory,
): VoiceElement[][] {
  const result: VoiceElement[][] = voices.map(
    (voice) => new Array<VoiceElement>(voice.elements.length),
  );
  const order = voices
    .flatMap((voice, v) => voice.elements.map((element, e) => ({ element, v, e })))
    .sort((a, b) => a.element.offset - b.element.offset || a.v - b.v);
  for (const { element, v, e } of order) {
    const row = result[v];
    if (row !== undefined) row[e] = finish(element, plan, memory);
  }
  return result;
}

function finish(element: WrittenElement, plan: StaffPlan, memory: AccidentalMemory): VoiceElement {
  const timed = {
    offsetDivs: element.offset,
    durationDivs: element.duration,
    value: element.value,
  };
  const { event, tiedFromPrevious, tiedToNext } = element;
  if (event === undefined) return { kind: 'rest', ...timed, isWholeBar: false, isHidden: false };
  // Read before the chord they lean on.
  const graces = tiedFromPrevious ? [] : gracesOf(event.notes);
  const graceNotes = graces.map((chord): GraceNote => ({
    notes: chord.map((note) => scoreNote(note, plan, memory, false, false)),
    type: graces.length > 1 ? 16 : 8,
    slash: graces.length === 1,
  }));
  const notes = event.notes.map((note) =>
    scoreNote(note, plan, memory, tiedFromPrevious, tiedToNext),
  );
  const chord: Chord = {
    kind: 'chord',
    ...timed,
    notes,
    graceNotes,
    articulations: event.isStaccato && !tiedFromPrevious ? ['staccato'] : [],
    isArpeggiated: !tiedFromPrevious && isSpread(event.notes),
    trill: tiedFromPrevious ? undefined : trillOf(event.notes, plan, memory),
  };
  return chord;
}

function scoreNote(
  note: HeardNote,
  plan: StaffPlan,
  memory: AccidentalMemory,
  tiedFromPrevious: boolean,
  tiedToNext: boolean,
): ScoreNote {
  const { spelling, notehead } = plan.look(note);
  return {
    pitch: note.pitch,
    spelling,
    accidental: plan.hasAccidentals ? memory.see(spelling, tiedFromPrevious) : undefined,
    notehead,
    tiedFromPrevious,
    tiedToNext,
    noteIndex: note.noteIndex,
  };
}

function trillOf(
  notes: readonly HeardNote[],
  plan: StaffPlan,
  memory: AccidentalMemory,
): Trill | undefined {
  const note = notes.find(({ trilledWith }) => trilledWith !== undefined);
  if (note?.trilledWith === undefined) return undefined;
  const upper = secondAbove(plan.look(note).spelling, note.trilledWith - note.pitch === 1 ? 1 : 2);
  return { noteIndex: note.noteIndex, upper, hasAccidental: memory.wants(upper) };
}
