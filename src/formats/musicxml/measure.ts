import type { Part, Score, Voice } from '../../score/model.ts';
import { fingerPart } from '../../score/tablature/finger.ts';
import { attributesOf } from './attributes.ts';
import { beamElements } from './beams.ts';
import { ottavaDirections, type Placed } from './directions.ts';
import type { Unit } from './durations.ts';
import { chordElements, graceElements, restElement } from './note.ts';
import type { Grouping, NoteContext } from './note.ts';
import { tabVoices } from './tab-staff.ts';
import { el, type Xml } from './xml.ts';

/** Room for four voices on each staff, as other programs number them. */
const VOICES_PER_STAFF = 4;

/**
 * One part with all its measures.
 * @param tempo tempo marks and changes by bar index; given for the first part only
 */
export function partElement(
  score: Score,
  part: Part,
  unit: Unit,
  tempo: ReadonlyMap<number, readonly Placed[]>,
): Xml {
  const hasTab = part.openStrings !== undefined;
  const isGrand = part.staves.length > 1 || hasTab;
  const places = hasTab ? undefined : fingerPart(part, score.bars)?.places;
  const ottavas = part.staves.map((staff, i) =>
    ottavaDirections(staff, score.bars, isGrand ? i + 1 : undefined),
  );
  const context = (staffIndex: number, voiceIndex: number): Omit<NoteContext, 'stems'> => ({
    part,
    unit,
    voice: staffIndex * VOICES_PER_STAFF + voiceIndex + 1,
    staff: isGrand ? staffIndex + 1 : undefined,
    placeOf: ({ noteIndex }) => places?.get(noteIndex),
  });
  const measures = score.bars.map((bar, barIndex) => {
    const streams: Stream[] = part.staves.flatMap((staff, staffIndex) =>
      (staff.bars[barIndex]?.voices ?? []).map((voice, voiceIndex) => ({
        voice,
        context: { ...context(staffIndex, voiceIndex), stems: voice.stems },
        placed:
          voiceIndex > 0
            ? []
            : [
                ...(staffIndex === 0 ? (tempo.get(barIndex) ?? []) : []),
                ...(ottavas[staffIndex]?.get(barIndex) ?? []),
              ],
      })),
    );
    if (hasTab) streams.push(...tabStreams(part, barIndex, context));
    return el(
      'measure',
      { number: bar.number, implicit: bar.number === 0 ? 'yes' : undefined },
      attributesOf(part, score.bars, barIndex, unit.perQuarter),
      streams.map(({ voice, context, placed }, i) => [
        i === 0 ? undefined : el('backup', {}, el('duration', {}, unit.of(bar.lengthDivs))),
        voiceElements(voice, context, placed),
      ]),
      barline(score.bars, barIndex),
    );
  });
  return el('part', { id: part.id }, measures);
}

/** Notes and rests one after the other. */
interface Stream {
  readonly voice: Voice;
  readonly context: NoteContext;
  readonly placed: readonly Placed[];
}

/** What stands on the tablature staff, the last of its part. */
function tabStreams(
  part: Part,
  barIndex: number,
  context: (staffIndex: number, voiceIndex: number) => Omit<NoteContext, 'stems'>,
): Stream[] {
  const voices = part.staves.flatMap(({ bars }) => {
    const bar = bars[barIndex];
    return bar === undefined ? [] : tabVoices(bar);
  });
  return voices.map((voice, voiceIndex) => ({
    voice,
    context: {
      ...context(part.staves.length, voiceIndex),
      stems: 'none',
      placeOf: ({ stringFret }) => stringFret,
    },
    placed: [],
  }));
}

/** What ends a bar where it is not a plain line: a change of key, the end of the piece. */
function barline(bars: Score['bars'], barIndex: number): Xml | undefined {
  const next = bars[barIndex + 1];
  if (next?.key.fifths === bars[barIndex]?.key.fifths) return undefined;
  const style = next === undefined ? 'light-heavy' : 'light-light';
  return el('barline', { location: 'right' }, el('bar-style', {}, style));
}

/** The stream of a voice, with what stands at its times put before the elements it belongs to. */
function voiceElements(
  voice: Voice,
  context: NoteContext,
  placed: readonly Placed[],
): readonly Xml[] {
  const groupings = groupingsOf(voice);
  const waiting = placed.toSorted((a, b) => a.offsetDivs - b.offsetDivs);
  let next = 0;
  let at = 0;
  const elements = voice.elements.flatMap((element, i) => {
    at = element.offsetDivs + element.durationDivs;
    const first = next;
    while ((waiting[next]?.offsetDivs ?? Infinity) < at) next += 1;
    const grouping = groupings[i] ?? NO_GROUP;
    return [
      ...waiting
        .slice(first, next)
        .map(({ offsetDivs, build }) =>
          build(offsetElement(offsetDivs - element.offsetDivs, context)),
        ),
      ...(element.kind === 'rest'
        ? [restElement(element, context, grouping)]
        : [
            ...graceGroup(element.graceNotes, context),
            ...chordElements(element, context, grouping),
          ]),
    ];
  });
  const rest = waiting
    .slice(next)
    .map(({ offsetDivs, build }) => build(offsetElement(offsetDivs - at, context)));
  return [...elements, ...rest];
}

function offsetElement(divs: number, { unit }: NoteContext): Xml | undefined {
  return divs === 0 ? undefined : el('offset', {}, Math.round(unit.of(divs) * 1000) / 1000);
}

type GraceNotes = Extract<Voice['elements'][number], { kind: 'chord' }>['graceNotes'];

function graceGroup(graceNotes: GraceNotes, context: NoteContext): readonly Xml[] {
  const notes = graceNotes.map(({ type }) => ({
    type,
    offsetDivs: 0,
    durationDivs: 1,
    breaksSecondary: false,
  }));
  const beams = graceNotes.length > 1 ? beamElements(notes) : [];
  return graceNotes.flatMap((grace, i) => graceElements(grace, context, beams[i] ?? [], i === 0));
}

const NO_GROUP: Grouping = { beams: [], tuplet: undefined, startsTuplet: false, endsTuplet: false };

/** For each element of a voice: its beams and its place in a tuplet. */
function groupingsOf({ elements, beams, tuplets }: Voice): readonly Grouping[] {
  const groupings = elements.map(() => NO_GROUP);
  for (const tuplet of tuplets) {
    for (let i = tuplet.first; i <= tuplet.last; i++) {
      groupings[i] = {
        beams: [],
        tuplet,
        startsTuplet: i === tuplet.first,
        endsTuplet: i === tuplet.last,
      };
    }
  }
  for (const beam of beams) {
    const notes = beam.elements.flatMap((index, i) => {
      const element = elements[index];
      if (element?.kind !== 'chord') return [];
      const { offsetDivs, durationDivs, value } = element;
      const breaksSecondary = beam.secondaryBreaks.includes(i);
      return [{ index, type: value.type, offsetDivs, durationDivs, breaksSecondary }];
    });
    beamElements(notes).forEach((beamsOfNote, i) => {
      const index = notes[i]?.index ?? -1;
      const grouping = groupings[index];
      if (grouping !== undefined) groupings[index] = { ...grouping, beams: beamsOfNote };
    });
  }
  return groupings;
}
