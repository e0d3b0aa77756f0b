import { scoreEnd } from './cells.ts';
import { ChordEnds } from './chord-ends.ts';
import type { ValueContext } from './chord-ends.ts';
import type { PlacedNote } from './heard.ts';
import { heldDivs, momentsOf } from './touch.ts';
import type { Moment } from './touch.ts';

/**
 * Deals the notes of one staff out to one or two voices, upper first. A beam search over the moments
 * at which something is struck: at each, the lowest so many of the notes go to the lower voice. What
 * it weighs is what a reader would: values that do not fit how long the notes were held, rests, leaps,
 * voices that cross, and every moment that needs two voices where one would do (McLeod & Steedman
 * 2016; the perceptual principles of Huron 2001). Linear in the notes.
 * @returns one or two lists, each sorted by onset
 */
export function separateVoices(
  notes: readonly PlacedNote[],
  context: ValueContext,
): PlacedNote[][] {
  const moments = momentsOf(notes);
  if (isOneLine(moments)) return [[...notes]];
  const cellDivs = context.cells[0]?.length ?? 1;
  let beam: Hypothesis[] = [{ cost: 0, upper: undefined, lower: undefined, trail: undefined }];
  moments.forEach((moment, at) => {
    const next: Hypothesis[] = [];
    const shares = sharesOf(moment, at, context);
    for (const before of beam) {
      for (let split = 0; split < shares.length; split += 1) {
        const share = shares[split];
        if (share !== undefined) offer(next, before, share, split, moment.onset, cellDivs);
      }
    }
    beam = next.sort((a, b) => a.cost - b.cost).slice(0, BEAM);
  });
  const end = scoreEnd(context.cells);
  const total = ({ cost, upper, lower }: Hypothesis): number =>
    cost + closingCost(upper, end) + closingCost(lower, end);
  const best = beam.reduce((a, b) => (total(b) < total(a) ? b : a));
  const splits: number[] = [];
  for (let trail = best.trail; trail !== undefined; trail = trail.before) splits.push(trail.split);
  splits.reverse();
  const upper: PlacedNote[] = [];
  const lower: PlacedNote[] = [];
  moments.forEach((moment, index) => {
    const split = splits[index] ?? 0;
    lower.push(...moment.notes.slice(0, split));
    upper.push(...moment.notes.slice(split));
  });
  return lower.length === 0 ? [upper] : [upper, lower];
}

/** Readings kept from one moment to the next. */
const BEAM = 12;

// Costs in nats.
const LEAP_PER_SEMITONE = 0.05;
const LARGEST_LEAP = 14;
const SECOND_VOICE_ENTERS = 2.33;
const SECOND_VOICE_SOUNDS = 0.6;
const LOWER_ALONE = 0.8;
const CROSSING = 0.7;
const CROSSING_PER_SEMITONE = 0.08;
/** A note may overlap the next by this share of a beat without being thought longer than written. */
const LEGATO_OVERLAP = 0.18;
/** A voice silent for this many beats has ended; the next note is a new entry. */
const SILENCE_ENDS = 1.5;

/** A staff with no larger share of chords is one voice. */
const ONE_LINE_CHORDS = 0.02;

/** What a voice last did. */
interface VoiceState {
  readonly onset: number;
  readonly isLower: boolean;
  readonly notes: readonly PlacedNote[];
  readonly ends: ChordEnds;
  /** When its last note was let go, in divs. */
  readonly end: number;
}

/** The notes of a moment dealt out in one way. */
interface Share {
  readonly upper: VoiceState | undefined;
  readonly lower: VoiceState | undefined;
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

/** Nearly nothing is struck together: a melody, whose overlaps are legato or the room's echo. */
function isOneLine(moments: readonly Moment[]): boolean {
  const chords = moments.filter(({ notes }) => notes.length > 1).length;
  return chords <= ONE_LINE_CHORDS * moments.length;
}

/** All ways to deal a moment's notes out, by how many go to the lower voice. */
function sharesOf({ onset, notes }: Moment, at: number, context: ValueContext): Share[] {
  const state = (dealt: readonly PlacedNote[], isLower: boolean): VoiceState | undefined => {
    if (dealt.length === 0) return undefined;
    const end = Math.max(...dealt.map((note) => note.onset + heldDivs(note)));
    return { onset, isLower, notes: dealt, ends: new ChordEnds(dealt, at, context, isLower), end };
  };
  const shares: Share[] = [];
  for (let split = 0; split <= notes.length; split += 1) {
    shares.push({
      upper: state(notes.slice(split), false),
      lower: state(notes.slice(0, split), true),
    });
  }
  return shares;
}

/** Adds a reading gone on in one way, unless both voices stand as cheaply where it leaves them. */
function offer(
  next: Hypothesis[],
  before: Hypothesis,
  share: Share,
  split: number,
  onset: number,
  cellDivs: number,
): void {
  let cost = before.cost;
  if (share.upper !== undefined) cost += goingOnCost(before.upper, share.upper, cellDivs);
  if (share.lower !== undefined) cost += goingOnCost(before.lower, share.lower, cellDivs);
  const upper = share.upper ?? before.upper;
  const lower = share.lower ?? before.lower;
  const lowerSounds = share.lower !== undefined || isSounding(lower, onset, cellDivs);
  const upperSounds = share.upper !== undefined || isSounding(upper, onset, cellDivs);
  if (lowerSounds && upperSounds) {
    cost += SECOND_VOICE_SOUNDS + crossingCost(upper, lower);
  } else if (lowerSounds) cost += LOWER_ALONE;
  if (share.lower !== undefined && hasEnded(before.lower, onset, cellDivs)) {
    cost += SECOND_VOICE_ENTERS;
  }
  const rival = next.findIndex((each) => each.upper === upper && each.lower === lower);
  if (cost >= (next[rival]?.cost ?? Infinity)) return;
  const after = { cost, upper, lower, trail: { split, before: before.trail } };
  if (rival === -1) next.push(after);
  else next[rival] = after;
}

function isSounding(voice: VoiceState | undefined, onset: number, cellDivs: number): boolean {
  return voice !== undefined && voice.end > onset + LEGATO_OVERLAP * cellDivs;
}

function hasEnded(voice: VoiceState | undefined, onset: number, cellDivs: number): boolean {
  return voice === undefined || onset - Math.max(voice.end, voice.onset) > SILENCE_ENDS * cellDivs;
}

/** What the value of a voice's last chord costs if the voice goes on here. */
function closingCost(voice: VoiceState | undefined, limit: number): number {
  return voice === undefined ? 0 : voice.ends.likeliest(limit).cost;
}

/** What it costs a voice to go on from one chord to another. */
function goingOnCost(voice: VoiceState | undefined, next: VoiceState, cellDivs: number): number {
  if (voice === undefined) return 0;
  let cost = closingCost(voice, next.onset);
  if (!hasEnded(voice, next.onset, cellDivs)) {
    const from = next.isLower ? voice.notes[0] : voice.notes.at(-1);
    const to = next.isLower ? next.notes[0] : next.notes.at(-1);
    const leap = Math.abs((to?.pitch ?? 0) - (from?.pitch ?? 0));
    cost += LEAP_PER_SEMITONE * Math.min(LARGEST_LEAP, leap);
  }
  return cost;
}

function crossingCost(upper: VoiceState | undefined, lower: VoiceState | undefined): number {
  const bottom = upper?.notes[0]?.pitch ?? Infinity;
  const top = lower?.notes.at(-1)?.pitch ?? -Infinity;
  return top < bottom ? 0 : CROSSING + CROSSING_PER_SEMITONE * (top - bottom);
}
