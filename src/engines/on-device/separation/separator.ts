import { CONTEXT_FRAMES, Features, type Surroundings } from './features.ts';
import { Frames } from './frames.ts';
import { Guide } from './guide.ts';
import { MaskNet, TAKEN_OUT, type TakenOut } from './mask-net.ts';
import type { Stereo } from './messages.ts';
import type { StemNotes } from './stem-notes.ts';

/** Of a stretch of sound, the part that is drums and the part that is bass. */
export type Separated = Readonly<Record<TakenOut, Stereo>>;

/**
 * Takes drums and bass out of a stream of two channels: a net says of each band of each short window what share of it
 * belongs to which, from the sound around it and the notes found. What is left over is the rest, so that all add up to
 * the mix. Memory does not grow with length.
 */
export class Separator {
  /** What there is to take out: only what some note was found of. */
  readonly stems: readonly TakenOut[];
  private readonly frames: Frames;
  private readonly guide: Guide;
  private readonly net: MaskNet;
  private readonly onSeparated: (separated: Separated) => void;
  /** One window each: what overlaps with the windows to come. */
  private readonly sums: Separated;
  private pushed = 0;
  private given = 0;

  /** @param onSeparated told of stretch after stretch, without a gap, from the first sample on */
  constructor(sampleRate: number, notes: StemNotes, onSeparated: (separated: Separated) => void) {
    this.onSeparated = onSeparated;
    const there = new Set<TakenOut>();
    if (notes.strokes.length > 0) there.add('drums');
    if (notes.bass.length > 0) there.add('bass');
    this.stems = TAKEN_OUT.filter((stem) => there.has(stem));
    this.frames = new Frames(sampleRate, (around, index) => {
      this.separate(around, index);
    });
    const { grid } = this.frames;
    this.guide = new Guide(grid, notes);
    this.net = new MaskNet(grid, new Features(grid), this.guide, there);
    const sum = (): Stereo => [
      new Float32Array(grid.windowSamples),
      new Float32Array(grid.windowSamples),
    ];
    this.sums = { drums: sum(), bass: sum() };
  }

  push([left, right]: Stereo): void {
    this.pushed += left.length;
    this.frames.push(left, right);
  }

  flush(): void {
    this.frames.flush();
  }

  private separate(around: Surroundings, index: number): void {
    const { hopSamples, windowSamples, sampleRate } = this.frames.grid;
    const frame = around[CONTEXT_FRAMES];
    if (frame === undefined) return;
    this.guide.moveTo((index * hopSamples) / sampleRate);
    this.net.look(around);
    for (const stem of this.stems) {
      const [left, right] = this.sums[stem];
      this.frames.spectrum.addMasked(frame, this.net.masks[stem], left, right, 0);
    }
    // The window begins half its length before its centre: of what is ready, that much is before the beginning.
    const start = index * hopSamples - windowSamples / 2;
    const from = Math.max(0, this.given - start);
    const to = Math.min(hopSamples, this.pushed - start);
    if (to > from) {
      const part = ([left, right]: Stereo): Stereo => [left.slice(from, to), right.slice(from, to)];
      this.onSeparated({ drums: part(this.sums.drums), bass: part(this.sums.bass) });
      this.given = start + to;
    }
    for (const stem of this.stems) {
      for (const channel of this.sums[stem]) {
        channel.copyWithin(0, hopSamples);
        channel.fill(0, windowSamples - hopSamples);
      }
    }
  }
}
