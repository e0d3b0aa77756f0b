import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { PlacedNote, RhythmEvent } from './heard.ts';

/** How players of an instrument let go of notes: held length over written length, log-normal. */
export interface Touch {
  readonly usualShare: number;
  /** Spread of notes held shorter and longer than usual, in nats. */
  readonly shorterSpread: number;
  readonly longerSpread: number;
  /** What a rest after a note costs, in nats. */
  readonly rest: number;
}

/** Bowed, blown and sung notes sound as long as they are written, nearly. */
export const SUSTAINED: Touch = {
  usualShare: 0.85,
  shorterSpread: 0.4,
  longerSpread: 0.2,
  rest: 0.3,
};
/** Keys, plucked strings and drums are let go early, and the sound (or a pedal) goes on. */
export const STRUCK: Touch = {
  usualShare: 0.75,
  shorterSpread: 0.75,
  longerSpread: 0.3,
  rest: 1.4,
};

/** Costs in nats of a rest after a note: rare in print, rarest when short or off the beat. */
const SHORT_REST = 0.5;
const REST_OFF_BEAT = 0.3;
/** Silence longer than this is heard as a rest, the more the longer. */
const HEARD_SILENCE_SEC = 0.5;
const SILENCE_PER_SEC = 1.5;
/** A tie over the barline is harder to read than a rest. */
const TIE_OVER_BARLINE = 2;
/** In a second voice silence costs little: its rests are hidden where they are long. */
const SECOND_VOICE_REST = 0.4;
/** A rest no longer than this share of a beat is a short one. */
const SHORT_REST_CELLS = 0.5;
/** Farther than this no candidate is looked for, in beats after the note was let go. */
const REACH_CELLS = 2;

/**
 * Written values of one voice: a chord lasts to the next one of its voice or ends earlier, at a beat,
 * half beat or where the staff's other voice moves; what fits the time it was held and costs fewest
 * rests (Nakamura, Yoshii & Dixon 2017: values follow from the next onset in the voice far more than
 * from how long the key was held).
 * @param notes of one voice, sorted by onset
 * @param staffOnsets all onsets of the staff, sorted
 */
export function decideValues(
  notes: readonly PlacedNote[],
  cells: readonly Cell[],
  touch: Touch,
  staffOnsets: readonly number[],
  isSecondVoice: boolean,
): RhythmEvent[] {
  const chords = chordsOf(notes);
  const last = cells.at(-1);
  const scoreEnd = last === undefined ? 0 : last.start + last.length;
  let at = 0;
  return chords.map(({ onset, notes: struck }, index) => {
    const limit = chords[index + 1]?.onset ?? scoreEnd;
    while ((staffOnsets[at] ?? Infinity) <= onset) at += 1;
    const others: number[] = [];
    const held = Math.max(...struck.map((note) => note.playedEnd - note.playedStart));
    const longest = struck.reduce((a, b) =>
      b.playedEnd - b.playedStart > a.playedEnd - a.playedStart ? b : a,
    );
    const secPerDiv = (longest.endSec - longest.startSec) / Math.max(1, held);
    const reach = reachOf(onset, held, cells);
    for (let other = at; other < staffOnsets.length; other += 1) {
      const div = staffOnsets[other] ?? Infinity;
      if (div >= limit || div > reach) break;
      others.push(div);
    }
    const end = endOf(
      { onset, limit, held, others, reach, secPerDiv },
      cells,
      touch,
      isSecondVoice,
    );
    return { onset, end, notes: struck };
  });
}

function chordsOf(notes: readonly PlacedNote[]): { onset: number; notes: PlacedNote[] }[] {
  const chords: { onset: number; notes: PlacedNote[] }[] = [];
  for (const note of notes) {
    const last = chords.at(-1);
    if (last?.onset === note.onset) last.notes.push(note);
    else chords.push({ onset: note.onset, notes: [note] });
  }
  return chords;
}

interface Open {
  readonly onset: number;
  /** Next onset of the voice. */
  readonly limit: number;
  readonly held: number;
  /** Onsets of the staff in between. */
  readonly others: readonly number[];
  readonly reach: number;
  readonly secPerDiv: number;
}

function reachOf(onset: number, held: number, cells: readonly Cell[]): number {
  const cell = cells[cellIndexAt(cells, onset)];
  return onset + 2 * held + REACH_CELLS * (cell?.length ?? 0);
}

function endOf(
  { onset, limit, held, others, reach, secPerDiv }: Open,
  cells: readonly Cell[],
  touch: Touch,
  isSecondVoice: boolean,
): number {
  let best = limit;
  const silenceSec = (limit - onset - held) * secPerDiv;
  const firstCell = cells[cellIndexAt(cells, onset)];
  const barEnd = endOfBar(cells, firstCell);
  const tieCost = (end: number): number => (end > barEnd ? TIE_OVER_BARLINE : 0);
  let bestCost =
    shareCost(held / (limit - onset), touch) +
    tieCost(limit) +
    SILENCE_PER_SEC * Math.max(0, silenceSec - HEARD_SILENCE_SEC);
  const consider = (end: number): void => {
    if (end <= onset || end >= limit) return;
    const cell = cells[cellIndexAt(cells, end)];
    if (cell === undefined) return;
    let rest = isSecondVoice ? SECOND_VOICE_REST : touch.rest;
    if (limit - end <= SHORT_REST_CELLS * cell.length) rest += SHORT_REST;
    if (end !== cell.start) rest += REST_OFF_BEAT;
    const cost = shareCost(held / (end - onset), touch) + rest + tieCost(end);
    if (cost < bestCost) {
      best = end;
      bestCost = cost;
    }
  };
  for (const other of others) consider(other);
  const first = cellIndexAt(cells, onset);
  for (let index = first; index < cells.length; index += 1) {
    const cell = cells[index];
    if (cell === undefined || cell.start > reach || cell.start >= limit) break;
    const step = cell.metre.isCompound ? cell.metre.cellDivs / 3 : cell.metre.cellDivs / 2;
    const end = cell.start + cell.length;
    for (let div = end - step; div > cell.start; div -= step) consider(div);
    consider(end);
    // A short note off the half beat ends at the next quarter of the beat.
    if (index === first && (end - onset) % step !== 0) {
      consider(end - Math.floor((end - onset) / (step / 2)) * (step / 2) + step / 2);
    }
  }
  return best;
}

/** End of the bar that a beat lies in; a beat is never split by a barline. */
function endOfBar(cells: readonly Cell[], cell: Cell | undefined): number {
  if (cell === undefined) return Infinity;
  let index = cellIndexAt(cells, cell.start);
  while (cells[index + 1]?.barIndex === cell.barIndex) index += 1;
  const last = cells[index] ?? cell;
  return last.start + last.length;
}

/** How unlikely it is that a note written so long was held for this share of it. */
function shareCost(share: number, touch: Touch): number {
  const off = Math.log(Math.max(share, 1e-3) / touch.usualShare);
  const spread = off < 0 ? touch.shorterSpread : touch.longerSpread;
  return (off * off) / (2 * spread * spread);
}
