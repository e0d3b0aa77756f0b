import { assertNever } from '../errors.ts';
import type { Transcription } from '../transcription/model.ts';
import { anchorFrame } from './beats/anchor-frame.ts';
import { attacksOf } from './beats/attacks.ts';
import type { Attack } from './beats/attacks.ts';
import { beatTimes } from './beats/beat-times.ts';
import { METRE_MODELS, modelsOf, TICKS_PER_BEAT } from './beats/metre-models.ts';
import type { MetreModel } from './beats/metre-models.ts';
import { trackBars } from './beats/track-bars.ts';
import type { Tracking, TrackingHints } from './beats/track-bars.ts';
import type { Correction } from './corrections.ts';
import type { MetricalFrame } from './frame.ts';
import { keysAtBarlines } from './pitch/key-changes.ts';
import { estimateKeys } from './pitch/key.ts';
import { barDivs, DIVS_PER_QUARTER } from './time.ts';

/** Attacks the metre is chosen on; a longer piece is tracked to its end in the metre chosen. */
const SAMPLE_ATTACKS = 400;

/**
 * The beats, bars and key of a performance without any: every metre is tried on it, the likeliest
 * reading wins. Silence before the music is part of the frame (see `MetricalFrame`).
 */
export function estimateFrame(
  performance: Transcription,
  corrections: readonly Correction[],
): MetricalFrame {
  const key = corrections.findLast((each) => each.kind === 'key')?.key;
  const stretches =
    key === undefined ? estimateKeys(performance).stretches : [{ startSec: 0, key }];
  const attacks = attacksOf(performance);
  if (attacks.length < 2) {
    const frame = steadyFrame();
    return { ...frame, keys: keysAtBarlines(frame, stretches) };
  }
  const tracking = corrected(attacks, corrections);
  const { model, ticks } = tracking;
  const beats = beatTimes(
    ticks,
    attacks.map((attack) => attack.sec),
    TICKS_PER_BEAT,
    model.beatSec,
  );
  const frame = anchorFrame({
    time: model.time,
    beatDivs: barDivs(model.time) / model.beatsPerBar,
    beats,
    firstTick: ticks[0] ?? 0,
    ticksPerBeat: TICKS_PER_BEAT,
  });
  return { ...frame, keys: keysAtBarlines(frame, stretches) };
}

/** The likeliest reading that obeys what the user said, one correction after the other. */
function corrected(attacks: readonly Attack[], corrections: readonly Correction[]): Tracking {
  let models = METRE_MODELS;
  let hints: TrackingHints = {};
  let reading = likeliest(attacks, models, hints);
  for (const correction of corrections) {
    switch (correction.kind) {
      case 'scale-tempo':
        hints = { ...hints, beatSec: firstBeatSec(reading, attacks) / correction.factor };
        models = [reading.model];
        break;
      case 'first-downbeat':
        hints = { ...hints, barlineAttack: nearestAttack(attacks, correction.sec) };
        break;
      case 'time-signature':
        models = modelsOf(correction.time);
        break;
      case 'key':
      case 'clef':
      case 'grid':
      case 'swing':
      case 'staff-split':
      case 'octave':
        continue;
      default:
        assertNever(correction);
    }
    reading = likeliest(attacks, models, hints);
  }
  return reading;
}

function likeliest(
  attacks: readonly Attack[],
  models: readonly MetreModel[],
  hints: TrackingHints,
): Tracking {
  const sample = attacks.slice(0, SAMPLE_ATTACKS);
  const readings = models.map((model) => trackBars(sample, model, hints));
  const best = readings.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return sample.length === attacks.length ? best : trackBars(attacks, best.model, hints);
}

/** Mean length of the beat over the first attacks. */
function firstBeatSec({ ticks }: Tracking, attacks: readonly Attack[]): number {
  const last = Math.min(16, attacks.length - 1);
  const beats = ((ticks[last] ?? 0) - (ticks[0] ?? 0)) / TICKS_PER_BEAT;
  const sec = (attacks[last]?.sec ?? 0) - (attacks[0]?.sec ?? 0);
  return beats > 0 && sec > 0 ? sec / beats : 0.5;
}

function nearestAttack(attacks: readonly Attack[], sec: number): number {
  let nearest = 0;
  attacks.forEach((attack, index) => {
    const best = attacks[nearest]?.sec ?? Infinity;
    if (Math.abs(attack.sec - sec) < Math.abs(best - sec)) nearest = index;
  });
  return nearest;
}

function steadyFrame(): Omit<MetricalFrame, 'keys'> {
  return {
    tempoMap: [
      { div: 0, sec: 0 },
      { div: DIVS_PER_QUARTER, sec: 0.5 },
    ],
    timeSignatures: [{ div: 0, time: { beats: 4, beatType: 4 } }],
    firstBarDiv: 0,
  };
}
