import { beamRise } from '../layout/beam-slope.ts';
import { clearBeam, type HeadBox } from './beam-clearance.ts';
import type { BuiltBeam } from './note-builder.ts';

/**
 * Gives a beam its slope and its stems their lengths; the notes must have their places.
 * @param others heads of other voices on its staff
 */
export function shapeBeam({ beam, chords }: BuiltBeam, others: readonly HeadBox[]): void {
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
  clearBeam(chords, others);
}
