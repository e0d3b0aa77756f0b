import { writeMidi, type MidiEvent } from 'midi-file';
import { excerpt, type Excerpt } from './excerpt.ts';
import { Random } from './random.ts';

const PPQ = 480;
const MAJOR = [0, 2, 4, 5, 7, 9, 11];
const PROGRESSIONS: readonly [readonly number[], ...(readonly number[])[]] = [
  [0, 3, 4, 0],
  [0, 5, 3, 4],
  [5, 3, 0, 4],
  [0, 4, 5, 3],
  [1, 4, 0, 5],
];
/** Steps of a bar of sixteenths: kick, snare, hat. */
const BEATS: readonly [readonly string[], ...(readonly string[])[]] = [
  ['x.......x.x.....', '....x.......x...', 'x.x.x.x.x.x.x.x.'],
  ['x..x..x...x.....', '....x.......x..x', 'xxxxxxxxxxxxxxxx'],
  ['x...x...x...x...', '....x.......x...', '..x...x...x...x.'],
  ['x.........x.....', '........x.......', 'x...x...x...x...'],
];

/** Drums, bass, chords and a melody in four channels, 10 ms loose: the easy end of what there is. */
export function generatedPiece(number: number, lengthSec: number): Excerpt {
  const random = new Random(`simple/${number}`);
  const bpm = random.between(70, 150);
  const root = random.integer(-5, 6);
  const chords = random.pick(PROGRESSIONS);
  const beat = random.pick(BEATS);
  const chordProgram = random.pick([0, 4, 16, 24, 27, 48, 89]);
  const leadProgram = random.pick([0, 11, 40, 56, 65, 73, 80, 81]);
  const bassProgram = random.pick([32, 33, 34, 38]);
  const notes: { tick: number; ticks: number; channel: number; pitch: number; velocity: number }[] =
    [];
  const looseTicks = (0.01 * bpm * PPQ) / 60;
  const add = (beatAt: number, beats: number, channel: number, pitch: number): void => {
    const tick = Math.max(0, beatAt * PPQ + random.between(-looseTicks, looseTicks));
    const ticks = Math.max(30, beats * PPQ);
    notes.push({ tick, ticks, channel, pitch, velocity: random.integer(70, 110) });
  };
  const scale = (degree: number, base: number): number =>
    base + root + (MAJOR[((degree % 7) + 7) % 7] ?? 0) + 12 * Math.floor(degree / 7);
  const bars = Math.ceil((lengthSec * bpm) / 240) + 1;
  let melody = random.integer(0, 6);
  for (let bar = 0; bar < bars; bar++) {
    const chord = chords[bar % chords.length] ?? 0;
    for (let half = 0; half < 4; half++) {
      if (half % 2 === 0 || random.chance(0.6)) {
        add(
          bar * 4 + half,
          random.between(0.6, 0.95),
          1,
          scale(chord + random.pick([0, 0, 4]), 36),
        );
      }
    }
    for (const at of random.pick([[0], [0, 2], [0, 1, 2, 3]])) {
      for (const third of [0, 2, 4])
        add(bar * 4 + at, random.between(0.7, 0.95), 2, scale(chord + third, 55));
    }
    for (let at = 0; at < 4; at += random.pick([0.5, 1, 1, 1.5])) {
      melody = Math.max(-1, Math.min(10, melody + random.integer(-2, 2)));
      add(bar * 4 + at, random.between(0.4, 0.9), 3, scale(melody, 72));
    }
    [36, 38, 42].forEach((key, row) => {
      for (const { index } of (beat[row] ?? '').matchAll(/x/g)) {
        add(bar * 4 + index / 4, 0.1, 9, key);
      }
    });
  }
  const events = notes.flatMap(({ tick, ticks, channel, pitch, velocity }) => [
    {
      tick,
      event: { deltaTime: 0, type: 'noteOn', channel, noteNumber: pitch, velocity } as const,
    },
    {
      tick: tick + ticks,
      event: { deltaTime: 0, type: 'noteOff', channel, noteNumber: pitch, velocity: 0 } as const,
    },
  ]);
  events.sort((a, b) => a.tick - b.tick);
  let now = 0;
  const track: MidiEvent[] = [
    { deltaTime: 0, type: 'setTempo', meta: true, microsecondsPerBeat: Math.round(6e7 / bpm) },
    ...[bassProgram, chordProgram, leadProgram].map((programNumber, i) => ({
      deltaTime: 0,
      type: 'programChange' as const,
      channel: i + 1,
      programNumber,
    })),
    ...events.map(({ tick, event }) => {
      const deltaTime = Math.round(tick) - now;
      now += deltaTime;
      return { ...event, deltaTime };
    }),
    { deltaTime: 0, type: 'endOfTrack', meta: true },
  ];
  const header = { format: 0, numTracks: 1, ticksPerBeat: PPQ } as const;
  return excerpt(Uint8Array.from(writeMidi({ header, tracks: [track] })), 0, lengthSec);
}
