import type { BuiltBeam, BuiltElement } from './note-builder.ts';

/** Where a notehead is, in units. */
export interface HeadBox {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

type Chords = BuiltBeam['chords'];

/** Of a grace note's head to the end of its stem, beams and all. */
const GRACE_STEM = 25;
const HALF_GRACE_HEAD = 4;
const HALF_HEAD = 5;
const CLEARANCE = 4;
/** Along the line, from the first grace note to its chord. */
const GRACE_ROOM = 14;
/** Longer stems than that would be harder to read than a beam on a head. */
const MAX_LENGTHENED = 45;

/** Where the heads of a voice's chords are; the notes must have their places. */
export function headBoxes(elements: readonly (BuiltElement | undefined)[]): HeadBox[] {
  return elements.flatMap((element) => {
    if (element?.placed.kind !== 'chord') return [];
    const left = element.note.getNoteHeadBeginX();
    const right = left + element.note.getGlyphWidth();
    return element.note.getYs().map((y) => ({ left, right, y }));
  });
}

/** Lengthens the stems of a beam until it stands clear of its own grace notes and of heads of other voices. */
export function clearBeam(chords: Chords, others: readonly HeadBox[]): void {
  const line = lineOf(chords);
  if (line === undefined) return;
  const overGraces = missingOverGraces(chords, line);
  const lengthened = overGraces + missingOverHeads(line, others, overGraces);
  if (lengthened === 0) return;
  for (const { note } of chords) {
    const stem = note.getStem();
    stem?.setExtension(stem.getExtension() + lengthened);
  }
}

/** The edge of a beam that stems end at. */
interface BeamLine {
  readonly isUp: boolean;
  readonly startX: number;
  readonly endX: number;
  readonly yAt: (x: number) => number;
  /** Of all its beams together. */
  readonly thickness: number;
}

function lineOf(chords: Chords): BeamLine | undefined {
  const [first, last] = [chords[0], chords.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const [startX, endX] = [first.note.getStemX(), last.note.getStemX()];
  const [startY, endY] = [tipOf(first), tipOf(last)];
  return {
    isUp: first.placed.stemUp,
    startX,
    endX,
    yAt: (x) => startY + ((endY - startY) * (x - startX)) / Math.max(endX - startX, 1),
    thickness: Math.max(...chords.map(thicknessOver)),
  };
}

function thicknessOver({ placed }: Chords[number]): number {
  return Math.log2(placed.chord.value.type / 4) * 7.5 - 2.5;
}

function tipOf({ note }: Chords[number]): number {
  return note.getStemExtents().topY;
}

function missingOverGraces(chords: Chords, { isUp, startX, yAt }: BeamLine): number {
  const missing = chords.slice(1).map((chord): number => {
    const { note, placed } = chord;
    const graces = placed.gracePositions.flat();
    if (graces.length === 0) return 0;
    const head = { y: note.getYs()[0] ?? 0, position: placed.positions[0] ?? 0 };
    const yOf = (position: number): number => head.y + (head.position - position) * 5;
    const x = note.getStemX();
    const beams = [yAt(x), yAt(Math.max(startX, x - GRACE_ROOM * graces.length))];
    const thickness = thicknessOver(chord);
    return isUp
      ? Math.max(...beams) + thickness + CLEARANCE - (yOf(Math.max(...graces)) - GRACE_STEM)
      : yOf(Math.min(...graces)) + HALF_GRACE_HEAD + CLEARANCE - Math.min(...beams) + thickness;
  });
  return Math.max(0, ...missing);
}

/**
 * How much longer stems must be for the beam to lie beyond every head it now touches, and those it
 * would touch there; 0 if that is too much.
 * @param already how much longer they get anyway
 */
function missingOverHeads(line: BeamLine, heads: readonly HeadBox[], already: number): number {
  const { isUp, startX, endX, yAt, thickness } = line;
  // Downwards in the direction of the stems.
  const sign = isUp ? -1 : 1;
  const within = heads
    .filter(({ left, right }) => right > startX && left < endX)
    .map(({ left, right, y }) => {
      const edges = [left, right].map((x) => yAt(Math.min(Math.max(x, startX), endX)));
      const depths = edges.map((edge) => (y - edge) * sign);
      return { nearest: Math.min(...depths), farthest: Math.max(...depths) };
    })
    .sort((a, b) => a.farthest - b.farthest);
  let lengthened = already;
  for (const { nearest, farthest } of within) {
    const isTouched =
      farthest + HALF_HEAD > lengthened - thickness && nearest - HALF_HEAD < lengthened;
    if (isTouched) lengthened = farthest + HALF_HEAD + CLEARANCE + thickness;
  }
  return lengthened > MAX_LENGTHENED ? 0 : lengthened - already;
}
