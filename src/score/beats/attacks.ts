import type { NoteEvent, Transcription } from '../../transcription/model.ts';

/** A note, and whether it is a stroke on a drum. */
export interface StruckNote extends NoteEvent {
  readonly isDrum: boolean;
}

/** One moment at which something is struck. */
export interface Attack {
  /** Mean of its notes' onsets. */
  readonly sec: number;
  /** By onset, then pitch. */
  readonly notes: readonly StruckNote[];
}

/** Notes struck within this of the first are one attack; chords of human players spread this far. */
const TOGETHER_SEC = 0.045;

/** All attacks of all parts together, in time order. */
export function attacksOf(performance: Transcription): Attack[] {
  const notes = performance.instruments
    .flatMap((each): StruckNote[] => each.notes.map((note) => ({ ...note, isDrum: each.isDrum })))
    .sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
  const groups: StruckNote[][] = [];
  for (const note of notes) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (
      group !== undefined &&
      first !== undefined &&
      note.startSec - first.startSec <= TOGETHER_SEC
    ) {
      group.push(note);
    } else groups.push([note]);
  }
  return groups.map((group) => ({
    sec: group.reduce((sum, note) => sum + note.startSec, 0) / group.length,
    notes: group,
  }));
}
