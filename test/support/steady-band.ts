import { compareNotes } from '../../src/transcription/model.ts';
import type { NoteEvent, Transcription } from '../../src/transcription/model.ts';

/** Seconds at which a beat is played. */
export type Clock = (beat: number) => number;

/** A band in four: kick, snare and hats, a bass that walks in eighths, chords on two and four. */
export function band(bars: number, secAt: Clock): Transcription {
  const strike = (pitch: number, beat: number, beats: number): NoteEvent => ({
    pitch,
    startSec: secAt(beat),
    endSec: secAt(beat + 0.9 * beats),
    velocity: 0.7,
  });
  const eighths = Array.from({ length: 8 * bars }, (_, eighth) => eighth);
  const roots = [36, 41, 43, 38];
  const drums = eighths.flatMap((eighth) => [
    strike(42, eighth / 2, 0.2),
    ...(eighth % 4 === 0 ? [strike(36, eighth / 2, 0.2)] : []),
    ...(eighth % 4 === 2 ? [strike(38, eighth / 2, 0.2)] : []),
  ]);
  const bass = eighths.map((eighth) => {
    const root = roots[Math.floor(eighth / 8) % 4] ?? 36;
    return strike(eighth % 4 === 3 ? root + 7 : root, eighth / 2, 0.5);
  });
  const chords = eighths
    .filter((eighth) => eighth % 4 === 2)
    .flatMap((eighth) => [60, 64, 67].map((pitch) => strike(pitch, eighth / 2, 0.5)));
  const part = (name: string, program: number, notes: NoteEvent[], isDrum = false) => ({
    name,
    program,
    isDrum,
    notes: notes.sort(compareNotes),
  });
  const instruments = [
    part('Drums', 0, drums, true),
    part('Bass', 33, bass),
    part('Keys', 4, chords),
  ];
  return { instruments, durationSec: secAt(4 * bars) };
}
