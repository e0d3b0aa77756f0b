import type { Transcription } from '../../transcription/model.ts';
import type { KeySignature } from '../time.ts';
import { KeyLikelihoods, KEYS, signatureOf } from './key-likelihoods.ts';

/** A key and where it begins. */
export interface KeyStretch {
  readonly startSec: number;
  readonly key: KeySignature;
}

export interface KeyEstimate {
  /** At least one, the first at 0 s. */
  readonly stretches: readonly KeyStretch[];
  /** 0–1: how far the first key is ahead of the next best signature. */
  readonly confidence: number;
  readonly alternative: KeySignature;
}

/** A new signature is printed only for a good stretch of music; what is shorter is accidentals. */
const SHORTEST_STRETCH_SEC = 20;
/** Cost of a change of key in nats; doubled until every stretch is long enough. */
const CHANGE_COST = 60;
const LARGEST_COST = 1000;
/** Nats by which evidence counts double: neighbouring segments say the same thing over again. */
const DEPENDENCE = 10;

/**
 * The key of a performance, with its changes: the likeliest path through the 24 keys, the pitch
 * classes of each beat-long segment explained by Temperley's profiles (2007, ch. 6), a change of key
 * costing so much that it must last.
 */
export function estimateKeys(performance: Transcription): KeyEstimate {
  const likelihoods = new KeyLikelihoods(performance);
  const whole = likelihoods.total();
  const order = KEYS.map((_, index) => index).sort((a, b) => (whole[b] ?? 0) - (whole[a] ?? 0));
  const best = order[0] ?? 0;
  const fifths = signatureOf(best).fifths;
  const second = order.find((each) => signatureOf(each).fifths !== fifths) ?? best;
  const margin = (whole[best] ?? 0) - (whole[second] ?? 0);
  const confidence = 1 / (1 + Math.exp(-margin / DEPENDENCE));
  const named = (key: number): KeySignature => likelihoods.named(key);
  for (let cost = CHANGE_COST; cost < LARGEST_COST; cost *= 2) {
    const stretches = likelihoods.stretches(cost);
    if (stretches.length < 2) break;
    const isLong = stretches.every(
      ({ startSec }, index) =>
        (stretches[index + 1]?.startSec ?? likelihoods.endSec) - startSec >= SHORTEST_STRETCH_SEC,
    );
    if (!isLong) continue;
    return {
      stretches: stretches.map(({ startSec, key }) => ({ startSec, key: named(key) })),
      confidence,
      alternative: named(second),
    };
  }
  return {
    stretches: [{ startSec: 0, key: named(best) }],
    confidence,
    alternative: named(second),
  };
}

/** Cost of a change of key where no signature is printed: what a chord sequence suggests for a while. */
const LOCAL_CHANGE_COST = 20;

/** The keys that a listener feels from moment to moment, for spelling. */
export function localKeys(performance: Transcription): readonly KeyStretch[] {
  const likelihoods = new KeyLikelihoods(performance);
  return likelihoods
    .stretches(LOCAL_CHANGE_COST)
    .map(({ startSec, key }) => ({ startSec, key: likelihoods.named(key) }));
}
