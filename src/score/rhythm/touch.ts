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
  for (const { notes: struck } of moments) {
    if (struck.length > 1) struck.sort((a, b) => a.pitch - b.pitch);
  }
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
  const telling = new Float64Array(shares.length);
  /** The shares of some moments that tell anything, in order of size. */
  const within = (from: number, to: number): Float64Array => {
    let count = 0;
    // The last moment has no way to a next one.
    for (let index = Math.max(0, from); index < Math.min(to, shares.length - 1); index += 1) {
      const share = shares[index] ?? Infinity;
      if (share > HELD_OVER) continue;
      telling[count] = share;
      count += 1;
    }
    return telling.subarray(0, count).sort();
  };
  const piece = heardTouch(within(0, shares.length), manner, MANNER_MOMENTS);
  return moments.map((_, index) =>
    heardTouch(within(index - NEIGHBOURS, index + NEIGHBOURS + 1), piece, PIECE_MOMENTS),
  );
}

/** Median and quartiles of logarithmic shares, in order, drawn towards what was believed before. */
function heardTouch(shares: Float64Array, before: Touch, beforeCount: number): Touch {
  const weight = shares.length / (shares.length + beforeCount);
  const usual = quantileOf(shares, 0.5);
  const shorter = Math.max(LEAST_SPREAD, (usual - quantileOf(shares, 0.25)) / 0.674);
  const longer = Math.max(LEAST_SPREAD, (quantileOf(shares, 0.75) - usual) / 0.674);
  return {
    usual: weight * usual + (1 - weight) * before.usual,
    shorterSpread: weight * shorter + (1 - weight) * before.shorterSpread,
    longerSpread: weight * longer + (1 - weight) * before.longerSpread,
  };
}

function quantileOf(sorted: Float64Array, quantile: number): number {
  return sorted[Math.floor(sorted.length * quantile)] ?? 0;
}
