import type { Transcription } from '../../transcription/model.ts';
import type { KeySignature } from '../time.ts';

/** Shares of pieces of the Kostka–Payne corpus in which each degree sounds (Temperley 2007, table 6.1). */
const MAJOR = [0.748, 0.06, 0.488, 0.082, 0.67, 0.46, 0.096, 0.715, 0.104, 0.366, 0.057, 0.4];
const MINOR = [0.712, 0.084, 0.474, 0.618, 0.049, 0.46, 0.105, 0.747, 0.404, 0.067, 0.133, 0.33];

/** Long notes say no more about the key than this. */
const LONGEST_SEC = 1;

/** The key of the whole piece: the profile that correlates best with the time each pitch class sounds. */
export function estimateKey(performance: Transcription): KeySignature {
  const weights = new Float64Array(12);
  for (const instrument of performance.instruments) {
    if (instrument.isDrum) continue;
    for (const note of instrument.notes) {
      const pc = note.pitch % 12;
      weights[pc] = (weights[pc] ?? 0) + Math.min(note.endSec - note.startSec, LONGEST_SEC);
    }
  }
  let best: KeySignature = { fifths: 0, mode: 'major' };
  let bestScore = -Infinity;
  for (let tonic = 0; tonic < 12; tonic += 1) {
    for (const mode of ['major', 'minor'] as const) {
      const score = correlation(weights, mode === 'major' ? MAJOR : MINOR, tonic);
      if (score > bestScore) {
        bestScore = score;
        best = { fifths: fifthsOf(tonic, mode), mode };
      }
    }
  }
  return best;
}

/** The key signature with the fewest accidentals, flats for six. */
function fifthsOf(tonic: number, mode: 'major' | 'minor'): number {
  const fifths = ((tonic + (mode === 'minor' ? 3 : 0)) * 7) % 12;
  return fifths > 5 ? fifths - 12 : fifths;
}

function correlation(weights: Float64Array, profile: readonly number[], tonic: number): number {
  let sumX = 0;
  let sumY = 0;
  let sumXY = 0;
  let sumXX = 0;
  let sumYY = 0;
  for (let degree = 0; degree < 12; degree += 1) {
    const x = weights[(tonic + degree) % 12] ?? 0;
    const y = profile[degree] ?? 0;
    sumX += x;
    sumY += y;
    sumXY += x * y;
    sumXX += x * x;
    sumYY += y * y;
  }
  const spread = Math.sqrt((12 * sumXX - sumX * sumX) * (12 * sumYY - sumY * sumY));
  return spread === 0 ? 0 : (12 * sumXY - sumX * sumY) / spread;
}
