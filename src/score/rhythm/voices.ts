import type { PlacedNote } from './heard.ts';

/**
 * Deals the notes of one staff out to one or two voices, upper first. A beam search over the moments
 * at which something is struck: at each, the lowest so many of the notes go to the lower voice. What
 * it weighs is what a reader would: notes cut short because their voice goes on, leaps, voices that
 * cross, chords of unequal lengths, and every moment that needs two voices where one would do
 * (McLeod & Steedman 2016; the perceptual principles of Huron 2001). Linear in the notes.
 * @param cellDivs length of a beat, in divs
 * @returns one or two lists, each sorted by onset
 */
export function separateVoices(notes: readonly PlacedNote[], cellDivs: number): PlacedNote[][] {
  const slices = slicesOf(notes);
  if (isOneLine(slices)) return [[...notes]];
  let beam: Hypothesis[] = [{ cost: 0, upper: undefined, lower: undefined, trail: undefined }];
  for (const slice of slices) {
    const next = new Map<string, Hypothesis>();
    for (const before of beam) {
      for (let split = 0; split <= slice.notes.length; split += 1) {
        const after = extend(before, slice, split, cellDivs);
        const id = `${after.upper?.id ?? 0}|${after.lower?.id ?? 0}`;
        const rival = next.get(id);
        if (rival === undefined || after.cost < rival.cost) next.set(id, after);
      }
    }
    beam = [...next.values()].sort((a, b) => a.cost - b.cost).slice(0, BEAM);
  }
  const splits: number[] = [];
  for (let trail = beam[0]?.trail; trail !== undefined; trail = trail.before) {
    splits.push(trail.split);
  }
  splits.reverse();
  const upper: PlacedNote[] = [];
  const lower: PlacedNote[] = [];
  slices.forEach((slice, index) => {
    const split = splits[index] ?? 0;
    lower.push(...slice.notes.slice(0, split));
    upper.push(...slice.notes.slice(split));
  });
  return lower.length === 0 ? [upper] : [upper, lower];
}

/** Readings kept from one moment to the next. */
const BEAM = 12;

// Costs in nats; orders of magnitude from what reads well, not fitted.
/** A note cut short costs at most this, and so much more for each beat lost of it. */
const CUT_SHORT = 2;
const CUT_PER_BEAT = 1;
const LEAP_PER_SEMITONE = 0.05;
const LARGEST_LEAP = 14;
const UNEQUAL_CHORD = 0.2;
const SECOND_VOICE_ENTERS = 3.5;
const SECOND_VOICE_SOUNDS = 0.9;
const LOWER_ALONE = 0.8;
const CROSSING = 0.7;
const CROSSING_PER_SEMITONE = 0.08;
/** A note may overlap the next by this share of a beat without being thought longer than written. */
const LEGATO_OVERLAP = 0.12;
/** Notes held this much longer than to the next (log) may still be mere legato. */
const LEGATO = 0.3;
/** Held this much longer (log), a note sounds through the next one. */
const HELD_OVER = 0.6;
/** Least spread of how long notes are held (log), and the moments on each side it is taken over. */
const LEAST_SPREAD = 0.3;
const NEIGHBOURS = 10;
/** A voice silent for this many beats has ended; the next note is a new entry. */
const SILENCE_ENDS = 1;

/** A staff with no larger share of chords is one voice. */
const ONE_LINE_CHORDS = 0.02;

interface Slice {
  readonly onset: number;
  /** From low to high. */
  readonly notes: readonly PlacedNote[];
  /** How long notes around here are held, against the way to the next: log of the median, spread. */
  readonly usual: number;
  readonly spread: number;
}

/** What a voice last did. */
interface VoiceState {
  readonly id: string;
  readonly onset: number;
  readonly notes: readonly PlacedNote[];
  /** When its last note was let go, in divs. */
  readonly end: number;
}

interface Trail {
  readonly split: number;
  readonly before: Trail | undefined;
}

interface Hypothesis {
  readonly cost: number;
  readonly upper: VoiceState | undefined;
  readonly lower: VoiceState | undefined;
  readonly trail: Trail | undefined;
}

function slicesOf(notes: readonly PlacedNote[]): Slice[] {
  const slices: { onset: number; notes: PlacedNote[] }[] = [];
  for (const note of notes) {
    const last = slices.at(-1);
    if (last?.onset === note.onset) last.notes.push(note);
    else slices.push({ onset: note.onset, notes: [note] });
  }
  for (const slice of slices) slice.notes.sort((a, b) => a.pitch - b.pitch);
  const shares = slices.map((slice, index) => {
    const gap = (slices[index + 1]?.onset ?? Infinity) - slice.onset;
    const shortest = Math.min(...slice.notes.map((note) => note.playedEnd - note.playedStart));
    return Math.log(Math.max(0.05, shortest / gap));
  });
  // A note held over others that are not held themselves says nothing about legato.
  const isHeldOver = shares.map(
    (share, index) => share > HELD_OVER && (shares[index + 1] ?? Infinity) < LEGATO,
  );
  const telling = (from: number, to: number): number[] =>
    shares.slice(from, to).filter((_, index) => isHeldOver[from + index] === false);
  const overall = touchOf(telling(0, shares.length));
  return slices.map((slice, index) => {
    const local = touchOf(telling(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1));
    return {
      ...slice,
      usual: Math.max(local.usual, overall.usual),
      spread: Math.max(local.spread, overall.spread),
    };
  });
}

/** Median and upper spread of logarithmic shares, by quartiles. */
function touchOf(shares: readonly number[]): { usual: number; spread: number } {
  const sorted = [...shares].sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const quartile = sorted[Math.floor(sorted.length * 0.75)] ?? 0;
  return { usual, spread: Math.max(LEAST_SPREAD, (quartile - usual) / 0.674) };
}

/** Nearly nothing is struck together: a melody, whose overlaps are legato or the room's echo. */
function isOneLine(slices: readonly Slice[]): boolean {
  const chords = slices.filter((slice) => slice.notes.length > 1).length;
  return chords <= ONE_LINE_CHORDS * slices.length;
}

function extend(before: Hypothesis, slice: Slice, split: number, cellDivs: number): Hypothesis {
  const low = slice.notes.slice(0, split);
  const high = slice.notes.slice(split);
  const { onset } = slice;
  let cost = before.cost;
  cost += joinCost(before.upper, onset, high, cellDivs, 'upper', slice);
  cost += joinCost(before.lower, onset, low, cellDivs, 'lower', slice);
  const upper = high.length > 0 ? stateOf(onset, high, split) : before.upper;
  const lower = low.length > 0 ? stateOf(onset, low, split) : before.lower;
  const lowerSounds = low.length > 0 || isSounding(lower, onset, cellDivs);
  const upperSounds = high.length > 0 || isSounding(upper, onset, cellDivs);
  if (lowerSounds && upperSounds) {
    cost += SECOND_VOICE_SOUNDS + crossingCost(upper, lower);
  } else if (lowerSounds) cost += LOWER_ALONE;
  if (low.length > 0 && hasEnded(before.lower, onset, cellDivs)) cost += SECOND_VOICE_ENTERS;
  return { cost, upper, lower, trail: { split, before: before.trail } };
}

function stateOf(onset: number, notes: readonly PlacedNote[], split: number): VoiceState {
  let end = 0;
  for (const note of notes) end = Math.max(end, heldTo(note));
  return { id: `${onset}:${split}`, onset, notes, end };
}

/** Where a note is let go, counted from its place in the score. */
function heldTo(note: PlacedNote): number {
  return note.onset + note.playedEnd - note.playedStart;
}

function isSounding(voice: VoiceState | undefined, onset: number, cellDivs: number): boolean {
  return voice !== undefined && voice.end > onset + LEGATO_OVERLAP * cellDivs;
}

function hasEnded(voice: VoiceState | undefined, onset: number, cellDivs: number): boolean {
  return voice === undefined || onset - Math.max(voice.end, voice.onset) > SILENCE_ENDS * cellDivs;
}

/** What it costs a voice to strike these notes now. */
function joinCost(
  voice: VoiceState | undefined,
  onset: number,
  notes: readonly PlacedNote[],
  cellDivs: number,
  side: 'upper' | 'lower',
  slice: Slice,
): number {
  const first = notes[0];
  const last = notes.at(-1);
  if (first === undefined || last === undefined) return 0;
  let cost = 0;
  let shortest = Infinity;
  let longest = 0;
  for (const note of notes) {
    const length = Math.max(note.playedEnd - note.playedStart, cellDivs / 16);
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  cost += UNEQUAL_CHORD * Math.max(0, Math.log2(longest / shortest) - 0.7);
  if (voice === undefined) return cost;
  const gap = onset - voice.onset;
  for (const note of voice.notes) {
    const off = Math.log((heldTo(note) - voice.onset) / gap) - Math.max(slice.usual, LEGATO);
    if (off > 0)
      cost += Math.min(
        CUT_SHORT + CUT_PER_BEAT * ((heldTo(note) - onset) / cellDivs),
        (off * off) / (2 * slice.spread * slice.spread),
      );
  }
  if (!hasEnded(voice, onset, cellDivs)) {
    const from = side === 'upper' ? voice.notes.at(-1) : voice.notes[0];
    const to = side === 'upper' ? last : first;
    const leap = Math.abs(to.pitch - (from?.pitch ?? to.pitch));
    cost += LEAP_PER_SEMITONE * Math.min(LARGEST_LEAP, leap);
  }
  return cost;
}

function crossingCost(upper: VoiceState | undefined, lower: VoiceState | undefined): number {
  const bottom = upper?.notes[0]?.pitch ?? Infinity;
  const top = lower?.notes.at(-1)?.pitch ?? -Infinity;
  return top < bottom ? 0 : CROSSING + CROSSING_PER_SEMITONE * (top - bottom);
}
