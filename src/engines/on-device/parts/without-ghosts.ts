import type { FrameNote } from '../basic-pitch/notes.ts';

const OCTAVE = 12;
/** A ghost begins with its root, … */
const TOGETHER_FRAMES = 4;
/** … is weaker than this share of it … */
const GHOST_SHARE = 0.5;
/** … and does not outlast it by more than this. */
const OUTLAST_FRAMES = 4;

/**
 * The notes without those that are most likely the second partial of the note an octave below. Octaves
 * that were really played are about as strong as what they double, and stay.
 */
export function withoutGhosts(notes: readonly FrameNote[]): FrameNote[] {
  const byPitch = groupByPitch(notes);
  return notes.filter(
    (note) => !byPitch.get(note.pitch - OCTAVE)?.some((root) => isGhost(note, root)),
  );
}

function isGhost(note: FrameNote, root: FrameNote): boolean {
  return (
    Math.abs(note.startFrame - root.startFrame) <= TOGETHER_FRAMES &&
    note.amplitude < GHOST_SHARE * root.amplitude &&
    note.endFrame <= root.endFrame + OUTLAST_FRAMES
  );
}

function groupByPitch(notes: readonly FrameNote[]): ReadonlyMap<number, readonly FrameNote[]> {
  const groups = new Map<number, FrameNote[]>();
  for (const note of notes) {
    const group = groups.get(note.pitch);
    if (group === undefined) groups.set(note.pitch, [note]);
    else group.push(note);
  }
  return groups;
}
