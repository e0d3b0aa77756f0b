import type { BandGrid } from './band-grid.ts';
import { FRAME_HINTS, type Guide } from './guide.ts';
import type { Frame } from './stereo-spectrum.ts';

/** Frames looked at before and after the one that is taken apart. */
export const CONTEXT_FRAMES = 8;
const SHORT_FRAMES = 3;
/** Bands looked at below and above. */
const WIDE_BANDS = 9;
const NARROW_BANDS = 4;
const STEPS = [-4, -2, -1, 1, 2, 4];
const NEIGHBOURS = [-2, -1, 1, 2];
const UNIT_DB = 20;
export const FEATURES = 1 + 4 + STEPS.length + NEIGHBOURS.length + 2 + 2 + 1 + 2 + 2 + FRAME_HINTS;

/** Frames around the one in question; the middle one is at `CONTEXT_FRAMES`. */
export type Surroundings = readonly Frame[];

/**
 * What the separation net is told of one band of one frame: how loud it is beside its surroundings in time and in
 * pitch (what lasts is harmonic, what is broad percussive: Fitzgerald 2010), whether it rises or falls, where it
 * stands between left and right, and what the notes found let expect there.
 */
export class Features {
  private readonly grid: BandGrid;
  private readonly bands: Float32Array;
  private readonly sorted = new Float32Array(2 * Math.max(CONTEXT_FRAMES, WIDE_BANDS) + 1);
  private readonly values = new Float32Array(FEATURES);
  private referenceDb = 0;
  private fluxNow = 0;
  private fluxNext = 0;

  constructor(grid: BandGrid) {
    this.grid = grid;
    this.bands = grid.centresHz.map((hz) => Math.log2((hz + grid.binHz / 2) / 1000) / 3);
  }

  /** To be called once for each frame, before its bands are asked for. */
  begin(around: Surroundings): void {
    let sum = 0;
    for (const { levels } of around) {
      let power = 0;
      for (const level of levels) power += 10 ** (level / 10);
      sum += power / levels.length;
    }
    this.referenceDb = 10 * Math.log10(sum / around.length + 1e-12);
    this.fluxNow = flux(around, CONTEXT_FRAMES);
    this.fluxNext = flux(around, CONTEXT_FRAMES + 2);
  }

  /** Valid until the next call. */
  of(around: Surroundings, guide: Guide, band: number): Float32Array {
    const { values, grid } = this;
    const frame = around[CONTEXT_FRAMES];
    const levels = frame?.levels ?? new Float32Array();
    const level = levels[band] ?? 0;
    let at = 0;
    const add = (value: number): void => {
      values[at++] = value;
    };
    const beside = (value: number): void => {
      add((value - level) / UNIT_DB);
    };
    add((level - this.referenceDb) / UNIT_DB);
    beside(this.inTime(around, band, CONTEXT_FRAMES));
    beside(this.inTime(around, band, SHORT_FRAMES));
    beside(this.inPitch(levels, band, WIDE_BANDS));
    beside(this.inPitch(levels, band, NARROW_BANDS));
    for (const step of STEPS) beside(around[CONTEXT_FRAMES + step]?.levels[band] ?? level);
    for (const step of NEIGHBOURS) beside(levels[band + step] ?? level);
    add(frame?.balance[band] ?? 0);
    add(frame?.likeness[band] ?? 1);
    add(this.fluxNow);
    add(this.fluxNext);
    const hz = grid.centresHz[band] ?? 0;
    add(guide.bassHz > 0 ? Math.min(3, Math.max(-3, Math.log2((hz + 1) / guide.bassHz))) : 0);
    add(guide.bassComb[band] ?? 0);
    add(guide.otherComb[band] ?? 0);
    add(this.bands[band] ?? 0);
    add((this.bands[band] ?? 0) ** 2);
    values.set(guide.hints, at);
    return values;
  }

  private inTime(around: Surroundings, band: number, reach: number): number {
    for (let i = -reach; i <= reach; i++) {
      this.sorted[i + reach] = around[CONTEXT_FRAMES + i]?.levels[band] ?? 0;
    }
    return median(this.sorted, 2 * reach + 1);
  }

  private inPitch(levels: Float32Array, band: number, reach: number): number {
    const from = Math.max(0, band - reach);
    const to = Math.min(levels.length - 1, band + reach);
    for (let i = from; i <= to; i++) this.sorted[i - from] = levels[i] ?? 0;
    return median(this.sorted, to - from + 1);
  }
}

/** How much the bands of a frame rise against the frame before, on average, in units of 20 dB. */
function flux(around: Surroundings, at: number): number {
  const [before, now] = [around[at - 1]?.levels, around[at]?.levels];
  if (before === undefined || now === undefined) return 0;
  let sum = 0;
  for (let band = 0; band < now.length; band++) {
    sum += Math.max(0, (now[band] ?? 0) - (before[band] ?? 0));
  }
  return sum / now.length / UNIT_DB;
}

/** Sorts the first `count` values by insertion: they are few, and nearly in order. */
function median(values: Float32Array, count: number): number {
  for (let i = 1; i < count; i++) {
    const value = values[i] ?? 0;
    let to = i;
    for (; to > 0 && (values[to - 1] ?? 0) > value; to--) values[to] = values[to - 1] ?? 0;
    values[to] = value;
  }
  return values[count >> 1] ?? 0;
}
