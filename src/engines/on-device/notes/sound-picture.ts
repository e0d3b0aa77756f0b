import { KEYS, LOWEST_PITCH } from '../basic-pitch/grid.ts';
import type { Activations } from '../basic-pitch/model.ts';
import { BANDS, bandOfHz } from '../drums/bands.ts';

/** All that is known of a recording when its notes are looked for, frame by frame. */
export interface SoundPicture {
  readonly activations: Activations;
  /** Band levels in dB, as `BandStream` makes them. */
  readonly levels: Float32Array;
  /** Loudness in dB relative to full scale. */
  readonly loudnessDb: Float32Array;
}

/** Levels below the loud moments of the recording, in units of 20 dB, that count as silence. */
const DEPTH = 4;
const UNIT_DB = 20;

/** Reads the picture at any frame and key; outside of it there is silence. */
export class PictureReader {
  readonly frameCount: number;
  private readonly frames: Float32Array;
  private readonly onsets: Float32Array;
  private readonly levels: Float32Array;
  private readonly loudness: Float32Array;
  /** Sum of all keys' onset activations. */
  private readonly allOnsets: Float32Array;
  /** How many keys sound. */
  private readonly allFrames: Float32Array;

  constructor({ activations, levels, loudnessDb }: SoundPicture) {
    this.frames = activations.frames;
    this.onsets = activations.onsets;
    this.frameCount = this.frames.length / KEYS;
    this.levels = relative(levels);
    this.loudness = relative(loudnessDb);
    this.allOnsets = sums(this.onsets);
    this.allFrames = sums(this.frames);
  }

  frame(frame: number, key: number): number {
    return key < 0 || key >= KEYS ? 0 : (this.frames[frame * KEYS + key] ?? 0);
  }

  onset(frame: number, key: number): number {
    return key < 0 || key >= KEYS ? 0 : (this.onsets[frame * KEYS + key] ?? 0);
  }

  onsetMax(from: number, to: number, key: number): number {
    let max = 0;
    for (let frame = from; frame <= to; frame++) max = Math.max(max, this.onset(frame, key));
    return max;
  }

  frameMean(from: number, to: number, key: number): number {
    let sum = 0;
    for (let frame = from; frame <= to; frame++) sum += this.frame(frame, key);
    return sum / (to - from + 1);
  }

  onsetSum(frame: number): number {
    return this.allOnsets[frame] ?? 0;
  }

  frameSum(frame: number): number {
    return this.allFrames[frame] ?? 0;
  }

  /** 0 for silence, about 4 for the loud moments, one unit for 20 dB. */
  loudnessAt(frame: number): number {
    return this.loudness[frame] ?? 0;
  }

  level(frame: number, band: number): number {
    return band < 0 || band >= BANDS ? 0 : (this.levels[frame * BANDS + band] ?? 0);
  }

  /** Level where a partial of a key lies. */
  partialLevel(frame: number, key: number, partial: number): number {
    return this.level(frame, BAND_OF_PARTIAL[key]?.[partial - 1] ?? -1);
  }
}

/** Partials of which levels are read. */
export const PARTIALS = 8;
const BAND_OF_PARTIAL: readonly (readonly number[])[] = Array.from({ length: KEYS }, (_, key) =>
  Array.from({ length: PARTIALS }, (__, i) =>
    bandOfHz(440 * 2 ** ((key + LOWEST_PITCH - 69) / 12) * (i + 1)),
  ),
);

function sums(cells: Float32Array): Float32Array {
  const all = new Float32Array(cells.length / KEYS);
  for (let i = 0; i < cells.length; i++) {
    const frame = Math.floor(i / KEYS);
    all[frame] = (all[frame] ?? 0) + (cells[i] ?? 0);
  }
  return all;
}

/** Relative to what one value in twenty exceeds. */
function relative(levelsDb: Float32Array): Float32Array {
  const loud = levelsDb.slice().sort()[Math.floor(levelsDb.length * 0.95)] ?? 0;
  return levelsDb.map((level) =>
    Math.min(DEPTH + 1.5, Math.max(0, (level - loud) / UNIT_DB + DEPTH)),
  );
}
