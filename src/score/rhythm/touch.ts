import type { PlacedNote } from './heard.ts';

/** How long notes are held against what is written, log-normal. */
export interface Touch {
  /** Log of held over written length, in the median. */
  readonly usual: number;
  /** Spread of notes held shorter and longer than usual, in nats. */
  readonly shorterSpread: number;
  readonly longerSpread: number;
}

/** How an instrument is played before anything is heard of it. */
export interface Manner extends Touch {
  /** What a rest after a note costs, in nats. */
  readonly rest: number;
}

/** Bowed, blown and sung notes sound as long as they are written, nearly. */
export const SUSTAINED: Manner = {
  usual: Math.log(0.85),
  shorterSpread: 0.4,
  longerSpread: 0.2,
  rest: 0.3,
};
/** Keys, plucked strings and drums are let go early, and the sound (or a pedal) goes on. */
export const STRUCK: Manner = {
  usual: Math.log(0.75),
  shorterSpread: 0.5,
  longerSpread: 0.3,
  rest: 0.93,
};

/** Moments on each side that a passage's touch is heard from. */
const NEIGHBOURS = 10;
/** How many moments the manner of the instrument counts for, and the piece for a passage. */
const MANNER_MOMENTS = 10;
const PIECE_MOMENTS = 10;
/** Held beyond the next note by more than this share, a note is held over it and says nothing of touch. */
const HELD_OVER = 0.25;
const LEAST_SPREAD = 0.25;
/** A step of so many beats of which no more than half is held has a rest in it: half of it tells. */
const WITH_REST_BEATS = 2;
const HALF = 0.5;
/** Held shorter than this share, notes are dabs under a pedal, of which all say the same. */
const SHORTEST_SHARE = 0.05;

/** Notes struck at one moment. */
export interface Moment {
  readonly onset: number;
  /** From low to high. */
  readonly notes: readonly PlacedNote[];
}

/** The moments of one staff. `notes` sorted by onset. */
export function momentsOf(notes: readonly PlacedNote[]): Moment[] {
  const moments: { onset: number; notes: PlacedNote[] }[] = [];
  for (const note of notes) {
    const last = moments.at(-1);
    if (last?.onset === note.onset) last.notes.push(note);
    else moments.push({ onset: note.onset, notes: [note] });
  }
  for (const moment of moments) moment.notes.sort((a, b) => a.pitch - b.pitch);
  return moments;
}

/** How long a note is held, in divs. */
export function heldDivs(note: PlacedNote): number {
  return note.playedEnd - note.playedStart;
}

/**
 * The touch at each moment: how long the shortest note of each chord around is held, against the way to
 * the next one, taken together with what is usual in the part and on the instrument.
 * @param beatDivs length of a beat
 */
export function touchAlong(moments: readonly Moment[], beatDivs: number, manner: Manner): Touch[] {
  const shares = moments.map((moment, index) => {
    const gap = (moments[index + 1]?.onset ?? Infinity) - moment.onset;
    const shortest = Math.min(...moment.notes.map(heldDivs));
    const hasRest = gap >= WITH_REST_BEATS * beatDivs && shortest <= HALF * gap;
    return Math.log(Math.max(SHORTEST_SHARE, shortest / (hasRest ? HALF * gap : gap)));
  });
  const tells = shares.map((share, index) => index + 1 < shares.length && share <= HELD_OVER);
  const within = (from: number, to: number): number[] =>
    shares.slice(from, to).filter((_, index) => tells[from + index]);
  const piece = heardTouch(within(0, shares.length), manner, MANNER_MOMENTS);
  return moments.map((_, index) =>
    heardTouch(
      within(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1),
      piece,
      PIECE_MOMENTS,
    ),
  );
}

/** Median and quartiles of logarithmic shares, drawn towards what was believed before. */
function heardTouch(shares: readonly number[], before: Touch, beforeCount: number): Touch {
  const sorted = new Float64Array(shares).sort();
  const at = (quantile: number): number => sorted[Math.floor(sorted.length * quantile)] ?? 0;
  const weight = sorted.length / (sorted.length + beforeCount);
  const mix = (heard: number, believed: number): number => weight * heard + (1 - weight) * believed;
  const usual = at(0.5);
  const spread = (quantile: number): number =>
    Math.max(LEAST_SPREAD, Math.abs(at(quantile) - usual) / 0.674);
  return {
    usual: mix(usual, before.usual),
    shorterSpread: mix(spread(0.25), before.shorterSpread),
    longerSpread: mix(spread(0.75), before.longerSpread),
  };
}
