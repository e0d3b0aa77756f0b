/** Bins up to this are bands of their own: the partials of low notes lie close together. */
const SINGLE_BINS = 96;
/** Above, each band ends so many times higher than it begins: half a semitone. */
const RATIO = 1.03;
/** A window is about so long. */
const WINDOW_SEC = 0.093;
const SMALLEST_WINDOW = 512;
const LARGEST_WINDOW = 32_768;

/** How sound is cut into windows and its spectrum into bands, at one sample rate. */
export interface BandGrid {
  readonly sampleRate: number;
  /** Samples of a window, a power of two; the next window begins a quarter of it later. */
  readonly windowSamples: number;
  readonly hopSamples: number;
  readonly binHz: number;
  readonly bandCount: number;
  /** Of each band, the first bin; one more at the end, half the window and one. */
  readonly firstBins: Int32Array;
  readonly centresHz: Float32Array;
}

export function bandGrid(sampleRate: number): BandGrid {
  const windowSamples = Math.min(
    LARGEST_WINDOW,
    Math.max(SMALLEST_WINDOW, 2 ** Math.round(Math.log2(WINDOW_SEC * sampleRate))),
  );
  const end = windowSamples / 2 + 1;
  const firstBins: number[] = [];
  for (let bin = 0; bin < end; bin = bin < SINGLE_BINS ? bin + 1 : Math.ceil(bin * RATIO)) {
    firstBins.push(bin);
  }
  const binHz = sampleRate / windowSamples;
  const bandCount = firstBins.length;
  return {
    sampleRate,
    windowSamples,
    hopSamples: windowSamples / 4,
    binHz,
    bandCount,
    firstBins: Int32Array.from([...firstBins, end]),
    centresHz: Float32Array.from(
      firstBins,
      (first, i) => ((first + (firstBins[i + 1] ?? end) - 1) / 2) * binHz,
    ),
  };
}

/** The band that a frequency lies in; −1 above the last. */
export function bandOf({ binHz, firstBins, bandCount }: BandGrid, hz: number): number {
  const bin = Math.round(hz / binHz);
  if (bin < SINGLE_BINS) return bin;
  if (bin >= (firstBins[bandCount] ?? 0)) return -1;
  let [low, high] = [SINGLE_BINS, bandCount - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((firstBins[middle] ?? 0) <= bin) low = middle;
    else high = middle - 1;
  }
  return low;
}
