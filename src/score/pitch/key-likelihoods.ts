import type { Transcription } from '../../transcription/model.ts';
import type { KeySignature } from '../time.ts';

/** Shares of segments of the Kostka–Payne corpus in which each degree sounds (Temperley 2007, table 6.1). */
const MAJOR = [0.748, 0.06, 0.488, 0.082, 0.67, 0.46, 0.096, 0.715, 0.104, 0.366, 0.057, 0.4];
const MINOR = [0.712, 0.084, 0.474, 0.618, 0.049, 0.46, 0.105, 0.747, 0.404, 0.067, 0.133, 0.33];

/** Logarithms of the chances that each degree sounds in a segment, and that it does not. */
function logsOf(shares: readonly number[]): { sounding: number[]; silent: number[] } {
  return { sounding: shares.map(Math.log), silent: shares.map((share) => Math.log(1 - share)) };
}
const LOG_MAJOR = logsOf(MAJOR);
const LOG_MINOR = logsOf(MINOR);

/** A segment is about a beat. */
const SEGMENT_SEC = 0.6;
/** What a pedal holds is not counted longer than this. */
const LONGEST_SEC = 1;
/** Nothing after four hours is looked at; longer recordings keep the key they have then. */
const MAX_SEGMENTS = 24_000;
/** Going from a key to its relative: the same signature, but not free. */
const RELATIVE_COST = 0.5;

interface Key {
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
}

/** The 24 keys; all others are indices into them. */
export const KEYS: readonly Key[] = Array.from({ length: 24 }, (_, index) => ({
  tonic: index >> 1,
  mode: index % 2 === 0 ? 'major' : 'minor',
}));

/** The relative of each. */
const RELATIVES: readonly number[] = KEYS.map(({ tonic, mode }) =>
  mode === 'major' ? ((tonic + 9) % 12) * 2 + 1 : ((tonic + 3) % 12) * 2,
);

/** The signature with the fewest accidentals, flats for six. */
export function signatureOf(key: number): KeySignature {
  const { tonic, mode } = KEYS[key] ?? { tonic: 0, mode: 'major' };
  const fifths = ((tonic + (mode === 'minor' ? 3 : 0)) * 7) % 12;
  return { fifths: fifths > 5 ? fifths - 12 : fifths, mode };
}

function isGuitar(program: number): boolean {
  return program >= 24 && program <= 31;
}

/** How well each key explains each segment of a performance. */
export class KeyLikelihoods {
  readonly endSec: number;
  readonly #segments: readonly Float64Array[];
  readonly #total: Float64Array;
  readonly #hasGuitar: boolean;

  constructor(performance: Transcription) {
    const pitched = performance.instruments.filter((each) => !each.isDrum);
    this.#hasGuitar = pitched.some((each) => isGuitar(each.program));
    this.#segments = pitchClassesOf(pitched).map(likelihoodsOf);
    this.endSec = this.#segments.length * SEGMENT_SEC;
    this.#total = new Float64Array(KEYS.length);
    for (const segment of this.#segments) {
      segment.forEach((value, key) => {
        this.#total[key] = (this.#total[key] ?? 0) + value;
      });
    }
  }

  /** Log likelihood of the whole in each key. */
  total(): Float64Array {
    return this.#total;
  }

  /**
   * The signature of a key. Six flats or six sharps: as guitarists read, else by the neighbour that
   * the music leans to, B major for sharps or D flat for flats.
   */
  named(key: number): KeySignature {
    const signature = signatureOf(key);
    if (signature.fifths !== -6) return signature;
    const like = (fifths: number): number =>
      Math.max(
        ...KEYS.map((_, each) =>
          signatureOf(each).fifths === fifths ? (this.#total[each] ?? 0) : -Infinity,
        ),
      );
    return this.#hasGuitar || like(5) > like(-5) ? { ...signature, fifths: 6 } : signature;
  }

  /** The likeliest path, cut where the signature changes; `cost` in nats for each change. */
  stretches(cost: number): { readonly startSec: number; readonly key: number }[] {
    const path = this.#path(cost);
    const stretches: { startSec: number; key: number }[] = [];
    path.forEach((key, segment) => {
      const last = stretches.at(-1);
      if (last !== undefined && signatureOf(last.key).fifths === signatureOf(key).fifths) return;
      stretches.push({ startSec: segment * SEGMENT_SEC, key });
    });
    return stretches.length > 0 ? stretches : [{ startSec: 0, key: 0 }];
  }

  #path(cost: number): number[] {
    const trail: Uint8Array[] = [];
    let scores = new Float64Array(KEYS.length);
    for (const segment of this.#segments) {
      const next = new Float64Array(KEYS.length);
      const from = new Uint8Array(KEYS.length);
      const leader = scores.indexOf(Math.max(...scores));
      for (let key = 0; key < KEYS.length; key += 1) {
        // Only three ways in can be best: staying, from the relative key, from the leading one.
        const relative = RELATIVES[key] ?? key;
        let best = scores[key] ?? 0;
        from[key] = key;
        const related = (scores[relative] ?? 0) - RELATIVE_COST;
        if (related > best) {
          best = related;
          from[key] = relative;
        }
        const changed = (scores[leader] ?? 0) - cost;
        if (changed > best && leader !== relative) {
          best = changed;
          from[key] = leader;
        }
        next[key] = best + (segment[key] ?? 0);
      }
      trail.push(from);
      scores = next;
    }
    const path: number[] = [];
    let key = scores.indexOf(Math.max(...scores));
    for (let index = trail.length - 1; index >= 0; index -= 1) {
      path.push(key);
      key = trail[index]?.[key] ?? 0;
    }
    return path.reverse();
  }
}

/** The pitch classes sounding in each segment, as bits. */
function pitchClassesOf(instruments: Transcription['instruments']): number[] {
  const segments: number[] = [];
  for (const { notes } of instruments) {
    for (const note of notes) {
      const first = Math.floor(note.startSec / SEGMENT_SEC);
      const endSec = Math.min(note.endSec, note.startSec + LONGEST_SEC);
      const last = Math.min(MAX_SEGMENTS, Math.floor(endSec / SEGMENT_SEC));
      for (let segment = first; segment <= last; segment += 1) {
        segments[segment] = (segments[segment] ?? 0) | (1 << (note.pitch % 12));
      }
    }
  }
  return Array.from(segments, (bits: number | undefined) => bits ?? 0);
}

function likelihoodsOf(pitchClasses: number): Float64Array {
  const likelihoods = new Float64Array(KEYS.length);
  if (pitchClasses === 0) return likelihoods;
  KEYS.forEach(({ tonic, mode }, key) => {
    const { sounding, silent } = mode === 'major' ? LOG_MAJOR : LOG_MINOR;
    let sum = 0;
    for (let pc = 0; pc < 12; pc += 1) {
      const degree = (pc - tonic + 12) % 12;
      sum += ((pitchClasses & (1 << pc)) !== 0 ? sounding[degree] : silent[degree]) ?? 0;
    }
    likelihoods[key] = sum;
  });
  return likelihoods;
}
