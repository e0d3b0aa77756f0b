import type { KeySignature, TimeSignature } from './time.ts';

/** A point where score time and performance time meet; between points both run linearly. */
export interface TempoPoint {
  readonly div: number;
  readonly sec: number;
}

/**
 * The tempo map: strictly increasing in both coordinates, first point at div 0 and sec 0, at least
 * two points. After the last point the tempo of the last segment goes on.
 */
export type TempoMap = readonly TempoPoint[];

/**
 * The metrical frame a score hangs in: where the beats and barlines are in seconds, the metre and
 * the key. Estimated from a performance, or given by a `.mid`.
 *
 * Div 0 is second 0 of the recording and a barline. Whatever is silent before the music is therefore
 * inside the frame; `firstBarDiv` says where printing starts.
 */
export interface MetricalFrame {
  readonly tempoMap: TempoMap;
  /** The first at div 0, each at a barline. */
  readonly timeSignatures: readonly { readonly div: number; readonly time: TimeSignature }[];
  /** Empty = not known: to be estimated. Otherwise the first at div 0, each at a barline. */
  readonly keys: readonly { readonly div: number; readonly key: KeySignature }[];
  /**
   * Where the printed score starts. Between the barline before it and it only silence lies; if it is
   * no barline itself, what lies up to the next barline is the anacrusis.
   */
  readonly firstBarDiv: number;
}

/** Seconds at a score position. Extrapolates before the first and after the last point. */
export function secAtDiv(map: TempoMap, div: number): number {
  const [a, b] = segment(map, (point) => point.div, div);
  return a.sec + ((div - a.div) * (b.sec - a.sec)) / (b.div - a.div);
}

/** Score position (a real number of divs) at a time in seconds; the inverse of `secAtDiv`. */
export function divAtSec(map: TempoMap, sec: number): number {
  const [a, b] = segment(map, (point) => point.sec, sec);
  return a.div + ((sec - a.sec) * (b.div - a.div)) / (b.sec - a.sec);
}

/** The two neighbouring points whose line `at` lies on, by binary search over `coordinate`. */
function segment(
  map: TempoMap,
  coordinate: (point: TempoPoint) => number,
  at: number,
): readonly [TempoPoint, TempoPoint] {
  let low = 0;
  let high = map.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const point = map[middle];
    if (point !== undefined && coordinate(point) <= at) low = middle;
    else high = middle;
  }
  const a = map[low];
  const b = map[high];
  if (a === undefined || b === undefined || low === high) {
    throw new RangeError('A tempo map needs at least two points.');
  }
  return [a, b];
}
