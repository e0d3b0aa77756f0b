import { softmax } from '../../nets/softmax.ts';
import type { TimeSignature } from '../time.ts';
import {
  HEARD_BEAT_STEP,
  HEARD_BEATS,
  PLACE_KINDS,
  PLACES,
  SHORTEST_HEARD_BEAT_SEC,
} from './beat-net.ts';
import type { Impression } from './beat-net.ts';
import type { CountedBar } from './count-bars.ts';
import type { Way } from './judge-grid.ts';
import { TICKS_PER_BEAT } from './metre-models.ts';
import { meanBeatSec, type Tracking } from './tracking.ts';

/** Something decided, with what it might have been instead. */
export interface Decision<T> {
  readonly choice: T;
  /** How likely the choice is right, 0 to 1. */
  readonly confidence: number;
  /** What else it may be, the likeliest first; with the confidence they sum to 1. */
  readonly alternatives: readonly { readonly choice: T; readonly confidence: number }[];
}

/** What a frame hangs on, decided one after the other, so that a user can be asked where it is unsure. */
export interface BeatDecisions {
  /** Length of the beat as a multiple of what was chosen: 1 against half, twice and the like. */
  readonly beatFactor: Decision<number>;
  readonly metre: Decision<TimeSignature>;
  /** Beats from the chosen barlines to the right ones: 0 against the other beats of the bar. */
  readonly barlineBeat: Decision<number>;
}

const FACTORS = [1, 1 / 3, 1 / 2, 2 / 3, 3 / 2, 2, 3] as const;
/** Beats are of one length if they differ by less than this, as a logarithm. */
const SAME_LENGTH = 0.12;
/*
 * All is calibrated, so that of decisions with 70 % about 70 % are right (`scripts/training/beats/README.md` says on
 * what): what a piece says over and over counts for less, here so many nats as one.
 */
const ATTACKS_AS_ONE_BEAT = 25;
const NATS_AS_ONE_BARLINE = 6;
const NATS_AS_ONE_READING = 22;
/** Shares of the ways to write a reading are this much flatter than the judge thinks. */
const TRUST_IN_SHARES = 0.6;
/** Beats of another length than any reading has: their share beside all readings, flattened by how little is believed. */
const UNREAD_SHARE = 0.12;
const TRUST_IN_LENGTHS = 0.1;

/** What somebody has said, so that nothing is left to doubt. */
export interface Told {
  readonly beat: boolean;
  readonly barline: boolean;
}

/** How sure a reading is: of its beat, of its metre, and where those are right of its barlines. */
export function decisionsOf(
  reading: Tracking,
  bars: readonly CountedBar[],
  readings: readonly Candidate[],
  heard: Impression,
  told: Told,
): BeatDecisions {
  return {
    beatFactor: told.beat ? certain(1) : beatDecision(reading, readings, heard),
    metre: metreDecision(readings),
    barlineBeat: told.barline
      ? certain(0)
      : decide(
          Array.from({ length: reading.model.beatsPerBar }, (_, beat) => beat),
          softmax(barlineEvidence(reading, bars, heard)),
        ),
  };
}

/** A reading in one metre: the chosen one first. */
export interface Candidate {
  readonly reading: Tracking;
  /** What it is written in: the first of its ways. */
  readonly time: TimeSignature;
  readonly ways: readonly Way[];
  /** In nats. */
  readonly score: number;
}

/** By what readings with longer and shorter beats are worth, and a little by what the net thinks of such beats. */
function beatDecision(
  reading: Tracking,
  readings: readonly Candidate[],
  heard: Impression,
): Decision<number> {
  const shares = sharesOf(readings);
  const beatsSec = readings.map((each) => meanBeatSec(each.reading));
  const chosenSec = beatsSec[0] ?? 1;
  const unread = softmax(beatEvidence(reading, heard)).map(
    (share) => UNREAD_SHARE * share ** TRUST_IN_LENGTHS,
  );
  const chances = FACTORS.map((factor, index) => {
    const read = shares.filter((_, at) =>
      isSameLength((beatsSec[at] ?? chosenSec) / chosenSec / factor),
    );
    return read.reduce((sum, share) => sum + share, unread[index] ?? 0);
  });
  return decide(FACTORS, chances);
}

/** What each reading is worth, as a share of 1. */
function sharesOf(readings: readonly Candidate[]): number[] {
  return softmax(readings.map(({ score }) => score / NATS_AS_ONE_READING));
}

/** @param ratio between two lengths of a beat */
export function isSameLength(ratio: number): boolean {
  return Math.abs(Math.log(ratio)) < SAME_LENGTH;
}

/** How likely each time signature is: the sum of all readings that may be written in it. */
function metreDecision(readings: readonly Candidate[]): Decision<TimeSignature> {
  const shares = sharesOf(readings);
  const sums = new Map<string, { readonly time: TimeSignature; readonly sum: number }>();
  readings.forEach(({ ways }, at) => {
    for (const { time, share } of ways) {
      const name = `${time.beats}/${time.beatType}`;
      const likelihood = (shares[at] ?? 0) * share ** TRUST_IN_SHARES;
      sums.set(name, { time, sum: (sums.get(name)?.sum ?? 0) + likelihood });
    }
  });
  const times = [...sums.values()];
  return decide(
    times.map((each) => each.time),
    times.map((each) => each.sum),
  );
}

/** For each factor, what the net thinks of beats that much longer. */
function beatEvidence({ placed }: Tracking, { beats }: Impression): number[] {
  return FACTORS.map((factor) => {
    let sum = 0;
    placed.forEach(({ attack, beatSec }) => {
      const bin = Math.log((factor * beatSec) / SHORTEST_HEARD_BEAT_SEC) / HEARD_BEAT_STEP;
      const at = Math.max(0, Math.min(HEARD_BEATS - 1, Math.round(bin)));
      sum += Math.max(-12, beats[attack * HEARD_BEATS + at] ?? 0);
    });
    return (sum / Math.max(1, placed.length)) * Math.min(4, placed.length / ATTACKS_AS_ONE_BEAT);
  });
}

/** For each beat of a usual bar, the net's log-odds of downbeats there. */
function barlineEvidence(
  { model, placed }: Tracking,
  bars: readonly CountedBar[],
  { places }: Impression,
): number[] {
  const sums = new Array<number>(model.beatsPerBar).fill(0);
  const firstBeat = Math.floor((placed[0]?.tick ?? 0) / TICKS_PER_BEAT);
  let at = 0;
  placed.forEach(({ tick, attack }) => {
    if (tick % TICKS_PER_BEAT !== 0) return;
    const beat = tick / TICKS_PER_BEAT - firstBeat;
    while ((bars[at + 1]?.firstBeat ?? Infinity) <= beat) at += 1;
    const bar = bars[at];
    if (bar?.beats !== model.beatsPerBar) return;
    const place = beat - bar.firstBeat;
    const row = attack * PLACE_KINDS;
    const odds = (places[row + PLACES.downbeat] ?? 0) - (places[row + PLACES.beat] ?? 0);
    sums[place] = (sums[place] ?? 0) + odds / NATS_AS_ONE_BARLINE;
  });
  return sums;
}

/** The first choice is the one made, whatever the others' chances, which need not sum to 1. */
function decide<T>(choices: readonly T[], chances: readonly number[]): Decision<T> {
  const total = chances.reduce((sum, each) => sum + each, 0);
  const [first, ...rest] = choices.map((choice, index) => ({
    choice,
    confidence: (chances[index] ?? 0) / total,
  }));
  if (first === undefined) throw new RangeError('Nothing to decide between.');
  return { ...first, alternatives: rest.sort((a, b) => b.confidence - a.confidence) };
}

function certain<T>(choice: T): Decision<T> {
  return { choice, confidence: 1, alternatives: [] };
}
