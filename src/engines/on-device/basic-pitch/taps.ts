import { BINS } from './constant-q.ts';
import { PITCH_BINS } from './grid.ts';
import type { Arena } from './kernels.ts';

/** Where a pitch's partials ½, 1, 2, 3, 4, 5, 6 and 7 lie, in bins above it. */
const PARTIALS = [-36, 0, 36, 57, 72, 84, 93, 101];
/** Filters of the second and of the note layers. */
export const FEW = 8;
export const MANY = 32;

/** Inputs, relative to an address, each with eight weights. */
export interface Taps {
  readonly count: number;
  readonly offsets: number;
  readonly weights: readonly number[];
}

/** A buffer of frames, `width` positions wide, of `depth` numbers each. */
export interface Plane {
  readonly at: number;
  readonly rowBytes: number;
  readonly width: number;
  readonly depth: number;
}

/** What a layer over the eight shifted copies reads of the spectrum for one position. */
export function partialTaps(
  arena: Arena,
  spectrum: Plane,
  layer: { kernel: Float32Array; times: number; pitches: number; filters: number },
  firstBin: number,
): Taps {
  const { kernel, times, pitches, filters } = layer;
  const sums = new Map<number, Float32Array>();
  for (let time = 0; time < times; time++) {
    for (let pitch = 0; pitch < pitches; pitch++) {
      // Each copy ends where the pitches do.
      const bin = firstBin + pitch;
      if (bin < 0 || bin >= PITCH_BINS) continue;
      PARTIALS.forEach((partial, i) => {
        const source = bin + partial;
        if (source < 0 || source >= BINS) return;
        const offset = time * spectrum.rowBytes + source * 4;
        const from = ((time * pitches + pitch) * PARTIALS.length + i) * filters;
        const sum = sums.get(offset) ?? new Float32Array(filters);
        for (let f = 0; f < filters; f++) sum[f] = (sum[f] ?? 0) + (kernel[from + f] ?? 0);
        sums.set(offset, sum);
      });
    }
  }
  const sorted = [...sums].sort(([a], [b]) => a - b);
  return taps(
    arena,
    sorted.map(([offset]) => offset),
    sorted.map(([, sum]) => sum),
  );
}

/** What the layer over the contours reads: seven frames of seven bins. */
export function contourTaps(arena: Arena, contours: Plane, kernel: Float32Array): Taps {
  const cells = Array.from({ length: 49 }, (_, i) => i);
  return taps(
    arena,
    cells.map((i) => Math.floor(i / 7) * contours.rowBytes + (i % 7) * 4),
    cells.map((i) => kernel.subarray(i * MANY, (i + 1) * MANY)),
  );
}

function taps(arena: Arena, offsets: readonly number[], rows: readonly Float32Array[]): Taps {
  const groups = (rows[0]?.length ?? 0) / FEW;
  return {
    count: offsets.length,
    offsets: arena.offsets(offsets),
    weights: Array.from({ length: groups }, (_, group) =>
      arena.floats(rows.flatMap((row) => [...row.subarray(group * FEW, (group + 1) * FEW)])),
    ),
  };
}
