import { writeMidi as encodeFile, type MidiEvent } from 'midi-file';
import type { TimedEvent } from './write-notes.ts';

/** A longer time between two events does not fit a file; it is bridged by events that say nothing. */
const MAX_DELTA = 0x0f_ff_ff_ff;
/** `midi-file` copies all it has written at almost every event: only short pieces keep that linear. */
const PIECE = 128;
/** Bytes of a file before its first event: header and track header. */
const PREAMBLE = 22;
const RAW = { running: false, useByte9ForNoteOff: false };

/** A Standard MIDI File of format 1. */
export function encode(
  ticksPerQuarter: number,
  tracks: readonly (readonly MidiEvent[])[],
): Uint8Array {
  const header = { format: 1 as const, numTracks: 0, ticksPerBeat: ticksPerQuarter };
  const chunks: Uint8Array[] = [];
  for (const track of tracks) {
    const pieces: Uint8Array[] = [];
    for (let i = 0; i < track.length; i += PIECE) {
      const piece = track.slice(i, i + PIECE);
      pieces.push(Uint8Array.from(encodeFile({ header, tracks: [piece] }, RAW)).subarray(PREAMBLE));
    }
    chunks.push(trackChunk(pieces));
  }
  const start = Uint8Array.from(encodeFile({ header, tracks: [] }, RAW));
  new DataView(start.buffer).setUint16(10, tracks.length);
  return concat([start, ...chunks]);
}

/** Events in time with the deltas between them, closed by the end of the track at `endTick` or later. */
export function inSequence(timed: readonly TimedEvent[], endTick: number): readonly MidiEvent[] {
  const sorted = timed.toSorted((a, b) => a.tick - b.tick || a.order - b.order);
  const events: MidiEvent[] = [];
  let at = 0;
  const push = (tick: number, event: MidiEvent): void => {
    for (; tick - at > MAX_DELTA; at += MAX_DELTA) {
      events.push({ type: 'text', meta: true, text: '', deltaTime: MAX_DELTA });
    }
    events.push({ ...event, deltaTime: tick - at });
    at = tick;
  };
  for (const { tick, event } of sorted) push(tick, event);
  push(Math.max(at, endTick), { type: 'endOfTrack', meta: true, deltaTime: 0 });
  return events;
}

function trackChunk(pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const head = Uint8Array.from([0x4d, 0x54, 0x72, 0x6b, 0, 0, 0, 0]);
  new DataView(head.buffer).setUint32(4, length);
  return concat([head, ...pieces]);
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
