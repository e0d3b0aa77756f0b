import type { Instrument, NoteEvent } from '../../transcription/model.ts';

/** Lowest and highest place the hands are looked for to part, as MIDI pitches. */
const LOWEST_SPLIT = 36;
const HIGHEST_SPLIT = 84;
/** A hand spans this many semitones with ease. */
const HAND_SPAN = 12;

/** General MIDI programs of instruments played with two hands on one keyboard, and the harp. */
export function isKeyboard(program: number): boolean {
  return program <= 8 || (program >= 16 && program <= 23) || program === 46;
}

/** Whether a part needs a staff for each hand: by instrument, and by the range it really uses. */
export function needsGrandStaff(instrument: Instrument): boolean {
  if (instrument.isDrum || instrument.notes.length === 0) return false;
  const isLow = (pitch: number): boolean => pitch < 55;
  const low = instrument.notes.filter((note) => isLow(note.pitch)).length / instrument.notes.length;
  const high = instrument.notes.filter((note) => note.pitch > 64).length / instrument.notes.length;
  if (isKeyboard(instrument.program)) return low > 0.02 && high > 0.02;
  const isChordal = instrument.program >= 88 && instrument.program <= 103;
  return isChordal && low > 0.1 && high > 0.1;
}

/**
 * For each note, true if the right hand plays it. A Viterbi search over the pitch at which the hands
 * part, moment by moment: hands span no more than they can, the border lies in a gap and moves little
 * (after Nakamura, Ono & Sagayama 2014, with the border in place of two melodies). Sorted notes.
 */
export function splitHands(notes: readonly NoteEvent[]): boolean[] {
  const slices = slicesOf(notes);
  const states = HIGHEST_SPLIT - LOWEST_SPLIT + 1;
  const trail: Int16Array[] = [];
  let costs = new Float64Array(states);
  for (const slice of slices) {
    const from = new Int16Array(states);
    const next = new Float64Array(states);
    spread(costs, next, from);
    for (let state = 0; state < states; state += 1) {
      next[state] = (next[state] ?? 0) + momentCost(slice, LOWEST_SPLIT + state);
    }
    trail.push(from);
    costs = next;
  }
  const isRight: boolean[] = new Array<boolean>(notes.length).fill(true);
  let state = costs.indexOf(Math.min(...costs));
  for (let index = slices.length - 1; index >= 0; index -= 1) {
    const slice = slices[index];
    if (slice === undefined) break;
    for (const at of slice.struck) {
      isRight[at] = (notes[at]?.pitch ?? 0) >= LOWEST_SPLIT + state;
    }
    state = trail[index]?.[state] ?? 0;
  }
  return isRight;
}

/** Hands nearer to one another than this may have been told apart wrongly, in semitones. */
const CLEAR_GAP = 5;

/**
 * Where the hands part, in the median, and the share of the moments with both hands at which a clear
 * gap lies between them. `notes` sorted by start.
 */
export function handGap(notes: readonly NoteEvent[]): { pitch: number; clearShare: number } {
  const isRight = splitHands(notes);
  const borders: number[] = [];
  let clear = 0;
  for (const { struck } of slicesOf(notes)) {
    const pitchesOf = (right: boolean): number[] =>
      struck.filter((at) => isRight[at] === right).map((at) => notes[at]?.pitch ?? 0);
    const bottom = Math.min(...pitchesOf(true));
    const top = Math.max(...pitchesOf(false));
    if (!Number.isFinite(bottom) || !Number.isFinite(top)) continue;
    borders.push(Math.ceil((bottom + top + 1) / 2));
    if (bottom - top >= CLEAR_GAP) clear += 1;
  }
  borders.sort((a, b) => a - b);
  const clearShare = borders.length === 0 ? 1 : clear / borders.length;
  return { pitch: borders[borders.length >> 1] ?? 60, clearShare };
}

/** Cost of the border moving a semitone from one moment to the next. */
const MOVE_COST = 0.3;

/** Cheapest way into each state with a cost linear in the distance, in two sweeps. */
function spread(costs: Float64Array, next: Float64Array, from: Int16Array): void {
  for (let state = 0; state < costs.length; state += 1) {
    next[state] = costs[state] ?? 0;
    from[state] = state;
    const left = (next[state - 1] ?? Infinity) + MOVE_COST;
    if (left < (next[state] ?? 0)) {
      next[state] = left;
      from[state] = from[state - 1] ?? 0;
    }
  }
  for (let state = costs.length - 2; state >= 0; state -= 1) {
    const right = (next[state + 1] ?? Infinity) + MOVE_COST;
    if (right < (next[state] ?? 0)) {
      next[state] = right;
      from[state] = from[state + 1] ?? 0;
    }
  }
}

/** What is still held binds a hand only half: the pedal may hold it. */
const HELD_WEIGHT = 0.5;
/** A chord wider than this is shared out between the hands where one would have nothing to do. */
const CLOSE_SPAN = 5;
const IDLE_HAND = 1.5;
const IDLE_HAND_SPAN = 8;
const SECOND_VOICE = 1;
/** How much longer than to the next note a chord must sound to be held under it. */
const HELD_ON_SEC = 0.2;

function idleHandCost(struck: readonly number[], split: number): number {
  const bottom = struck[0];
  const top = struck.at(-1);
  if (bottom === undefined || top === undefined || (bottom < split && top >= split)) return 0;
  return IDLE_HAND * Math.min(1.5, Math.max(0, top - bottom - CLOSE_SPAN) / IDLE_HAND_SPAN);
}

interface Slice {
  /** Indices of the notes struck here. */
  readonly struck: readonly number[];
  /** Their pitches from low to high. */
  readonly struckPitches: readonly number[];
  /** Pitches sounding here, those struck and those still held, from low to high. */
  readonly sounding: readonly number[];
  /** Pitches of what goes on sounding under what is struck, as a chord that a hand holds does. */
  readonly heldOn: readonly number[];
}

const TOGETHER_SEC = 0.04;
/** Longer than this a held note no longer binds the hand (the pedal may hold it). */
const HELD_SEC = 2;

function slicesOf(notes: readonly NoteEvent[]): Slice[] {
  const slices: Slice[] = [];
  let index = 0;
  let held: NoteEvent[] = [];
  while (index < notes.length) {
    const first = notes[index];
    if (first === undefined) break;
    const struck: number[] = [];
    held = held.filter(
      (note) => note.endSec > first.startSec + 0.05 && first.startSec - note.startSec < HELD_SEC,
    );
    const pitches = held.map((note) => note.pitch);
    const heldOn = held
      .filter(({ endSec }) => endSec > first.startSec + HELD_ON_SEC)
      .map(({ pitch }) => pitch);
    while (index < notes.length) {
      const note = notes[index];
      if (note === undefined || note.startSec - first.startSec > TOGETHER_SEC) break;
      struck.push(index);
      pitches.push(note.pitch);
      held.push(note);
      index += 1;
    }
    slices.push({
      struck,
      struckPitches: struck.map((at) => notes[at]?.pitch ?? 0).sort((a, b) => a - b),
      sounding: pitches.sort((a, b) => a - b),
      heldOn,
    });
  }
  return slices;
}

/** A hand that holds a chord and strikes other notes has two voices to play. */
function secondVoiceCost({ struckPitches, heldOn }: Slice, split: number): number {
  let heldLeft = 0;
  for (const pitch of heldOn) if (pitch < split) heldLeft += 1;
  const left = heldLeft >= 2 && (struckPitches[0] ?? Infinity) < split;
  const right = heldOn.length - heldLeft >= 2 && (struckPitches.at(-1) ?? 0) >= split;
  return SECOND_VOICE * (Number(left) + Number(right));
}

function momentCost(slice: Slice, split: number): number {
  const { sounding, struckPitches } = slice;
  return (
    secondVoiceCost(slice, split) +
    HELD_WEIGHT * sliceCost(sounding, split) +
    (1 - HELD_WEIGHT) * sliceCost(struckPitches, split) +
    idleHandCost(struckPitches, split)
  );
}

function sliceCost(pitches: readonly number[], split: number): number {
  let border = 0;
  while ((pitches[border] ?? Infinity) < split) border += 1;
  const lowTop = pitches[border - 1];
  const highBottom = pitches[border];
  const bottom = pitches[0] ?? split;
  const top = pitches.at(-1) ?? split;
  let cost = 0.01 * Math.abs(split - 60);
  if (lowTop !== undefined) {
    cost += 0.5 * Math.max(0, lowTop - bottom - HAND_SPAN);
    cost += 0.3 * Math.max(0, 4 - (split - lowTop));
    if (lowTop > 67) cost += 0.1 * (lowTop - 67);
  }
  if (highBottom !== undefined) {
    cost += 0.5 * Math.max(0, top - highBottom - HAND_SPAN);
    cost += 0.3 * Math.max(0, 4 - (highBottom - split));
    if (highBottom < 53) cost += 0.1 * (53 - highBottom);
  }
  return cost;
}
