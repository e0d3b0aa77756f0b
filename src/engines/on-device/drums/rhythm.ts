/** A period with which the rhythm repeats itself. */
export interface Lag {
  readonly frames: number;
  /** Correlation of the rhythm with itself so much later, up to 1. */
  readonly strength: number;
}

const MOST_LAGS = 4;
/** From a quarter of a second to three and a half, and no more than half of what is looked at. */
const FIRST_LAG = 20;
const LAST_LAG = 300;
/** Two lags lie further apart than this. */
const LAG_WIDTH = 6;

/** The highest peaks of the autocorrelation of a rhythm, the highest first. @param beats strength of the strokes in each frame */
export function lagsOf(beats: Float32Array): Lag[] {
  const mean = beats.reduce((sum, beat) => sum + beat, 0) / Math.max(1, beats.length);
  const centred = beats.map((beat) => beat - mean);
  const correlation = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += (centred[i] ?? 0) * (centred[i - lag] ?? 0);
    return sum;
  };
  const all = correlation(0) + 1e-9;
  const last = Math.min(Math.floor(beats.length / 2), LAST_LAG);
  const left: Lag[] = [];
  for (let frames = FIRST_LAG; frames < last; frames++) {
    left.push({ frames, strength: correlation(frames) / all });
  }
  left.sort((a, b) => b.strength - a.strength);
  const lags: Lag[] = [];
  for (const lag of left) {
    if (lags.length === MOST_LAGS) break;
    if (lags.every(({ frames }) => Math.abs(frames - lag.frames) > LAG_WIDTH)) lags.push(lag);
  }
  return lags;
}
