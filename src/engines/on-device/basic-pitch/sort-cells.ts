import { KEYS } from './grid.ts';

const RADIX_BITS = 16;
const BUCKETS = 1 << RADIX_BITS;

/**
 * Indices of all cells above `threshold`, the strongest first; of equals, the earlier frame and in it
 * the higher key first. A radix sort over the bits of the floats (which order like integers as long as
 * they are positive), because comparing millions of cells takes seconds.
 */
export function cellsByEnergy(energy: Float32Array, threshold: number): Uint32Array {
  const bits = new Uint32Array(energy.buffer, energy.byteOffset, energy.length);
  let cells = cellsAbove(energy, threshold);
  for (const shift of [0, RADIX_BITS]) {
    const starts = new Uint32Array(BUCKETS + 1);
    // The complement makes the strongest come first.
    const digit = (cell: number): number => (~(bits[cell] ?? 0) >>> shift) & (BUCKETS - 1);
    for (const cell of cells) starts[digit(cell) + 1] = (starts[digit(cell) + 1] ?? 0) + 1;
    for (let i = 1; i <= BUCKETS; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const sorted = new Uint32Array(cells.length);
    for (const cell of cells) {
      const bucket = digit(cell);
      const at = starts[bucket] ?? 0;
      sorted[at] = cell;
      starts[bucket] = at + 1;
    }
    cells = sorted;
  }
  return cells;
}

/** In the order that equals keep: frame by frame, from the highest key down. */
function cellsAbove(energy: Float32Array, threshold: number): Uint32Array {
  let count = 0;
  for (let cell = 0; cell < energy.length; cell++) {
    if ((energy[cell] ?? 0) > threshold) count++;
  }
  const cells = new Uint32Array(count);
  let at = 0;
  for (let frame = 0; frame < energy.length; frame += KEYS) {
    for (let key = KEYS - 1; key >= 0; key--) {
      if ((energy[frame + key] ?? 0) > threshold) cells[at++] = frame + key;
    }
  }
  return cells;
}
