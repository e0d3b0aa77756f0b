import { contourTaps, FEW, MANY, partialTaps, type Plane, type Taps } from './taps.ts';
import { readBends } from './bends.ts';
import { BINS, ConstantQ } from './constant-q.ts';
import { BINS_PER_KEY, KEYS, PITCH_BINS, WINDOW_FRAMES } from './grid.ts';
import type { Arena } from './kernels.ts';
import type { ModelWeights } from './model-weights.ts';

/** Silence before and after a window, in frames, that the widest layer looks at. */
const PAD = 3;
const ROWS = WINDOW_FRAMES + 2 * PAD;
/** What keeps the logarithm of silence finite. */
const EPSILON = 1e-10;

/**
 * Basic Pitch's net (Bittner et al. 2022) on our own kernels. Its first layers read one spectrum through
 * eight shifted copies; here they read the spectrum itself, with the weights of copies that coincide added
 * up, so that little more than half of the multiplications are left.
 */
export class NoteNet {
  private readonly arena: Arena;
  private readonly constantQ: ConstantQ;
  private readonly power = new Float32Array(WINDOW_FRAMES * BINS);
  private readonly spectrum: Plane;
  private readonly ridges: Plane;
  private readonly contours: Plane;
  private readonly noteFeatures: Plane;
  private readonly onsetFeatures: Plane;
  private readonly notes: Plane;
  private readonly onsets: Plane;
  private readonly ridgeTaps: readonly Taps[];
  private readonly onsetTaps: readonly Taps[];
  private readonly noteTaps: Taps;
  private readonly weights: Readonly<Record<'contour' | 'note' | 'onset', number>>;
  private readonly biases: Readonly<Record<'ridge' | 'note' | 'onset', number>>;
  private readonly rowOffsets: (plane: Plane, rows: number) => number;
  private readonly lastBiases: Readonly<Record<'contour' | 'note' | 'onset', number>>;
  private readonly scale: number;
  private readonly shift: number;
  private readonly onsetOfNote: Float32Array;

  constructor(arena: Arena, weights: ModelWeights) {
    this.arena = arena;
    this.constantQ = new ConstantQ(arena, weights);
    const plane = (width: number, depth: number): Plane => ({
      at: arena.allocate(ROWS * width * depth),
      rowBytes: width * depth * 4,
      width,
      depth,
    });
    this.spectrum = plane(BINS, 1);
    this.ridges = plane(PITCH_BINS + 4, FEW);
    this.contours = plane(PITCH_BINS + 4, 1);
    this.noteFeatures = plane(KEYS + 2, MANY);
    this.onsetFeatures = plane(KEYS + 2, MANY);
    this.notes = plane(KEYS + 2, 1);
    this.onsets = plane(KEYS, 1);
    this.scale = weights('FusedBatchNormV3/Scaled')[0] ?? 0;
    this.shift = weights('FusedBatchNormV3/Offset')[0] ?? 0;
    const ridge = {
      kernel: weights('conv2d_1/Conv2D_weights'),
      times: 3,
      pitches: 39,
      filters: FEW,
    };
    this.ridgeTaps = Array.from({ length: PITCH_BINS }, (_, bin) =>
      partialTaps(arena, this.spectrum, ridge, bin - 19),
    );
    const onset = {
      kernel: weights('conv2d_4/Conv2D_weights'),
      times: 5,
      pitches: 5,
      filters: MANY,
    };
    this.onsetTaps = Array.from({ length: KEYS }, (_, key) =>
      partialTaps(arena, this.spectrum, onset, key * BINS_PER_KEY - 1),
    );
    this.noteTaps = contourTaps(arena, this.contours, weights('conv2d_2/Conv2D/ReadVariableOp'));
    const onsetWeights = weights('conv2d_5/Conv2D/ReadVariableOp');
    // The first of its 33 inputs is the note itself.
    this.onsetOfNote = onsetWeights.filter((_, i) => i % (MANY + 1) === 0);
    this.weights = {
      contour: arena.floats(weights('contours-reduced/Conv2D/ReadVariableOp')),
      note: arena.floats(weights('conv2d_3/Conv2D/ReadVariableOp')),
      onset: arena.floats(onsetWeights.filter((_, i) => i % (MANY + 1) !== 0)),
    };
    this.biases = {
      ridge: arena.floats(weights('conv2d_1/Conv2D_bn_offset')),
      note: arena.floats(weights('conv2d_2/BiasAdd/ReadVariableOp')),
      onset: arena.floats(weights('conv2d_4/Conv2D_bn_offset')),
    };
    const lastBias = (name: string): number => weights(`${name}/BiasAdd/ReadVariableOp`)[0] ?? 0;
    this.lastBiases = {
      contour: lastBias('contours-reduced'),
      note: lastBias('conv2d_3'),
      onset: lastBias('conv2d_5'),
    };
    const known = new Map<string, number>();
    this.rowOffsets = ({ rowBytes }, rows) => {
      const key = `${rowBytes}/${rows}`;
      const at =
        known.get(key) ?? arena.offsets(Array.from({ length: rows }, (_, i) => i * rowBytes));
      known.set(key, at);
      return at;
    };
    for (const [each, rows] of [
      [this.ridges, 5],
      [this.noteFeatures, 7],
      [this.onsetFeatures, 3],
    ] as const) {
      this.rowOffsets(each, rows);
    }
  }

  /**
   * @param samples one window
   * @param notes how likely each key sounds in each frame, 0–1
   * @param onsets how likely it begins there
   * @param bends how far from its key each sounds, in cents, where that is wanted
   */
  hear(samples: Float32Array, notes: Float32Array, onsets: Float32Array, bends?: Int8Array): void {
    this.constantQ.transform(samples, this.power);
    this.fillSpectrum();
    this.findRidges();
    this.reduce(
      this.ridges,
      this.contours,
      PITCH_BINS,
      5,
      5,
      this.weights.contour,
      this.lastBiases.contour,
      2,
    );
    this.squash(this.contours, PITCH_BINS, 2);
    if (bends !== undefined) {
      const { at, width } = this.contours;
      readBends(this.arena.view(at, ROWS * width).subarray(PAD * width + 2), width, bends);
    }
    this.findNoteFeatures();
    this.reduce(
      this.noteFeatures,
      this.notes,
      KEYS,
      7,
      3,
      this.weights.note,
      this.lastBiases.note,
      1,
    );
    this.squash(this.notes, KEYS, 1);
    this.findOnsetFeatures();
    this.reduce(
      this.onsetFeatures,
      this.onsets,
      KEYS,
      3,
      3,
      this.weights.onset,
      this.lastBiases.onset,
      0,
    );
    this.addNotesToOnsets();
    this.squash(this.onsets, KEYS, 0);
    this.read(this.notes, 1, notes);
    this.read(this.onsets, 0, onsets);
  }

  /** Decibels, brought to the range 0–1 over the window and then to that of the training data. */
  private fillSpectrum(): void {
    const { power } = this;
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < power.length; i++) {
      const level = 10 * Math.log10((power[i] ?? 0) + EPSILON);
      power[i] = level;
      if (level < low) low = level;
      if (level > high) high = level;
    }
    const range = high > low ? high - low : Infinity;
    const spectrum = this.arena.view(this.spectrum.at, ROWS * BINS);
    for (let i = 0; i < power.length; i++) {
      spectrum[PAD * BINS + i] = this.scale * (((power[i] ?? 0) - low) / range) + this.shift;
    }
  }

  private findRidges(): void {
    const { at, rowBytes } = this.spectrum;
    for (let bin = 0; bin < PITCH_BINS; bin++) {
      const taps = this.ridgeTaps[bin];
      const to = this.ridges.at + PAD * this.ridges.rowBytes + (bin + 2) * FEW * 4;
      this.spread(at + (PAD - 1) * rowBytes, rowBytes, taps, this.biases.ridge, to, this.ridges);
    }
  }

  private findNoteFeatures(): void {
    for (let key = 0; key < KEYS; key++) {
      const from = this.contours.at + key * BINS_PER_KEY * 4;
      const to = this.noteFeatures.at + PAD * this.noteFeatures.rowBytes + (key + 1) * MANY * 4;
      this.spread(
        from,
        this.contours.rowBytes,
        this.noteTaps,
        this.biases.note,
        to,
        this.noteFeatures,
      );
    }
  }

  private findOnsetFeatures(): void {
    const { at, rowBytes } = this.spectrum;
    for (let key = 0; key < KEYS; key++) {
      const to = this.onsetFeatures.at + PAD * this.onsetFeatures.rowBytes + (key + 1) * MANY * 4;
      const taps = this.onsetTaps[key];
      this.spread(
        at + (PAD - 2) * rowBytes,
        rowBytes,
        taps,
        this.biases.onset,
        to,
        this.onsetFeatures,
      );
    }
  }

  private spread(
    from: number,
    step: number,
    taps: Taps | undefined,
    bias: number,
    to: number,
    target: Plane,
  ): void {
    taps?.weights.forEach((weights, group) => {
      const out = to + group * FEW * 4;
      const groupBias = bias + group * FEW * 4;
      const { count, offsets } = taps;
      this.arena.kernels.spread(
        WINDOW_FRAMES,
        from,
        step,
        count,
        offsets,
        weights,
        groupBias,
        out,
        target.rowBytes,
        true,
      );
    });
  }

  /** A layer with one filter, `times` frames and `pitches` positions wide. */
  private reduce(
    source: Plane,
    target: Plane,
    positions: number,
    times: number,
    pitches: number,
    weights: number,
    bias: number,
    margin: number,
  ): void {
    const offsets = this.rowOffsets(source, times);
    const span = pitches * source.depth * 4;
    const firstRow = source.at + (PAD - (times - 1) / 2) * source.rowBytes;
    for (let i = 0; i < positions; i++) {
      const from = firstRow + i * source.depth * 4;
      const to = target.at + PAD * target.rowBytes + (i + margin) * 4;
      this.arena.kernels.gather(
        WINDOW_FRAMES,
        from,
        source.rowBytes,
        times,
        offsets,
        span,
        weights,
        bias,
        to,
        target.rowBytes,
      );
    }
  }

  private squash(plane: Plane, positions: number, margin: number): void {
    const values = this.arena.view(plane.at, ROWS * plane.width);
    for (let frame = 0; frame < WINDOW_FRAMES; frame++) {
      const from = (PAD + frame) * plane.width + margin;
      for (let i = from; i < from + positions; i++)
        values[i] = 1 / (1 + Math.exp(-(values[i] ?? 0)));
    }
  }

  private addNotesToOnsets(): void {
    const onsets = this.arena.view(this.onsets.at, ROWS * KEYS);
    const notes = this.arena.view(this.notes.at, ROWS * this.notes.width);
    const { onsetOfNote } = this;
    for (let frame = PAD; frame < PAD + WINDOW_FRAMES; frame++) {
      for (let key = 0; key < KEYS; key++) {
        let sum = 0;
        for (let time = 0; time < 3; time++) {
          const from = (frame + time - 1) * this.notes.width + key;
          for (let i = 0; i < 3; i++)
            sum += (onsetOfNote[time * 3 + i] ?? 0) * (notes[from + i] ?? 0);
        }
        const cell = frame * KEYS + key;
        onsets[cell] = (onsets[cell] ?? 0) + sum;
      }
    }
  }

  private read(plane: Plane, margin: number, target: Float32Array): void {
    const values = this.arena.view(plane.at, ROWS * plane.width);
    for (let frame = 0; frame < WINDOW_FRAMES; frame++) {
      const from = (PAD + frame) * plane.width + margin;
      target.set(values.subarray(from, from + KEYS), frame * KEYS);
    }
  }
}
