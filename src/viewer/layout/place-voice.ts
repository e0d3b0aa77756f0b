import type { Chord, Ottava, Rest, StaffBar, Voice, VoiceElement } from '../../score/model.ts';
import { MIDDLE_LINE, ottavaAt, staffPosition } from './positions.ts';
import { REST_REACH } from './rests.ts';

/** An element of a voice with its place on the staff. */
export type PlacedElement = PlacedChord | PlacedRest;

export interface PlacedChord {
  readonly kind: 'chord';
  readonly chord: Chord;
  /** Staff positions of its notes, in the order of the notes. */
  readonly positions: readonly number[];
  readonly gracePositions: readonly (readonly number[])[];
  readonly stemUp: boolean;
}

export interface PlacedRest {
  readonly kind: 'rest';
  readonly rest: Rest;
  /** Staff position of its reference line. */
  readonly position: number;
  readonly isPrinted: boolean;
}

export interface PlacedVoice {
  readonly voice: Voice;
  readonly elements: readonly PlacedElement[];
}

/** Places what one staff has in one bar: stem directions, and rests out of each other's way. */
export function placeStaffBar(
  staffBar: StaffBar,
  barIndex: number,
  ottavas: readonly Ottava[],
): readonly PlacedVoice[] {
  const positionsOf = (chord: Chord, notes: Chord['notes']): number[] => {
    const octaves = ottavaAt(ottavas, barIndex, chord.offsetDivs);
    return notes.map(({ spelling }) => staffPosition(spelling, staffBar.clef, octaves));
  };
  const raw = staffBar.voices.map((voice) =>
    voice.elements.map((element) =>
      element.kind === 'rest' ? [] : positionsOf(element, element.notes),
    ),
  );
  return staffBar.voices.map((voice, index) => {
    const directions = stemDirections(voice, raw[index] ?? []);
    const others = staffBar.voices.flatMap((other, i) =>
      i === index ? [] : occupied(other, raw[i] ?? []),
    );
    const elements = voice.elements.map((element, i): PlacedElement =>
      element.kind === 'rest'
        ? placeRest(element, voice, others, index > 0)
        : {
            kind: 'chord',
            chord: element,
            positions: raw[index]?.[i] ?? [],
            gracePositions: element.graceNotes.map((grace) => positionsOf(element, grace.notes)),
            stemUp: directions[i] ?? true,
          },
    );
    return { voice, elements: voice.stems === 'auto' ? elements : levelRests(elements, voice) };
  });
}

/** Neighbouring rests of one of two voices stand at one height, that of the outermost. */
function levelRests(elements: readonly PlacedElement[], { stems }: Voice): PlacedElement[] {
  const outermost = stems === 'up' ? Math.max : Math.min;
  const isMoved = (element: PlacedElement | undefined): element is PlacedRest =>
    element?.kind === 'rest' && element.isPrinted && element.rest.value.type > 2;
  const levelled = [...elements];
  for (let first = 0; first < elements.length; first++) {
    let end = first;
    let position = stems === 'up' ? -Infinity : Infinity;
    for (let each = elements[end]; isMoved(each); each = elements[++end]) {
      position = outermost(position, each.position);
    }
    for (let i = first; i < end; i++) {
      const rest = elements[i];
      if (isMoved(rest)) levelled[i] = { ...rest, position };
    }
    first = Math.max(first, end);
  }
  return levelled;
}

interface Occupied {
  readonly element: VoiceElement;
  readonly positions: readonly number[];
}

function occupied(voice: Voice, positions: readonly (readonly number[])[]): Occupied[] {
  return voice.elements.map((element, i) => ({ element, positions: positions[i] ?? [] }));
}

/** True = up. A beamed group shares one direction, decided by the note farthest from the middle. */
function stemDirections(voice: Voice, positions: readonly (readonly number[])[]): boolean[] {
  if (voice.stems !== 'auto') return positions.map(() => voice.stems === 'up');
  const directions = positions.map((each) => pointsUp(each));
  for (const beam of voice.beams) {
    const up = pointsUp(beam.elements.flatMap((index) => positions[index] ?? []));
    for (const index of beam.elements) directions[index] = up;
  }
  return directions;
}

function pointsUp(positions: readonly number[]): boolean {
  const above = Math.max(...positions) - MIDDLE_LINE;
  const below = MIDDLE_LINE - Math.min(...positions);
  if (above !== below) return below > above;
  const sum = positions.reduce((total, position) => total + position - MIDDLE_LINE, 0);
  return sum < 0;
}

/** Rests of a single voice stand in the middle; of two, above or below the other voice's notes. */
function placeRest(
  rest: Rest,
  voice: Voice,
  others: readonly Occupied[],
  isLower: boolean,
): PlacedRest {
  // Whole rests hang from the line above the middle, or from the top line of a displaced place.
  const middle = rest.value.type === 1 ? MIDDLE_LINE + 2 : MIDDLE_LINE;
  const printed = (position: number, isPrinted = !rest.isHidden): PlacedRest => ({
    kind: 'rest',
    rest,
    position,
    isPrinted,
  });
  if (rest.isHidden || voice.stems === 'auto') return printed(middle);
  const during = others.filter(
    ({ element }) =>
      element.offsetDivs < rest.offsetDivs + rest.durationDivs &&
      rest.offsetDivs < element.offsetDivs + element.durationDivs &&
      !(element.kind === 'rest' && element.isHidden),
  );
  if (during.length === 0) return printed(middle);
  const twin = during.length === 1 ? during[0]?.element : undefined;
  if (
    twin?.kind === 'rest' &&
    twin.offsetDivs === rest.offsetDivs &&
    twin.durationDivs === rest.durationDivs
  ) {
    return printed(middle, !isLower);
  }
  const heights = during.flatMap(({ positions }) => positions);
  const reach = REST_REACH[rest.value.type];
  if (voice.stems === 'up') {
    const clear = Math.max(...heights, 3) + HEAD_AND_AIR + reach.below;
    return printed(Math.max(middle + 4, toLine(clear)));
  }
  const clear = Math.min(...heights, 5) - HEAD_AND_AIR - reach.above;
  return printed(Math.min(middle - 4, -toLine(-clear)));
}

/** Half a notehead, and as much air, in half spaces. */
const HEAD_AND_AIR = 2;

/** The next staff line (even position) at or above. */
function toLine(position: number): number {
  return Math.ceil(position / 2) * 2;
}
