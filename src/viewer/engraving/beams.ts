import { beamRise } from '../layout/beam-slope.ts';
import type { BuiltBeam } from './note-builder.ts';

/** Gives a beam its slope and its stems their lengths; the notes must have their places. */
export function shapeBeam({ beam, chords }: BuiltBeam): void {
  const first = chords[0];
  const last = chords.at(-1);
  if (first !== undefined && last !== undefined) {
    const length = last.note.getStemX() - first.note.getStemX();
    const up = first.placed.stemUp;
    const tips = chords.map(({ placed }) =>
      up ? Math.max(...placed.positions) : Math.min(...placed.positions),
    );
    // Positions grow upwards, the drawing's y downwards; a half space is 5 units.
    const slope = length > 0 ? (-5 * beamRise(tips, up, length / 5)) / length : 0;
    // The library searches a range of slopes: leave it only this one.
    Object.assign(beam.renderOptions, {
      minSlope: slope - 1e-6,
      maxSlope: slope + 1e-6,
      slopeIterations: 1,
      partialBeamLength: 11,
    });
  }
  beam.postFormat();
  lengthenOverGraceNotes(chords);
}

/** Of a grace note's head to the end of its stem, beams and all. */
const GRACE_STEM = 25;
const HALF_GRACE_HEAD = 4;
const CLEAR_OF_GRACE = 4;
/** Along the line, from the first grace note to its chord. */
const GRACE_ROOM = 14;

/** Moves a beam away from the grace notes that stand within it. */
function lengthenOverGraceNotes(chords: BuiltBeam['chords']): void {
  const [first, last] = [chords[0], chords.at(-1)];
  if (first === undefined || last === undefined) return;
  const isUp = first.placed.stemUp;
  const [startX, endX] = [first.note.getStemX(), last.note.getStemX()];
  const [startY, endY] = [tipOf(first), tipOf(last)];
  const beamAt = (x: number): number =>
    startY + ((endY - startY) * (x - startX)) / Math.max(endX - startX, 1);
  let missing = 0;
  for (const { note, placed } of chords.slice(1)) {
    const graces = placed.gracePositions.flat();
    if (graces.length === 0) continue;
    const head = { y: note.getYs()[0] ?? 0, position: placed.positions[0] ?? 0 };
    const yOf = (position: number): number => head.y + (head.position - position) * 5;
    const x = note.getStemX();
    const beams = [beamAt(x), beamAt(Math.max(startX, x - GRACE_ROOM * graces.length))];
    const thickness = Math.log2(placed.chord.value.type / 4) * 7.5 - 2.5;
    missing = Math.max(
      missing,
      isUp
        ? Math.max(...beams) + thickness + CLEAR_OF_GRACE - (yOf(Math.max(...graces)) - GRACE_STEM)
        : yOf(Math.min(...graces)) +
            HALF_GRACE_HEAD +
            CLEAR_OF_GRACE -
            Math.min(...beams) +
            thickness,
    );
  }
  if (missing === 0) return;
  for (const { note } of chords) {
    const stem = note.getStem();
    stem?.setExtension(stem.getExtension() + missing);
  }
}

function tipOf({ note }: BuiltBeam['chords'][number]): number {
  return note.getStemExtents().topY;
}
