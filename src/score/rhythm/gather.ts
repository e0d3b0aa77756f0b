import type { HeardNote } from './heard.ts';

/** Notes struck together, as a reader takes them: a chord, perhaps strummed or rolled. */
export interface Attack {
  /** In divs: a real number. */
  readonly position: number;
  readonly notes: readonly HeardNote[];
  /** Struck one after the other from low to high, too slowly for a mere unevenness of the hand. */
  readonly isRolled: boolean;
}

/** Notes struck within this of one another are one attack, even as a transcription hears them. */
const TOGETHER_SEC = 0.045;
/** Notes of a rolled or strummed chord follow each other within this, and all go on sounding. */
const ROLL_STEP_SEC = 0.055;
const ROLL_HELD_SEC = 0.2;
const LONGEST_ROLL_SEC = 0.3;
/** A chord spread over this much is written as a rolled one. */
const WRITTEN_ROLL_SEC = 0.06;
/** A slow roll: so many notes, no faster and no slower, and silence around it while all go on sounding. */
const LEAST_SLOW_NOTES = 4;
const SLOW_STEP_SEC = 0.125;
const LONGEST_SLOW_ROLL_SEC = 0.6;
const SLOW_HELD_SEC = 0.1;
const STEPS_OF_SILENCE = 2;

/** Gathers notes (sorted by start) into attacks. */
export function gatherAttacks(notes: readonly HeardNote[]): Attack[] {
  const attacks: Attack[] = [];
  let group: HeardNote[] = [];
  const flush = (): void => {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) return;
    // A roll begins on the beat; the rest of a chord is uneven about it.
    const sum = group.reduce((total, note) => total + note.playedStart, 0);
    const isRolled =
      group.length > 2 && last.startSec - first.startSec > WRITTEN_ROLL_SEC && isRising(group);
    const position = isRolled ? first.playedStart : sum / group.length;
    attacks.push({ position, notes: group, isRolled });
    group = [];
  };
  for (let index = 0; index < notes.length; index++) {
    const end = endOfSlowRoll(notes, index);
    if (end > index) {
      flush();
      group = notes.slice(index, end);
      flush();
      index = end - 1;
      continue;
    }
    const note = notes[index];
    if (note === undefined) continue;
    if (group.length > 0 && !belongs(note, group)) flush();
    group.push(note);
  }
  flush();
  return attacks;
}

/**
 * The end of a chord rolled slowly from `first` on, or `first` where there is none. What tells it from
 * notes of a figure is that the music waits for it: nothing else begins at its pace before or after it.
 */
function endOfSlowRoll(notes: readonly HeardNote[], first: number): number {
  const start = notes[first];
  if (start === undefined) return first;
  let end = first + 1;
  let step = 0;
  for (; end < notes.length; end++) {
    const [previous, note] = [notes[end - 1], notes[end]];
    if (previous === undefined || note === undefined || note.pitch <= previous.pitch) break;
    if (note.startSec - previous.startSec > SLOW_STEP_SEC) break;
    if (note.startSec - start.startSec > LONGEST_SLOW_ROLL_SEC) break;
    step = Math.max(step, note.startSec - previous.startSec);
  }
  if (end - first < LEAST_SLOW_NOTES || step <= ROLL_STEP_SEC) return first;
  const last = notes[end - 1]?.startSec ?? 0;
  if (notes.slice(first, end).some(({ endSec }) => endSec < last + SLOW_HELD_SEC)) return first;
  const before = start.startSec - (notes[first - 1]?.startSec ?? -Infinity);
  const after = (notes[end]?.startSec ?? Infinity) - last;
  return Math.min(before, after) < STEPS_OF_SILENCE * step ? first : end;
}

function belongs(note: HeardNote, group: readonly HeardNote[]): boolean {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) return false;
  if (note.startSec - first.startSec <= TOGETHER_SEC) return true;
  if (note.startSec - last.startSec > ROLL_STEP_SEC) return false;
  if (note.startSec - first.startSec > LONGEST_ROLL_SEC) return false;
  if (!group.every((each) => each.endSec > note.startSec + ROLL_HELD_SEC)) return false;
  const steps = [...group, note];
  return isRising(steps) || isRising(steps.reverse());
}

function isRising(notes: readonly HeardNote[]): boolean {
  return notes.every((note, index) => index === 0 || note.pitch > (notes[index - 1]?.pitch ?? 0));
}
