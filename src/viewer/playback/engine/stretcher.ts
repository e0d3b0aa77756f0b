/** Length of half a window: the step between two pieces in the output. */
const STEP_SEC = 0.016;
/** How far beside its ideal place a piece is searched for. */
const SEARCH_SEC = 0.01;
/** The search looks at every so many candidates and samples first, then closely around the best. */
const COARSE = 4;
const FINE = 2;

/** What is stretched: fills both channels with the samples from a place on. */
export interface StereoSource {
  read(start: number, into: readonly [Float32Array, Float32Array]): void;
}

/**
 * Plays samples faster or slower at their own pitch: WSOLA, waveform similarity overlap-add (Verhelst
 * and Roelands, ICASSP 1993). Pieces of the sound are laid over one another at half their length;
 * each is taken near its ideal place, where it best continues the one before. At speed 1 the output
 * is the input, sample for sample. Both channels are cut at the same places, so that the stereo
 * picture stands still.
 */
export class Stretcher {
  readonly #source: StereoSource;
  readonly #step: number;
  readonly #search: number;
  readonly #window: Float32Array;
  readonly #ready: Stereo;
  readonly #fading: Stereo;
  /** A piece of two steps; the natural way on; everything around the ideal place that is searched. */
  readonly #piece: Stereo;
  readonly #wanted: Stereo;
  readonly #around: Stereo;
  /** Samples of `#ready` that were given out. */
  #given = 0;
  /** Where the sound would go on if it were not stretched. */
  #natural = 0;

  constructor(source: StereoSource, sampleRate: number) {
    this.#source = source;
    this.#step = Math.round(STEP_SEC * sampleRate);
    this.#search = Math.round(SEARCH_SEC * sampleRate);
    // The rising and the falling half of a Hann window add up to 1.
    this.#window = Float32Array.from(
      { length: this.#step },
      (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / this.#step),
    );
    this.#ready = stereo(this.#step);
    this.#fading = stereo(this.#step);
    this.#piece = stereo(2 * this.#step);
    this.#wanted = stereo(this.#step);
    this.#around = stereo(this.#step + 2 * (this.#search + COARSE));
    this.#given = this.#step;
  }

  /** Goes on at another place, at once and without a seam of its own. */
  jump(position: number): void {
    const start = Math.round(position);
    this.#given = this.#step;
    this.#natural = start;
    this.#source.read(start, this.#wanted);
    this.#fading.forEach((fading, c) => {
      const samples = this.#wanted[c];
      for (let i = 0; i < this.#step; i++) {
        fading[i] = (1 - (this.#window[i] ?? 0)) * (samples?.[i] ?? 0);
      }
    });
  }

  /**
   * Adds the next samples to `outputs`.
   * @param position where in the input the first of them is, at the present speed
   * @param speed input samples per output sample
   */
  addTo(
    outputs: readonly Float32Array[],
    offset: number,
    count: number,
    position: number,
    speed: number,
  ): void {
    for (let done = 0; done < count;) {
      if (this.#given === this.#step) this.#prepare(position + done * speed, speed);
      const some = Math.min(count - done, this.#step - this.#given);
      outputs.forEach((output, c) => {
        const ready = this.#ready[c] ?? this.#ready[0];
        for (let i = 0; i < some; i++) {
          const at = offset + done + i;
          output[at] = (output[at] ?? 0) + (ready[this.#given + i] ?? 0);
        }
      });
      this.#given += some;
      done += some;
    }
  }

  #prepare(position: number, speed: number): void {
    const step = this.#step;
    // The middle of the piece is where its sound is loudest: that is what must be in time.
    const start = this.#bestStart(Math.round(position + step * (speed - 1)));
    this.#source.read(start, this.#piece);
    this.#piece.forEach((piece, c) => {
      const [ready, fading] = [this.#ready[c], this.#fading[c]];
      if (ready === undefined || fading === undefined) return;
      for (let i = 0; i < step; i++) {
        const rising = this.#window[i] ?? 0;
        ready[i] = (fading[i] ?? 0) + rising * (piece[i] ?? 0);
        fading[i] = (1 - rising) * (piece[step + i] ?? 0);
      }
    });
    this.#natural = start + step;
    this.#given = 0;
  }

  #bestStart(ideal: number): number {
    // The natural way on has no seam; only the wish for another tempo leads away from it.
    if (Math.abs(ideal - this.#natural) <= this.#search) return this.#natural;
    const reach = this.#search + COARSE;
    const from = ideal - reach;
    this.#source.read(this.#natural, this.#wanted);
    this.#source.read(from, this.#around);
    const coarse = this.#bestOf(COARSE, 2 * reach - COARSE, COARSE, COARSE);
    return from + this.#bestOf(coarse - COARSE + 1, coarse + COARSE - 1, 1, FINE);
  }

  /** The start in a range, counted from what surrounds it, whose samples are most like the natural way on. */
  #bestOf(from: number, to: number, stride: number, skip: number): number {
    let best = Math.round((from + to) / 2);
    let bestLikeness = -Infinity;
    for (let start = from; start <= to; start += stride) {
      const likeness = this.#likeness(start, skip);
      if (likeness <= bestLikeness) continue;
      bestLikeness = likeness;
      best = start;
    }
    return best;
  }

  /** Correlation with the natural way on, for the energy the candidate has. */
  #likeness(start: number, skip: number): number {
    let product = 0;
    let energy = 1e-9;
    this.#around.forEach((around, c) => {
      const wanted = this.#wanted[c];
      for (let i = 0; i < this.#step; i += skip) {
        const candidate = around[start + i] ?? 0;
        product += candidate * (wanted?.[i] ?? 0);
        energy += candidate * candidate;
      }
    });
    return product / Math.sqrt(energy);
  }
}

type Stereo = readonly [Float32Array, Float32Array];

function stereo(length: number): Stereo {
  return [new Float32Array(length), new Float32Array(length)];
}
