/** A steady partial of some note. */
export interface Peak {
  readonly hz: number;
  /** How far it stands out of its surroundings, in dB. */
  readonly salienceDb: number;
}

/** Where the pitch of a partial is both clear to read and little touched by drums. */
const LOWEST_HZ = 150;
const HIGHEST_HZ = 2500;
/** Bins on each side that a peak is compared with … */
const SURROUNDINGS = 24;
/** … and by how much it must stand out. */
const MIN_SALIENCE_DB = 12;
/** A peak this far below the strongest of its frame may be anything. */
const DEPTH_DB = 45;
const FLOOR = 1e-12;

/**
 * The peaks of a power spectrum, to a fraction of a bin: the vertex of the parabola through the three
 * highest levels (Smith & Serra 1987).
 * @param binHz width of a bin
 */
export function spectralPeaks(power: Float32Array, binHz: number): Peak[] {
  const levels = power.map((value) => 10 * Math.log10(value + FLOOR));
  const from = Math.max(SURROUNDINGS, Math.ceil(LOWEST_HZ / binHz));
  const to = Math.min(levels.length - SURROUNDINGS, Math.floor(HIGHEST_HZ / binHz));
  const loudest = levels.subarray(from, to).reduce((a, b) => Math.max(a, b), -Infinity);
  if (loudest <= 10 * Math.log10(FLOOR) + MIN_SALIENCE_DB) return [];
  let around = 0;
  for (let i = from - SURROUNDINGS; i < from + SURROUNDINGS; i++) around += levels[i] ?? 0;
  const peaks: Peak[] = [];
  for (let bin = from; bin < to; bin++) {
    around += (levels[bin + SURROUNDINGS] ?? 0) - (levels[bin - SURROUNDINGS] ?? 0);
    const level = levels[bin] ?? 0;
    const [below, above] = [levels[bin - 1] ?? 0, levels[bin + 1] ?? 0];
    if (level < below || level <= above || level < loudest - DEPTH_DB) continue;
    const salienceDb = level - around / (2 * SURROUNDINGS);
    if (salienceDb < MIN_SALIENCE_DB) continue;
    const bend = below - 2 * level + above;
    const offset = bend < 0 ? (0.5 * (below - above)) / bend : 0;
    peaks.push({ hz: (bin + offset) * binHz, salienceDb });
  }
  return peaks;
}
