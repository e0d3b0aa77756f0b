import type { Bar, Chord, Part, ScoreNote, StringFret } from '../model.ts';
import { DIVS_PER_QUARTER } from '../time.ts';
import { heightCost, shapesOf, type Shape } from './shapes.ts';
import { MOST_FRETS, tuningFor, type Tuning } from './tunings.ts';

/** How a part is played on its instrument. */
export interface Fingering {
  readonly tuning: Tuning;
  /** By `ScoreNote.noteIndex`; what no hand can hold beside the rest of a chord has none. */
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
  /** Fret of the index finger; `undefined` while only open strings were played. */
  readonly hand: number | undefined;
  readonly from: Node | undefined;
  readonly strike: Strike;
}

const STRING_STEP = 0.15;
/** Leaving a position at all. */
const SHIFT = 1;
/** Farther than this, the hand leaves the neck and it is one leap, however far. */
const LEAP_FRETS = 7;
const CUT_OFF = 3;
/** Less than any written note before it, so that no grace note falls on another strike. */
const GRACE_DIVS = 7;

/**
 * Where a guitarist or bassist would play each note of a part: the path through all ways of holding
 * its chords that strains the hand least, by dynamic programming (Samir Sayegh, "Fingering for String
 * Instruments with the Optimum Path Paradigm", Computer Music Journal 13, 1989).
 * @returns `undefined` for instruments without frets
 */
export function fingerPart(part: Part, bars: readonly Bar[]): Fingering | undefined {
  if (part.isPercussion) return undefined;
  const strikes = strikesOf(part, bars);
  const lowest = strikes.reduce((low, { notes }) => Math.min(low, notes[0]?.pitch ?? low), 127);
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
    if (playable.notes.length === 0) continue;
    const before = nodes;
    nodes = shapes.flatMap((shape) =>
      handsFor(shape, before).map((hand) => best(shape, hand, playable, before)),
    );
  }
  let node: Node | undefined = cheapest(nodes);
  for (; node !== undefined; node = node.from) {
    const { places: held } = node.shape;
    node.strike.notes.forEach(({ noteIndex }, i) => {
      const place = held[i];
      if (place !== undefined) places.set(noteIndex, place);
    });
  }
  for (const { notes } of strikes) {
    for (const { noteIndex, pitch } of notes) {
      const beyond = places.has(noteIndex) ? undefined : placeBeyond(pitch, tuning);
      if (beyond !== undefined) places.set(noteIndex, beyond);
    }
  }
  return { tuning, places };
}

/** For a note that the instrument has not at all: how many frets it lies beyond its ends. */
function placeBeyond(pitch: number, tuning: Tuning): StringFret | undefined {
  const [low, high] = [tuning[0] ?? 0, tuning.at(-1) ?? 0];
  if (pitch < low) return { string: tuning.length, fret: pitch - low };
  return pitch > high + MOST_FRETS ? { string: 1, fret: pitch - high } : undefined;
}

function strikesOf(part: Part, bars: readonly Bar[]): Strike[] {
  const byOnset = new Map<number, Map<number, number>>();
  const ends = new Map<number, number>();
  const strike = (onset: number, { noteIndex, pitch }: ScoreNote): void => {
    const notes = byOnset.get(onset) ?? new Map<number, number>();
    byOnset.set(onset, notes.set(noteIndex, pitch));
  };
  for (const staff of part.staves) {
    staff.bars.forEach(({ voices }, index) => {
      const start = bars[index]?.startDiv ?? 0;
      for (const element of voices.flatMap(({ elements }) => elements)) {
        if (element.kind === 'rest') continue;
        const onset = start + element.offsetDivs;
        for (const note of element.notes) {
          // A note goes on as long as its ties do, and is struck but once.
          ends.set(note.noteIndex, onset + element.durationDivs);
          if (!note.tiedFromPrevious) strike(onset, note);
        }
        for (const { at, note } of graceStrikes(element, onset)) strike(at, note);
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

/** Grace notes are fingered as if they were short notes before their chord. */
function graceStrikes({ graceNotes }: Chord, onset: number): { at: number; note: ScoreNote }[] {
  return graceNotes.flatMap(({ notes }, i) =>
    notes.map((note) => ({ at: onset - (graceNotes.length - i) * GRACE_DIVS, note })),
  );
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

/** Where the hand may be for a shape: with all strings open, wherever it was. */
function handsFor({ positions }: Shape, before: readonly Node[]): readonly (number | undefined)[] {
  if (positions.length > 0) return positions;
  return before.length === 0 ? [undefined] : [...new Set(before.map(({ hand }) => hand))];
}

function best(
  shape: Shape,
  hand: number | undefined,
  strike: Strike,
  before: readonly Node[],
): Node {
  let chosen: Node | undefined;
  let cost = Infinity;
  const height = shape.positions.length === 0 ? 0 : heightCost(hand);
  for (const node of before) {
    const sum = node.cost + moveCost(node, shape, hand, strike);
    if (sum >= cost) continue;
    chosen = node;
    cost = sum;
  }
  return {
    shape,
    strike,
    from: chosen,
    cost: (chosen === undefined ? 0 : cost) + shape.strain + height,
    hand,
  };
}

/** Moving the hand costs by the frets it travels, the more the less time there is. */
function moveCost(
  { hand: from, shape: last, strike: before }: Node,
  shape: Shape,
  to: number | undefined,
  strike: Strike,
): number {
  const quarters = (strike.onsetDiv - before.onsetDiv) / DIVS_PER_QUARTER;
  const haste = 1 / Math.max(quarters, 0.125);
  const frets = from === undefined || to === undefined ? 0 : Math.abs(to - from);
  const way = Math.min(frets, LEAP_FRETS) * (0.12 + 0.1 * Math.min(haste, 4));
  const travel = frets === 0 ? 0 : SHIFT + way;
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
