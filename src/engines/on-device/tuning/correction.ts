import type { Instrument, Transcription } from '../../../transcription/model.ts';
import { CONCERT_PITCH_HZ } from '../../../transcription/tuning.ts';
import type { Tuning } from './tuning-finder.ts';

/** What is nearer to A = 440 Hz is within the error of the estimate (5 cents), and hurts no note. */
const MIN_CENTS = 8;

/** How many times lower a recording must be played to be in tune with A = 440 Hz; 1 where it may stay. */
export function correctionOf(tuning: Tuning | undefined): number {
  const cents = tuning?.cents ?? 0;
  return Math.abs(cents) < MIN_CENTS ? 1 : 2 ** (cents / 1200);
}

/**
 * What was heard in a recording played lower, and so longer, at the times of the recording itself; says how
 * it is tuned where that is worth saying.
 */
export function asPlayed(
  heard: Transcription,
  pitchRatio: number,
  tuning: Tuning | undefined,
): Transcription {
  if (tuning === undefined || pitchRatio === 1) return heard;
  const instruments = heard.instruments.map((instrument): Instrument => ({
    ...instrument,
    notes: instrument.notes.map((note) => ({
      ...note,
      startSec: note.startSec / pitchRatio,
      endSec: note.endSec / pitchRatio,
    })),
    ...(instrument.bends === undefined
      ? {}
      : { bends: instrument.bends.map((b) => ({ ...b, atSec: b.atSec / pitchRatio })) }),
  }));
  const durationSec = heard.durationSec / pitchRatio;
  const isPitched = instruments.some(({ isDrum }) => !isDrum);
  return isPitched
    ? { instruments, durationSec, tuningHz: CONCERT_PITCH_HZ * 2 ** (tuning.cents / 1200) }
    : { instruments, durationSec };
}
