import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { PlacedNote } from './heard.ts';
import { heldDivs } from './touch.ts';
import type { Manner, Touch } from './touch.ts';
import { endCost, FAR_MOMENTS } from './value-net.ts';
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

/** A place where a chord may end before the next one of its voice. */
interface Candidate {
  readonly end: number;
  /** A rest from here on is short if it is no longer than this. */
  readonly shortRestDivs: number;
  readonly isOnBeat: boolean;
  /** What it costs for how the notes were held: not a number until it is asked for. */
  heldCost: number;
}

/** Where a chord ends, and what that costs, in nats. */
interface ChordEnd {
  readonly end: number;
  readonly cost: number;
}

/** A chord, and what it costs to end it here or there: the same wherever its voice goes on. */
export class ChordEnds {
  readonly #notes: readonly PlacedNote[];
  readonly #at: number;
  readonly #context: ValueContext;
  readonly #onset: number;
  readonly #firstCell: Cell | undefined;
  readonly #first: number;
  readonly #helds: readonly number[];
  readonly #longest: number;
  readonly #secPerDiv: number;
  readonly #barEnd: number;
  readonly #rest: number;
  #candidates: readonly Candidate[] | undefined;
  /** The last answer: many readings ask for the same. */
  #limit = NaN;
  #likeliest: ChordEnd = { end: 0, cost: 0 };

  /** @param at which of the staff's onsets the chord stands at */
  constructor(
    notes: readonly PlacedNote[],
    at: number,
    context: ValueContext,
    isSecondVoice: boolean,
  ) {
    this.#notes = notes;
    this.#at = at;
    this.#context = context;
    this.#onset = context.onsets[at] ?? 0;
    this.#first = cellIndexAt(context.cells, this.#onset);
    this.#firstCell = context.cells[this.#first];
    this.#helds = notes.map(heldDivs);
    this.#longest = Math.max(...this.#helds);
    this.#secPerDiv = secPerDivOf(notes[0]);
    this.#barEnd = endOfBar(context.cells, this.#first);
    this.#rest = isSecondVoice ? SECOND_VOICE_REST : context.manner.rest;
  }

  /** Where the chord ends if the next of its voice is at `limit`. */
  likeliest(limit: number): ChordEnd {
    if (limit === this.#limit) return this.#likeliest;
    this.#limit = limit;
    this.#likeliest = this.#endBefore(limit);
    return this.#likeliest;
  }

  #endBefore(limit: number): ChordEnd {
    const firstCell = this.#firstCell;
    if (firstCell === undefined || limit <= this.#onset) return { end: limit, cost: 0 };
    const silenceSec = (limit - this.#onset - this.#longest) * this.#secPerDiv;
    let best = limit;
    let bestCost =
      this.#heldCost(limit, firstCell) +
      SILENCE_PER_SEC * Math.max(0, silenceSec - HEARD_SILENCE_SEC);
    const rest = this.#rest;
    this.#candidates ??= this.#candidatesIn(firstCell);
    for (const candidate of this.#candidates) {
      const { end } = candidate;
      if (end >= limit) continue;
      let cost = rest;
      if (limit - end <= candidate.shortRestDivs) cost += SHORT_REST;
      if (!candidate.isOnBeat) cost += REST_OFF_BEAT;
      if (cost >= bestCost) continue;
      if (Number.isNaN(candidate.heldCost)) candidate.heldCost = this.#heldCost(end, firstCell);
      cost += candidate.heldCost;
      if (cost < bestCost) {
        best = end;
        bestCost = cost;
      }
    }
    return { end: best, cost: bestCost };
  }

  /** Where the staff strikes something else, halves of beats (thirds of compound ones), and beats. */
  #candidatesIn(firstCell: Cell): Candidate[] {
    const { cells, onsets } = this.#context;
    const onset = this.#onset;
    const ends: number[] = [];
    const reach = onset + 2 * this.#longest + REACH_CELLS * firstCell.length;
    for (let other = this.#at + 1; (onsets[other] ?? Infinity) <= reach; other += 1) {
      ends.push(onsets[other] ?? 0);
    }
    for (let index = this.#first; index < cells.length; index += 1) {
      const cell = cells[index];
      if (cell === undefined || cell.start > reach) break;
      const step = cell.metre.isCompound ? cell.metre.cellDivs / 3 : cell.metre.cellDivs / 2;
      const end = cell.start + cell.length;
      for (let div = end - step; div > cell.start; div -= step) ends.push(div);
      ends.push(end);
      // A short note off the half beat ends at the next quarter of the beat.
      if (index === this.#first && (end - onset) % step !== 0) {
        ends.push(end - Math.floor((end - onset) / (step / 2)) * (step / 2) + step / 2);
      }
    }
    return ends.flatMap((end) => {
      const cell = cells[cellIndexAt(cells, end)];
      if (cell === undefined || end <= onset) return [];
      const shortRestDivs = SHORT_REST_CELLS * cell.length;
      return [{ end, shortRestDivs, isOnBeat: end === cell.start, heldCost: NaN }];
    });
  }

  #heldCost(end: number, firstCell: Cell): number {
    const { onsets, manner, ends } = this.#context;
    const at = this.#at;
    const touch = this.#context.touch[at] ?? manner;
    let cost = end > this.#barEnd ? TIE_OVER_BARLINE : 0;
    const written = end - this.#onset;
    if (valueOf(written) === undefined) cost += TIED_VALUE;
    let moments = 0;
    // A voice may be silent for the rest of the piece.
    while (moments < FAR_MOMENTS && (onsets[at + moments + 1] ?? Infinity) <= end) moments += 1;
    if (moments > 0 && onsets[at + moments] !== end) moments += 1;
    const usual = Math.log(written) + touch.usual;
    const weight = this.#notes.length ** CHORD_POWER;
    for (let index = 0; index < this.#notes.length; index += 1) {
      const held = this.#helds[index] ?? 0;
      const net = endCost(ends, this.#notes[index]?.noteIndex ?? 0, moments);
      const beyond = Math.max(0, held - written) / firstCell.length;
      const share = shareCost(Math.log(Math.max(held, 1)) - usual, beyond, touch);
      cost += weight * (NET_WEIGHT * net + (1 - NET_WEIGHT) * share);
    }
    return cost;
  }
}

function secPerDivOf(note: PlacedNote | undefined): number {
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
