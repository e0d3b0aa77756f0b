import { parseMidi, writeMidi, type MidiEvent } from 'midi-file';
import { familyOf } from './families.ts';
import { mergeUnisons, type TrueNote, type Truth } from './truth.ts';

/** A stretch of a MIDI file as a file of its own, and what is played in it. */
export interface Excerpt {
  readonly midi: Uint8Array;
  readonly truth: Truth;
}

/** What is changed about the music before it is played. */
export interface Variation {
  readonly transpose?: number;
  /** @returns the program to play instead; `undefined` leaves the channel out */
  readonly reprogram?: (program: number, channel: number) => number | undefined;
  readonly keepDrums?: boolean;
  readonly drumKit?: number;
}

const DRUM_CHANNEL = 9;
/** Ticks per second of what is written: finer than a millisecond. */
const TICKS_PER_SEC = 2000;
const PEDAL = 64;
const LOWEST = 21;
const HIGHEST = 108;

interface TimedEvent {
  readonly sec: number;
  readonly event: MidiEvent & { readonly channel: number };
}

/** Length in seconds up to the last event of a channel. */
export function midiLengthSec(bytes: Uint8Array): number {
  return timedEvents(bytes).at(-1)?.sec ?? 0;
}

/** @throws {Error} where the file cannot be read */
export function excerpt(
  bytes: Uint8Array,
  fromSec: number,
  lengthSec: number,
  variation: Variation = {},
): Excerpt {
  const written: TimedEvent[] = [];
  const programs = new Array<number>(16).fill(0);
  const programOf = (channel: number): number | undefined => {
    const program = programs[channel] ?? 0;
    return variation.reprogram === undefined ? program : variation.reprogram(program, channel);
  };
  const tracker = new NoteTracker(lengthSec);
  const toSec = fromSec + lengthSec;
  for (const { sec, event } of timedEvents(bytes)) {
    if (sec >= toSec) break;
    const at = Math.max(0, sec - fromSec);
    const { channel } = event;
    const isDrum = channel === DRUM_CHANNEL;
    if (event.type === 'programChange') {
      programs[channel] = event.programNumber;
      const program = isDrum ? (variation.drumKit ?? event.programNumber) : programOf(channel);
      if (program === undefined) continue;
      written.push({ sec: at, event: { ...event, programNumber: program } });
    } else if (event.type === 'noteOn' || event.type === 'noteOff') {
      const program = programOf(channel);
      if (isDrum ? variation.keepDrums === false : program === undefined) continue;
      const noteNumber = event.noteNumber + (isDrum ? 0 : (variation.transpose ?? 0));
      if (noteNumber < 0 || noteNumber > 127 || sec < fromSec) continue;
      const isOn = event.type === 'noteOn' && event.velocity > 0;
      if (isOn) tracker.on(at, channel, noteNumber, event.velocity, isDrum ? -1 : (program ?? 0));
      else tracker.off(at, channel, noteNumber);
      written.push({ sec: at, event: { ...event, noteNumber } });
    } else {
      if (event.type === 'controller') {
        tracker.control(at, channel, event.controllerType, event.value);
      }
      written.push({ sec: at, event });
    }
  }
  // A file may never say which sounds it wants: what is left out or replaced is so from the start.
  const head = Array.from({ length: 16 }, (_, channel): TimedEvent | undefined => {
    const program =
      channel === DRUM_CHANNEL ? (variation.drumKit ?? 0) : variation.reprogram?.(0, channel);
    return program === undefined
      ? undefined
      : {
          sec: 0,
          event: { deltaTime: 0, type: 'programChange', channel, programNumber: program },
        };
  }).filter((event) => event !== undefined);
  return { midi: toFile([...head, ...written], lengthSec), truth: tracker.finish() };
}

function toFile(events: readonly TimedEvent[], lengthSec: number): Uint8Array {
  let now = 0;
  const track = events.map(({ sec, event }): MidiEvent => {
    const tick = Math.round(sec * TICKS_PER_SEC);
    const deltaTime = tick - now;
    now = tick;
    return { ...event, deltaTime };
  });
  const rest = Math.max(0, Math.round(lengthSec * TICKS_PER_SEC) - now);
  for (let channel = 0; channel < 16; channel++) {
    const event = { type: 'controller', channel, controllerType: 123, value: 0 } as const;
    track.push({ ...event, deltaTime: channel === 0 ? rest : 0 });
  }
  track.push({ deltaTime: 0, type: 'endOfTrack', meta: true });
  // The default tempo: two quarter notes a second.
  const header = { format: 0, numTracks: 1, ticksPerBeat: TICKS_PER_SEC / 2 } as const;
  return Uint8Array.from(writeMidi({ header, tracks: [track] }));
}

/** All channel events of all tracks by time. */
function timedEvents(bytes: Uint8Array): TimedEvent[] {
  const { header, tracks } = parseMidi(bytes);
  const ticksPerBeat = header.ticksPerBeat ?? 480;
  const all = tracks.flatMap((track) => {
    let tick = 0;
    return track.map((event) => {
      tick += event.deltaTime;
      return { tick, event };
    });
  });
  all.sort((a, b) => a.tick - b.tick);
  let [sec, lastTick, beatSec] = [0, 0, 0.5];
  const timed: TimedEvent[] = [];
  for (const { tick, event } of all) {
    sec += ((tick - lastTick) / ticksPerBeat) * beatSec;
    lastTick = tick;
    if (event.type === 'setTempo') beatSec = event.microsecondsPerBeat / 1e6;
    else if ('channel' in event) timed.push({ sec, event });
  }
  return timed;
}

interface Sounding {
  readonly startSec: number;
  readonly velocity: number;
  readonly pitch: number;
  readonly channel: number;
  readonly program: number;
  isHeldByPedal: boolean;
}

/** Follows keys and pedals and keeps the notes that they make. */
class NoteTracker {
  private readonly sounding: Sounding[] = [];
  private readonly pedals = new Array<boolean>(16).fill(false);
  private readonly notes: TrueNote[] = [];
  private readonly hits: TrueNote[] = [];
  private readonly lengthSec: number;

  constructor(lengthSec: number) {
    this.lengthSec = lengthSec;
  }

  on(sec: number, channel: number, pitch: number, velocity: number, program: number): void {
    this.end(sec, (note) => note.channel === channel && note.pitch === pitch);
    this.sounding.push({ startSec: sec, velocity, pitch, channel, program, isHeldByPedal: false });
  }

  off(sec: number, channel: number, pitch: number): void {
    for (const note of this.sounding) {
      if (note.channel === channel && note.pitch === pitch) note.isHeldByPedal = true;
    }
    if (this.pedals[channel] !== true) this.control(sec, channel, PEDAL, 0);
  }

  control(sec: number, channel: number, controller: number, value: number): void {
    if (controller === PEDAL) {
      this.pedals[channel] = value >= 64;
      if (value < 64) this.end(sec, (note) => note.channel === channel && note.isHeldByPedal);
    } else if (controller === 120 || controller === 123) {
      this.end(sec, (note) => note.channel === channel);
    }
  }

  finish(): Truth {
    this.end(this.lengthSec, () => true);
    return {
      notes: mergeUnisons(this.notes),
      hits: this.hits.toSorted((a, b) => a.startSec - b.startSec),
    };
  }

  private end(sec: number, which: (note: Sounding) => boolean): void {
    for (let i = this.sounding.length - 1; i >= 0; i--) {
      const note = this.sounding[i];
      if (note === undefined || !which(note)) continue;
      this.sounding.splice(i, 1);
      this.add(note, sec);
    }
  }

  private add({ startSec, velocity, pitch, program }: Sounding, sec: number): void {
    const endSec = Math.max(sec, startSec + 0.01);
    if (program < 0) {
      this.hits.push({ pitch, startSec, endSec, velocity, families: [] });
      return;
    }
    const family = familyOf(program);
    if (family === undefined || pitch < LOWEST || pitch > HIGHEST) return;
    this.notes.push({ pitch, startSec, endSec, velocity, families: [family] });
  }
}
