import type { MidiEvent } from 'midi-file';
import type { NoteEvent } from '../../transcription/model.ts';
import type { Clock } from './clock.ts';

/** An event and when it happens; `order` decides among those at one tick. */
export interface TimedEvent {
  readonly tick: number;
  readonly order: number;
  readonly event: MidiEvent;
}

const ORDER_END = 0;
const ORDER_START = 1;

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
