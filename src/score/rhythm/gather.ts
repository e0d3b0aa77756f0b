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
  for (const note of notes) {
    if (group.length > 0 && !belongs(note, group)) flush();
    group.push(note);
  }
  flush();
  return attacks;
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
