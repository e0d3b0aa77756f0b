import { compareNotes } from '../../src/transcription/model.ts';
import type { NoteEvent, Transcription } from '../../src/transcription/model.ts';

const MISSED_SHARE = 0.1;
const GHOST_SHARE = 0.1;
/** Standard deviation of what is added to every onset and, apart from that, to every length. */
const JITTER_SEC = 0.02;
/** A ghost sounds near to a real note, in time and pitch. */
const GHOST_SEC = 0.5;
const GHOST_SEMITONES = 12;

/** The same music after a transcription that misses notes, hears ghosts and is late or early. */
export function transcribedBadly(heard: Transcription, seed: number): Transcription {
  const random = generator(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const jittered = (note: NoteEvent): NoteEvent => {
    const startSec = Math.max(0, note.startSec + JITTER_SEC * normal());
    const lengthSec = note.endSec - note.startSec + JITTER_SEC * normal();
    return { ...note, startSec, endSec: startSec + Math.max(0.02, lengthSec) };
  };
  const instruments = heard.instruments.map((instrument) => {
    const kept = instrument.notes.filter(() => random() >= MISSED_SHARE).map(jittered);
    const ghosts = instrument.notes
      .filter(() => random() < GHOST_SHARE)
      .map((note) => {
        const startSec = Math.max(0, note.startSec + GHOST_SEC * (2 * random() - 1));
        const away = Math.round(GHOST_SEMITONES * (2 * random() - 1));
        const pitch = instrument.isDrum
          ? note.pitch
          : Math.max(0, Math.min(127, note.pitch + away));
        const endSec = startSec + note.endSec - note.startSec;
        return { pitch, startSec, endSec, velocity: note.velocity * (0.5 + 0.5 * random()) };
      });
    return { ...instrument, notes: [...kept, ...ghosts].sort(compareNotes) };
  });
  const ends = instruments.flatMap(({ notes }) => notes.map((note) => note.endSec));
  return { instruments, durationSec: Math.max(0, ...ends) };
}

/** Lehmer's generator (Park & Miller 1988): the same noise on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
