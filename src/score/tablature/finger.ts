import type { Bar, Part } from '../model.ts';
import { DIVS_PER_QUARTER } from '../time.ts';
import { shapesOf, type Shape, type StringFret } from './shapes.ts';
import { tuningFor, type Tuning } from './tunings.ts';

/** How a part is played on its instrument. */
export interface Fingering {
  readonly stringCount: number;
  /** By `ScoreNote.noteIndex`; notes that cannot be played have none. */
  readonly places: ReadonlyMap<number, StringFret>;
}

/** Notes struck together. */
interface Strike {
  readonly onsetDiv: number;
  readonly notes: readonly {
    readonly noteIndex: number;
    readonly pitch: number;
  }[];
  /** When the last of them stops. */
  readonly endDiv: number;
}

/** The cheapest way to have come to a shape. */
interface Node {
  readonly shape: Shape;
  readonly cost: number;
  /** Where the hand is: that of the shape, or where it was if all strings are open. */
  readonly hand: number | undefined;
  readonly from: Node | undefined;
  readonly strike: Strike;
}

const STRING_STEP = 0.15;
const CUT_OFF = 3;

/**
 * Where a guitarist or bassist would play each note of a part: the path through all ways of holding
 * its chords that strains the hand least, by dynamic programming (Samir Sayegh, "Fingering for String
 * Instruments with the Optimum Path Paradigm", Computer Music Journal 13, 1989).
 * @returns `undefined` for instruments without frets
 */
export function fingerPart(part: Part, bars: readonly Bar[]): Fingering | undefined {
  if (part.isPercussion) return undefined;
  const strikes = strikesOf(part, bars);
  const lowest = Math.min(...strikes.flatMap(({ notes }) => notes.map(({ pitch }) => pitch)));
  const tuning = tuningFor(part.program, lowest);
  if (tuning === undefined) return undefined;
  const places = new Map<number, StringFret>();
  let nodes: readonly Node[] = [];
  for (const strike of strikes) {
    const playable = playableOf(strike, tuning);
    const shapes = shapesOf(
      playable.notes.map(({ pitch }) => pitch),
      tuning,
    );
    if (playable.notes.length > 0) nodes = shapes.map((shape) => best(shape, playable, nodes));
  }
  let node: Node | undefined = cheapest(nodes);
  for (; node !== undefined; node = node.from) {
    const { places: held } = node.shape;
    node.strike.notes.forEach(({ noteIndex }, i) => {
      const place = held[i];
      if (place !== undefined) places.set(noteIndex, place);
    });
  }
  return { stringCount: tuning.length, places };
}

function strikesOf(part: Part, bars: readonly Bar[]): Strike[] {
  const byOnset = new Map<number, Map<number, number>>();
  const ends = new Map<number, number>();
  for (const staff of part.staves) {
    staff.bars.forEach(({ voices }, index) => {
      const start = bars[index]?.startDiv ?? 0;
      for (const element of voices.flatMap(({ elements }) => elements)) {
        if (element.kind === 'rest') continue;
        const onset = start + element.offsetDivs;
        for (const note of element.notes) {
          // A note goes on as long as its ties do, and is struck but once.
          ends.set(note.noteIndex, onset + element.durationDivs);
          if (note.tiedFromPrevious) continue;
          const notes = byOnset.get(onset) ?? new Map<number, number>();
          byOnset.set(onset, notes.set(note.noteIndex, note.pitch));
        }
      }
    });
  }
  return [...byOnset]
    .sort(([a], [b]) => a - b)
    .map(([onsetDiv, byIndex]) => {
      const notes = [...byIndex].map(([noteIndex, pitch]) => ({
        noteIndex,
        pitch,
      }));
      const endDiv = Math.max(...notes.map(({ noteIndex }) => ends.get(noteIndex) ?? onsetDiv));
      return {
        onsetDiv,
        endDiv,
        notes: notes.sort((a, b) => a.pitch - b.pitch),
      };
    });
}

/** What of a chord can be played at once: all of it, or what is left without inner and far notes. */
function playableOf(strike: Strike, tuning: Tuning): Strike {
  let { notes } = strike;
  while (notes.length > 0) {
    const pitches = notes.map(({ pitch }) => pitch);
    if (notes.length <= tuning.length && shapesOf(pitches, tuning).length > 0) break;
    const alone = notes.findIndex(({ pitch }) => shapesOf([pitch], tuning).length === 0);
    // Bass and melody say most: an inner note goes first, then the lower of two.
    const dropped = alone >= 0 ? alone : notes.length > 2 ? Math.floor(notes.length / 2) : 0;
    notes = notes.filter((_, i) => i !== dropped);
  }
  return { ...strike, notes };
}

function best(shape: Shape, strike: Strike, before: readonly Node[]): Node {
  let chosen: Node | undefined;
  let cost = Infinity;
  for (const node of before) {
    const sum = node.cost + moveCost(node, shape, strike);
    if (sum >= cost) continue;
    chosen = node;
    cost = sum;
  }
  return {
    shape,
    strike,
    from: chosen,
    cost: (chosen === undefined ? 0 : cost) + shape.strain,
    hand: shape.position ?? chosen?.hand,
  };
}

/** Moving the hand costs by the frets it travels, the more the less time there is. */
function moveCost(
  { hand, shape: last, strike: before }: Node,
  shape: Shape,
  strike: Strike,
): number {
  const quarters = (strike.onsetDiv - before.onsetDiv) / DIVS_PER_QUARTER;
  const haste = 1 / Math.max(quarters, 0.125);
  const frets =
    hand === undefined || shape.position === undefined ? 0 : Math.abs(shape.position - hand);
  // Two frets up or down are a stretch, not a move.
  const travel = frets <= 2 ? frets * 0.15 : (frets - 1) * (0.4 + 0.15 * Math.min(haste, 4));
  const strings = Math.abs(meanString(shape) - meanString(last)) * STRING_STEP;
  const cut =
    before.endDiv > strike.onsetDiv
      ? shape.places.filter(({ string }) => last.places.some((each) => each.string === string))
          .length
      : 0;
  return travel + strings + cut * CUT_OFF;
}

function meanString({ places }: Shape): number {
  return places.reduce((sum, { string }) => sum + string, 0) / Math.max(places.length, 1);
}

function cheapest(nodes: readonly Node[]): Node | undefined {
  return nodes.reduce<Node | undefined>(
    (least, node) => (least === undefined || node.cost < least.cost ? node : least),
    undefined,
  );
}
