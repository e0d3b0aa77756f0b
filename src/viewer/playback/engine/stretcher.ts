/** Length of half a window: the step between two pieces in the output. */
const STEP_SEC = 0.016;
/** How far beside its ideal place a piece is searched for. */
const SEARCH_SEC = 0.01;
/** The search looks at every so many candidates and samples first, then closely around the best. */
const COARSE = 4;
const FINE = 2;

/**
 * Plays samples faster or slower at their own pitch: WSOLA, waveform similarity overlap-add (Verhelst
 * and Roelands, ICASSP 1993). Pieces of the sound are laid over one another at half their length;
 * each is taken near its ideal place, where it best continues the one before. At speed 1 the output
 * is the input, sample for sample. All channels are cut at the same places, so that the stereo
 * picture stands still.
 */
export class Stretcher {
  readonly #channels: readonly Float32Array[];
  readonly #step: number;
  readonly #search: number;
  readonly #window: Float32Array;
  readonly #ready: readonly Float32Array[];
  readonly #fading: readonly Float32Array[];
  /** Samples of `#ready` that were given out. */
  #given = 0;
  /** Where the sound would go on if it were not stretched. */
  #natural = 0;

  /** @param channels at least one, all of one length */
  constructor(channels: readonly Float32Array[], sampleRate: number) {
    this.#channels = channels;
    this.#step = Math.round(STEP_SEC * sampleRate);
    this.#search = Math.round(SEARCH_SEC * sampleRate);
    // The rising and the falling half of a Hann window add up to 1.
    this.#window = Float32Array.from(
      { length: this.#step },
      (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / this.#step),
    );
    this.#ready = channels.map(() => new Float32Array(this.#step));
    this.#fading = channels.map(() => new Float32Array(this.#step));
    this.jump(0);
  }

  /** Goes on at another place, at once and without a seam of its own. */
  jump(position: number): void {
    const start = Math.round(position);
    this.#given = this.#step;
    this.#natural = start;
    this.#channels.forEach((channel, c) => {
      const fading = this.#fading[c];
      for (let i = 0; fading !== undefined && i < this.#step; i++) {
        fading[i] = (1 - (this.#window[i] ?? 0)) * (channel[start + i] ?? 0);
      }
    });
  }

  /**
   * Adds the next samples to `outputs` (the first channel to every output beyond its channels).
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
        for (let i = 0; ready !== undefined && i < some; i++) {
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
    this.#channels.forEach((channel, c) => {
      const [ready, fading] = [this.#ready[c], this.#fading[c]];
      if (ready === undefined || fading === undefined) return;
      for (let i = 0; i < step; i++) {
        const rising = this.#window[i] ?? 0;
        ready[i] = (fading[i] ?? 0) + rising * (channel[start + i] ?? 0);
        fading[i] = (1 - rising) * (channel[start + step + i] ?? 0);
      }
    });
    this.#natural = start + step;
    this.#given = 0;
  }

  #bestStart(ideal: number): number {
    // The natural way on has no seam; only the wish for another tempo leads away from it.
    if (Math.abs(ideal - this.#natural) <= this.#search) return this.#natural;
    const coarse = this.#bestOf(ideal - this.#search, ideal + this.#search, COARSE, COARSE);
    return this.#bestOf(coarse - COARSE + 1, coarse + COARSE - 1, 1, FINE);
  }

  /** The start in a range whose samples are most like the natural way on. */
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
    for (const channel of this.#channels) {
      for (let i = 0; i < this.#step; i += skip) {
        const candidate = channel[start + i] ?? 0;
        product += candidate * (channel[this.#natural + i] ?? 0);
        energy += candidate * candidate;
      }
    }
    return product / Math.sqrt(energy);
  }
}
