import type { Transcription } from '../transcription/model.ts';
import { anchorFrame } from './beats/anchor-frame.ts';
import { attacksOf } from './beats/attacks.ts';
import type { Attack } from './beats/attacks.ts';
import { beatTimes } from './beats/beat-times.ts';
import { METRE_MODELS, TICKS_PER_BEAT } from './beats/metre-models.ts';
import { trackBars } from './beats/track-bars.ts';
import type { Tracking } from './beats/track-bars.ts';
import type { Correction } from './corrections.ts';
import type { MetricalFrame } from './frame.ts';
import { estimateKey } from './pitch/key.ts';
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
  const keys = [{ div: 0, key: key ?? estimateKey(performance) }];
  const attacks = attacksOf(performance);
  if (attacks.length < 2) return { ...steadyFrame(), keys };
  const tracking = likeliest(attacks);
  const { model, ticks } = tracking;
  const beats = beatTimes(
    ticks,
    attacks.map((attack) => attack.sec),
    TICKS_PER_BEAT,
  );
  const frame = anchorFrame({
    time: model.time,
    beatDivs: barDivs(model.time) / model.beatsPerBar,
    beats,
    firstTick: ticks[0] ?? 0,
    ticksPerBeat: TICKS_PER_BEAT,
  });
  return { ...frame, keys };
}

function likeliest(attacks: readonly Attack[]): Tracking {
  const sample = attacks.slice(0, SAMPLE_ATTACKS);
  const readings = METRE_MODELS.map((model) => trackBars(sample, model));
  const best = readings.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return sample.length === attacks.length ? best : trackBars(attacks, best.model);
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
