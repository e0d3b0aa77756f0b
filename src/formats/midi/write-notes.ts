import type { MidiEvent } from 'midi-file';
import type { NoteEvent, PitchBend } from '../../transcription/model.ts';
import type { Clock } from './clock.ts';

/** An event and when it happens; `order` decides among those at one tick. */
export interface TimedEvent {
  readonly tick: number;
  readonly order: number;
  readonly event: MidiEvent;
}

const ORDER_END = 0;
/** A note begins bent, and ends before the wheel goes back. */
const ORDER_BEND = 0.5;
const ORDER_START = 1;
/** How far the wheel bends where nobody has said otherwise. */
export const BEND_RANGE_SEMITONES = 2;
/** Steps of the wheel to each side. */
export const BEND_CENTRE = 8192;

interface Written {
  readonly startTick: number;
  endTick: number;
  readonly pitch: number;
  readonly velocity: number;
}

/**
 * The note events of one part. A channel knows only which keys are down, so notes of one pitch must
 * not overlap: the earlier ends where the later begins. Only notes that begin together stay as they
 * are, the shortest first, as readers pair the first beginning with the first ending.
 */
export function noteEvents(
  notes: readonly NoteEvent[],
  channel: number,
  clock: Clock,
): readonly TimedEvent[] {
  const written = notes.map((note) => inTicks(note, clock));
  endAtNextOnset(written);
  return written.flatMap(({ startTick, endTick, pitch, velocity }) => [
    {
      tick: startTick,
      order: ORDER_START,
      event: { type: 'noteOn', deltaTime: 0, channel, noteNumber: pitch, velocity },
    },
    {
      tick: endTick,
      order: ORDER_END,
      event: { type: 'noteOff', deltaTime: 0, channel, noteNumber: pitch, velocity: 0 },
    },
  ]);
}

/**
 * The moves of the pitch wheel of one part, over the usual range of two semitones either way (RP-018). What comes to one
 * tick is the last word of it.
 */
export function bendEvents(
  bends: readonly PitchBend[],
  channel: number,
  clock: Clock,
): readonly TimedEvent[] {
  const byTick = new Map<number, number>();
  for (const { atSec, semitones } of bends) {
    const tick = Math.max(0, Math.round(clock.tickAtSec(atSec)));
    const value = Math.round((semitones / BEND_RANGE_SEMITONES) * BEND_CENTRE);
    byTick.set(tick, Math.max(-BEND_CENTRE, Math.min(BEND_CENTRE - 1, value)));
  }
  return [...byTick].map(([tick, value]) => ({
    tick,
    order: ORDER_BEND,
    event: { type: 'pitchBend', deltaTime: 0, channel, value },
  }));
}

function inTicks(note: NoteEvent, clock: Clock): Written {
  const startTick = Math.max(0, Math.round(clock.tickAtSec(note.startSec)));
  return {
    startTick,
    endTick: Math.max(startTick + 1, Math.round(clock.tickAtSec(note.endSec))),
    pitch: note.pitch,
    velocity: Math.min(127, Math.max(1, Math.round(note.velocity * 127))),
  };
}

function endAtNextOnset(notes: Written[]): void {
  notes.sort((a, b) => a.startTick - b.startTick || a.pitch - b.pitch || a.endTick - b.endTick);
  const nextOnset = new Map<number, { tick: number; after: number }>();
  for (const note of notes.toReversed()) {
    const next = nextOnset.get(note.pitch);
    const after =
      next === undefined ? Infinity : next.tick > note.startTick ? next.tick : next.after;
    note.endTick = Math.min(note.endTick, after);
    nextOnset.set(note.pitch, { tick: note.startTick, after });
  }
}
