import type {
  Instrument,
  NoteEvent,
  PitchBend,
  Transcription,
} from '../../../transcription/model.ts';
import { NO_BEND } from '../basic-pitch/bends.ts';
import { FRAME_SEC, KEYS, LOWEST_PITCH } from '../basic-pitch/grid.ts';
import { polyphony } from './polyphony.ts';

/** One wheel bends all notes of a part: only parts with hardly more notes at a time have one. */
const MOST_AT_ONCE = 1.25;
/** Keyboards, struck bars and bells, organs and basses have no bends worth writing; a piano is also what is not known. */
const FIRST_BENDING = 22;
const BASS = { first: 32, last: 39 } as const;
const UNKNOWN = 0;
/** The first frames of a note are those of its attack. */
const ATTACK_FRAMES = 3;
const FEWEST_FRAMES = 8;
/** A pitch that strays less from its middle, and from its key, than this is steady. */
const STEADY_CENTS = 30;
/** A move of the wheel for so many frames, 23 ms, … */
const STEP_FRAMES = 2;
/** … if it moves so far. */
const LEAST_MOVE_CENTS = 4;

/**
 * How the pitch of single lines bends, where it does: slides, vibrato, notes that are bent up to.
 * @param bends of the whole recording, frame by frame, as `readBends` makes them; `undefined` for none
 */
export function withBends(heard: Transcription, bends: Int8Array | undefined): Transcription {
  if (bends === undefined) return heard;
  const instruments = heard.instruments.map((instrument): Instrument => {
    if (!isLine(instrument)) return instrument;
    const moves = instrument.notes.flatMap((note, i) =>
      movesOf(note, instrument.notes[i + 1]?.startSec ?? Infinity, bends),
    );
    return moves.length === 0 ? instrument : { ...instrument, bends: moves };
  });
  return { ...heard, instruments };
}

function isLine({ isDrum, program, notes }: Instrument): boolean {
  if (isDrum || (program >= BASS.first && program <= BASS.last)) return false;
  return (program >= FIRST_BENDING || program === UNKNOWN) && polyphony(notes) <= MOST_AT_ONCE;
}

/** The moves of the wheel during a note, and back; none where it is steady. */
function movesOf(note: NoteEvent, nextSec: number, bends: Int8Array): PitchBend[] {
  const untilSec = Math.min(note.endSec, nextSec);
  const first = Math.round(note.startSec / FRAME_SEC) + ATTACK_FRAMES;
  const last = Math.floor(untilSec / FRAME_SEC) - 1;
  const cents: { readonly frame: number; readonly cents: number }[] = [];
  for (let frame = first; frame <= last; frame++) {
    const bend = bends[frame * KEYS + note.pitch - LOWEST_PITCH] ?? NO_BEND;
    if (bend !== NO_BEND) cents.push({ frame, cents: bend });
  }
  if (cents.length < FEWEST_FRAMES) return [];
  const sorted = cents.map((each) => each.cents).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const isSteady = at(0.9) - at(0.1) < STEADY_CENTS && Math.abs(at(0.5)) < STEADY_CENTS;
  if (isSteady) return [];
  const moves: PitchBend[] = [];
  for (let i = 0; i < cents.length; i += STEP_FRAMES) {
    // The middle of three: a single frame may be anything.
    const three = cents.slice(Math.max(0, i - 1), i + 2).map((each) => each.cents);
    const middle = three.sort((a, b) => a - b)[three.length >> 1] ?? 0;
    const before = (moves.at(-1)?.semitones ?? Infinity) * 100;
    if (Math.abs(middle - before) < LEAST_MOVE_CENTS) continue;
    const atSec = i === 0 ? note.startSec : (cents[i]?.frame ?? 0) * FRAME_SEC;
    moves.push({ atSec, semitones: middle / 100 });
  }
  return [...moves, { atSec: untilSec, semitones: 0 }];
}
