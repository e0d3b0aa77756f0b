/** Pairs of onsets within this are looked at: of one chord, or of neighbours in a fast run. */
const WINDOW_SEC = 0.15;
const BIN_SEC = 0.001;
const ROUNDS = 30;
/** What is believed before anything is heard: the spread of a pair struck together, as of so many pairs. */
const USUAL_SEC = 0.015;
const USUAL_PAIRS = 5;
const LEAST_SEC = 0.002;
/** A heap wider than this is a fast run, not chords. */
const MOST_SEC = 0.05;
/** Enough to see the chords of an orchestra; bounds the work where thousands of notes fall together. */
const MOST_NEIGHBOURS = 40;

/**
 * How unevenly notes that belong together are struck, as the standard deviation of one onset in seconds. The distances
 * of pairs of onsets are a half-normal heap near zero (notes of one chord) on a level ground (all others), told apart by
 * expectation maximisation (Dempster, Laird & Rubin 1977). Where nothing is struck together: what is usual.
 *
 * @param onsetsSec in order
 */
export function unevennessSec(onsetsSec: readonly number[]): number {
  const bins = distances(onsetsSec);
  const pairs = bins.reduce((sum, count) => sum + count, 0);
  let spread = USUAL_SEC;
  let together = 0.5;
  for (let round = 0; round < ROUNDS; round += 1) {
    const peak = (together * Math.sqrt(2 / Math.PI)) / spread;
    const ground = (1 - together) / WINDOW_SEC;
    let sum = 0;
    let squares = 0;
    bins.forEach((count, bin) => {
      if (count === 0) return;
      const sec = (bin + 0.5) * BIN_SEC;
      const heap = peak * Math.exp(-0.5 * (sec / spread) ** 2);
      const belonging = (count * heap) / (heap + ground);
      sum += belonging;
      squares += belonging * sec * sec;
    });
    squares += USUAL_PAIRS * USUAL_SEC ** 2;
    spread = Math.max(LEAST_SEC, Math.sqrt(squares / (sum + USUAL_PAIRS)));
    together = sum / Math.max(1, pairs);
  }
  return (spread > MOST_SEC ? USUAL_SEC : spread) / Math.SQRT2;
}

/** How many pairs of onsets lie so far apart. */
function distances(onsetsSec: readonly number[]): Float64Array {
  const bins = new Float64Array(Math.round(WINDOW_SEC / BIN_SEC));
  onsetsSec.forEach((sec, at) => {
    for (let next = at + 1; next <= at + MOST_NEIGHBOURS; next += 1) {
      const away = (onsetsSec[next] ?? Infinity) - sec;
      if (away >= WINDOW_SEC) break;
      const bin = Math.floor(away / BIN_SEC);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
  });
  return bins;
}
