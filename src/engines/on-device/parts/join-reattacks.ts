import type { FrameNote } from '../basic-pitch/notes.ts';

/** A note that begins this soon after another of its key ends goes on from it. */
const GAP_FRAMES = 4;
/** Notes that begin within so many frames begin together. */
const TOGETHER_FRAMES = 3;
/** A sounding key that is struck anew shows an onset like this … */
const CLEAR_ONSET = 0.65;
/** … or one at least as strong, in proportion, as the strongest that comes with it. */
const OWN_SHARE = 0.8;

/**
 * Joins notes that the model cut in two where another note came in: partials that coincide beat
 * against each other, which looks like a faint new onset of the key that only goes on sounding.
 */
export function joinReattacks(notes: readonly FrameNote[]): FrameNote[] {
  const byStart = notes.toSorted((a, b) => a.startFrame - b.startFrame);
  const last = new Map<number, number>();
  const joined: (FrameNote | undefined)[] = [];
  byStart.forEach((note, i) => {
    const at = last.get(note.pitch);
    const before = at === undefined ? undefined : joined[at];
    if (before !== undefined && at !== undefined && goesOn(before, note, byStart, i)) {
      joined[at] = join(before, note);
    } else {
      last.set(note.pitch, joined.push(note) - 1);
    }
  });
  return joined.filter((note) => note !== undefined);
}

function goesOn(
  before: FrameNote,
  note: FrameNote,
  byStart: readonly FrameNote[],
  index: number,
): boolean {
  if (note.startFrame - before.endFrame > GAP_FRAMES || note.onset >= CLEAR_ONSET) return false;
  const isDrowned = ({ pitch, onset }: FrameNote): boolean =>
    pitch !== note.pitch && note.onset < OWN_SHARE * onset;
  return together(byStart, index).some(isDrowned);
}

/** The notes that begin with the one at `index`, itself included. */
function together(byStart: readonly FrameNote[], index: number): readonly FrameNote[] {
  const at = byStart[index]?.startFrame ?? 0;
  let [from, to] = [index, index + 1];
  while (from > 0 && at - (byStart[from - 1]?.startFrame ?? 0) <= TOGETHER_FRAMES) from--;
  while (to < byStart.length && (byStart[to]?.startFrame ?? 0) - at <= TOGETHER_FRAMES) to++;
  return byStart.slice(from, to);
}

function join(a: FrameNote, b: FrameNote): FrameNote {
  const lengthA = a.endFrame - a.startFrame;
  const lengthB = b.endFrame - b.startFrame;
  return {
    ...a,
    endFrame: b.endFrame,
    amplitude: (a.amplitude * lengthA + b.amplitude * lengthB) / (lengthA + lengthB),
  };
}
