import type { PlacedChord, PlacedVoice } from './place-voice.ts';
import { TOP_LINE } from './positions.ts';

/** How far music reaches beyond its staff, in half spaces; both ≥ 0. */
export interface Extents {
  readonly above: number;
  readonly below: number;
}

const STEM = 7;
const ARTICULATION = 2.5;
const TUPLET = 4;
const TRILL = 5;
const GRACE_STEM = 5;
const TRILL_ACCIDENTAL = 3;
/** Beams with the room between them and a head. */
const BEAMS = 5;

/** The reach of the voices of a bar (or several) over the top and under the bottom line. */
export function extentsOf(voices: readonly PlacedVoice[]): Extents {
  let top = TOP_LINE;
  let bottom = 0;
  for (const { voice, elements } of voices) {
    elements.forEach((element, index) => {
      const inTuplet = voice.tuplets.some(({ first, last }) => index >= first && index <= last);
      const [high, low] =
        element.kind === 'chord'
          ? chordReach(element)
          : element.isPrinted
            ? [element.position + 3, element.position - 3]
            : [TOP_LINE, 0];
      const up = element.kind === 'chord' ? element.stemUp : voice.stems !== 'down';
      const trill = element.kind === 'chord' ? trillHeight(element) : 0;
      const [over, under] = voice.stems === 'down' ? [0, trill] : [trill, 0];
      top = Math.max(top, high + (inTuplet && up ? TUPLET : 0), Math.max(high, TOP_LINE) + over);
      bottom = Math.min(bottom, low - (inTuplet && !up ? TUPLET : 0), Math.min(low, 0) - under);
    });
    for (const beam of voice.beams) {
      const group = beam.elements.map((index) => elements[index]);
      const chords = group.filter((each): each is PlacedChord => each?.kind === 'chord');
      const positions = chords.flatMap((each) => each.positions);
      const graces = chords.flatMap((each) => each.gracePositions.flat());
      const up = chords[0]?.stemUp ?? true;
      // A beam stands clear of grace notes under it, and of heads of the other voice.
      const crossed = positionsWithin(voices, voice, chords);
      if (up) {
        top = Math.max(top, Math.max(...positions, ...graces) + STEM + 1);
        top = Math.max(top, ...crossed.map((position) => position + BEAMS));
      } else {
        bottom = Math.min(bottom, Math.min(...positions) - STEM - 1);
        bottom = Math.min(bottom, ...crossed.map((position) => position - BEAMS));
      }
    }
  }
  return { above: top - TOP_LINE, below: 0 - bottom };
}

/** What other voices play while a beam lasts. */
function positionsWithin(
  voices: readonly PlacedVoice[],
  voice: PlacedVoice['voice'],
  chords: readonly PlacedChord[],
): number[] {
  const [from = 0, to = 0] = [chords[0], chords.at(-1)].map((each) => each?.chord.offsetDivs);
  return voices
    .filter((other) => other.voice !== voice)
    .flatMap(({ elements }) => elements)
    .flatMap((each) => (each.kind === 'chord' ? [each] : []))
    .filter(({ chord }) => chord.offsetDivs >= from && chord.offsetDivs <= to)
    .flatMap(({ positions }) => positions);
}

function trillHeight({ chord: { trill } }: PlacedChord): number {
  if (trill === undefined) return 0;
  return TRILL + (trill.hasAccidental ? TRILL_ACCIDENTAL : 0);
}

function chordReach({ chord, positions, gracePositions, stemUp }: PlacedChord): [number, number] {
  const hasStem = chord.value.type >= 2;
  const articulations = chord.articulations.length * ARTICULATION;
  const high = Math.max(...positions);
  const low = Math.min(...positions);
  const graces = gracePositions.flat();
  const top = hasStem && stemUp ? Math.max(high + STEM, 4) : high + 1;
  const bottom = hasStem && !stemUp ? Math.min(low - STEM, 4) : low - 1;
  return [
    Math.max(top + (stemUp ? 0 : articulations), ...graces.map((grace) => grace + GRACE_STEM)),
    Math.min(bottom - (stemUp ? articulations : 0), ...graces.map((grace) => grace - 1)),
  ];
}
