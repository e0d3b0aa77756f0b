import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { PlacedNote, RhythmEvent } from './heard.ts';
import { heldDivs, momentsOf } from './touch.ts';
import type { Manner, Touch } from './touch.ts';
import { endCost } from './value-net.ts';
import type { EndCosts } from './value-net.ts';
import { valueOf } from './write-values.ts';

/** Costs in nats of a rest after a note: rare in print, rarest when short or off the beat. */
const SHORT_REST = 0.33;
const REST_OFF_BEAT = 0.2;
/** Silence longer than this is heard as a rest, the more the longer. */
const HEARD_SILENCE_SEC = 0.5;
const SILENCE_PER_SEC = 1;
/** A tie over the barline is harder to read than a rest. */
const TIE_OVER_BARLINE = 2;
/** A value that must be written as two notes tied. */
const TIED_VALUE = 0.75;
/** In a second voice silence costs little: its rests are hidden where they are long. */
const SECOND_VOICE_REST = 0.4;
/** A rest no longer than this share of a beat is a short one. */
const SHORT_REST_CELLS = 0.5;
/** Farther than this no candidate is looked for, in beats after the note was let go. */
const REACH_CELLS = 2;
/** However much shorter a note is held than written, it costs no more: a pedal may hold it. */
const MOST_SHORT = 6;
/** However much longer, no more than this and so much for each beat it sounds on. */
const CUT_SHORT = 3;
const CUT_PER_BEAT = 1.5;
/** The notes of a chord are let go together: each tells as much as this power of their number. */
const CHORD_POWER = -0.33;

/** How much the value net counts for against how long the note was held. */
const NET_WEIGHT = 0.5;

/** What the values of a staff are decided in. */
export interface ValueContext {
  readonly cells: readonly Cell[];
  readonly manner: Manner;
  readonly isSustained: boolean;
  /** All onsets of the staff, sorted, and the touch there. */
  readonly onsets: readonly number[];
  readonly touch: readonly Touch[];
  /** What the value net says; empty where it is not asked. */
  readonly ends: EndCosts;
}

/**
 * Written values of one voice: a chord lasts to the next one of its voice or ends earlier, at a beat,
 * half beat or where the staff's other voice moves; what fits the time it was held and costs fewest
 * rests (Nakamura, Yoshii & Dixon 2017: values follow from the next onset in the voice far more than
 * from how long the key was held).
 * @param notes of one voice, sorted by onset
 */
export function decideValues(
  notes: readonly PlacedNote[],
  context: ValueContext,
  isSecondVoice: boolean,
): RhythmEvent[] {
  const chords = momentsOf(notes);
  const end = scoreEnd(context.cells);
  let at = 0;
  return chords.map(({ onset, notes: struck }, index) => {
    while ((context.onsets[at] ?? Infinity) < onset) at += 1;
    const limit = chords[index + 1]?.onset ?? end;
    return {
      onset,
      end: likelyEnd(struck, at, limit, context, isSecondVoice).end,
      notes: struck,
      isStaccato: false,
    };
  });
}

export function scoreEnd(cells: readonly Cell[]): number {
  const last = cells.at(-1);
  return last === undefined ? 0 : last.start + last.length;
}

/**
 * Where a chord that stands at the onset number `at` of the staff ends if the next of its voice is at
 * `limit`, and what that costs, in nats.
 */
export function likelyEnd(
  notes: readonly PlacedNote[],
  at: number,
  limit: number,
  context: ValueContext,
  isSecondVoice: boolean,
): { readonly end: number; readonly cost: number } {
  const { cells, manner, onsets } = context;
  const onset = onsets[at] ?? 0;
  const touch = context.touch[at] ?? manner;
  const first = cellIndexAt(cells, onset);
  const firstCell = cells[first];
  if (firstCell === undefined || limit <= onset) return { end: limit, cost: 0 };
  const helds = notes.map(heldDivs);
  const logHelds = helds.map((held) => Math.log(Math.max(held, 1)));
  const held = Math.max(...helds);
  const weight = notes.length ** CHORD_POWER;
  const barEnd = endOfBar(cells, first);
  /** What it costs to end there; no more is added up once it is more than `most`. */
  const heldCost = (end: number, most: number): number => {
    let cost = end > barEnd ? TIE_OVER_BARLINE : 0;
    const written = end - onset;
    if (valueOf(written) === undefined) cost += TIED_VALUE;
    let moments = 0;
    while ((onsets[at + moments + 1] ?? Infinity) <= end) moments += 1;
    if (moments > 0 && onsets[at + moments] !== end) moments += 1;
    const usual = Math.log(written) + touch.usual;
    for (let index = 0; index < notes.length && cost < most; index += 1) {
      const net = endCost(context.ends, notes[index]?.noteIndex ?? 0, moments);
      const beyond = Math.max(0, (helds[index] ?? 0) - written) / firstCell.length;
      const share = shareCost((logHelds[index] ?? 0) - usual, beyond, touch);
      cost += weight * (NET_WEIGHT * net + (1 - NET_WEIGHT) * share);
    }
    return cost;
  };
  const secPerDiv = secPerDivOf(notes);
  const silenceSec = (limit - onset - held) * secPerDiv;
  let best = limit;
  let bestCost =
    heldCost(limit, Infinity) + SILENCE_PER_SEC * Math.max(0, silenceSec - HEARD_SILENCE_SEC);
  const consider = (end: number): void => {
    if (end <= onset || end >= limit) return;
    const cell = cells[cellIndexAt(cells, end)];
    if (cell === undefined) return;
    let cost = isSecondVoice ? SECOND_VOICE_REST : manner.rest;
    if (limit - end <= SHORT_REST_CELLS * cell.length) cost += SHORT_REST;
    if (end !== cell.start) cost += REST_OFF_BEAT;
    if (cost >= bestCost) return;
    cost += heldCost(end, bestCost - cost);
    if (cost < bestCost) {
      best = end;
      bestCost = cost;
    }
  };
  const reach = Math.min(limit, onset + 2 * held + REACH_CELLS * firstCell.length);
  for (let other = at + 1; (onsets[other] ?? Infinity) <= reach; other += 1) {
    consider(onsets[other] ?? 0);
  }
  for (let index = first; index < cells.length; index += 1) {
    const cell = cells[index];
    if (cell === undefined || cell.start > reach) break;
    const step = cell.metre.isCompound ? cell.metre.cellDivs / 3 : cell.metre.cellDivs / 2;
    const end = cell.start + cell.length;
    for (let div = end - step; div > cell.start; div -= step) consider(div);
    consider(end);
    // A short note off the half beat ends at the next quarter of the beat.
    if (index === first && (end - onset) % step !== 0) {
      consider(end - Math.floor((end - onset) / (step / 2)) * (step / 2) + step / 2);
    }
  }
  return { end: best, cost: bestCost };
}

function secPerDivOf(notes: readonly PlacedNote[]): number {
  const note = notes[0];
  if (note === undefined) return 0;
  return (note.endSec - note.startSec) / Math.max(1, heldDivs(note));
}

/** End of the bar that a beat lies in; a beat is never split by a barline. */
function endOfBar(cells: readonly Cell[], index: number): number {
  const barIndex = cells[index]?.barIndex;
  let last = index;
  while (cells[last + 1]?.barIndex === barIndex) last += 1;
  const cell = cells[last];
  return cell === undefined ? Infinity : cell.start + cell.length;
}

/**
 * How unlikely a note of a touch is.
 * @param off log of how much longer it was held than is usual for its value
 * @param beyondBeats how long it sounds on after its end
 */
function shareCost(off: number, beyondBeats: number, touch: Touch): number {
  if (off < 0) return Math.min(MOST_SHORT, (off * off) / (2 * touch.shorterSpread ** 2));
  return Math.min(
    CUT_SHORT + CUT_PER_BEAT * beyondBeats,
    (off * off) / (2 * touch.longerSpread ** 2),
  );
}
