import { parseMidi, type MidiEvent } from 'midi-file';
import type { CleanTrack } from './clean-track.ts';

/** A note beginning (`velocity` 1–127) or ending (0). */
export interface Key {
  readonly tick: number;
  readonly velocity: number;
}

export interface ProgramChange {
  readonly tick: number;
  readonly channel: number;
  readonly program: number;
  /** The bank chosen before is one of drum kits (XG: 127, General MIDI 2: 120). */
  readonly isDrumBank: boolean;
}

export interface PedalMove {
  readonly tick: number;
  readonly channel: number;
  readonly isDown: boolean;
}

export interface WheelMove {
  readonly tick: number;
  readonly channel: number;
  /** −8192 to 8191. */
  readonly value: number;
}

/** What a track says, sorted by kind; ticks from the start of the track. */
export interface TrackContent {
  readonly trackName: string | undefined;
  readonly instrumentName: string | undefined;
  /** Names of single channels: an instrument name after a channel prefix means that channel only. */
  readonly channelNames: ReadonlyMap<number, string>;
  readonly port: number;
  readonly tempos: readonly { readonly tick: number; readonly microsPerQuarter: number }[];
  readonly times: readonly {
    readonly tick: number;
    readonly numerator: number;
    readonly denominator: number;
  }[];
  readonly keys: readonly {
    readonly tick: number;
    readonly fifths: number;
    readonly mode: number;
  }[];
  readonly programs: readonly ProgramChange[];
  readonly pedals: readonly PedalMove[];
  readonly wheel: readonly WheelMove[];
  /** Channels of which something else than the usual range of the wheel may be set. */
  readonly parameterChannels: readonly number[];
  /** Beginnings and endings of each pitch on each channel, in order, by `channel * 128 + pitch`. */
  readonly keysByPitch: ReadonlyMap<number, readonly Key[]>;
  readonly sequencerSpecific: readonly Uint8Array[];
  readonly endTick: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

const CC_BANK = 0;
const CC_SUSTAIN = 64;
/** Registered parameters, of which one is the range of the wheel. */
const CC_PARAMETER = 101;
const DRUM_BANKS: readonly number[] = [120, 127];

/** Decodes one clean track through `midi-file`. Names are byte strings still: see `text.ts`. */
export function readTrack(track: CleanTrack): TrackContent {
  const keysByPitch = new Map<number, Key[]>();
  const channelNames = new Map<number, string>();
  const content: Mutable<TrackContent> = {
    trackName: undefined,
    instrumentName: undefined,
    channelNames,
    port: 0,
    tempos: [],
    times: [],
    keys: [],
    programs: [],
    pedals: [],
    wheel: [],
    parameterChannels: [],
    keysByPitch,
    sequencerSpecific: [],
    endTick: 0,
  };
  const banks = new Map<number, number>();
  let tick = 0;
  let prefix: number | undefined;
  for (const event of parse(track)) {
    tick += event.deltaTime;
    // A prefix holds for the meta events up to the next event of a channel (SMF 1.0).
    if ('channel' in event) prefix = event.type === 'channelPrefix' ? event.channel : undefined;
    switch (event.type) {
      case 'noteOn':
      case 'noteOff': {
        const velocity = event.type === 'noteOn' ? event.velocity : 0;
        const place = event.channel * 128 + event.noteNumber;
        const keys = keysByPitch.get(place);
        if (keys === undefined) keysByPitch.set(place, [{ tick, velocity }]);
        else keys.push({ tick, velocity });
        break;
      }
      case 'controller':
        if (event.controllerType === CC_BANK) banks.set(event.channel, event.value);
        else if (event.controllerType === CC_SUSTAIN) {
          content.pedals.push({ tick, channel: event.channel, isDown: event.value >= 64 });
        } else if (event.controllerType === CC_PARAMETER) {
          content.parameterChannels.push(event.channel);
        }
        break;
      case 'programChange':
        content.programs.push({
          tick,
          channel: event.channel,
          program: event.programNumber,
          isDrumBank: DRUM_BANKS.includes(banks.get(event.channel) ?? 0),
        });
        break;
      case 'pitchBend':
        content.wheel.push({ tick, channel: event.channel, value: event.value });
        break;
      case 'trackName':
        content.trackName ??= event.text;
        break;
      case 'instrumentName':
        if (prefix !== undefined) channelNames.set(prefix, event.text);
        else content.instrumentName ??= event.text;
        break;
      case 'portPrefix':
        content.port = event.port;
        break;
      case 'setTempo':
        content.tempos.push({ tick, microsPerQuarter: event.microsecondsPerBeat });
        break;
      case 'timeSignature':
        content.times.push({ tick, numerator: event.numerator, denominator: event.denominator });
        break;
      case 'keySignature':
        content.keys.push({ tick, fifths: event.key, mode: event.scale });
        break;
      case 'sequencerSpecific':
        content.sequencerSpecific.push(Uint8Array.from(event.data));
        break;
      // Nothing in these is kept: not a note, its time or its name.
      case 'channelAftertouch':
      case 'channelPrefix':
      case 'copyrightNotice':
      case 'cuePoint':
      case 'endOfTrack':
      case 'endSysEx':
      case 'lyrics':
      case 'marker':
      case 'noteAftertouch':
      case 'sequenceNumber':
      case 'smpteOffset':
      case 'sysEx':
      case 'text':
      case 'unknownMeta':
        break;
    }
  }
  return { ...content, endTick: tick };
}

/** The event list of a track, by way of a file that holds nothing but this track. */
function parse({ bytes }: CleanTrack): readonly MidiEvent[] {
  const file = new Uint8Array(22 + bytes.length);
  file.set([0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, 0, 96, 0x4d, 0x54, 0x72, 0x6b]);
  new DataView(file.buffer).setUint32(18, bytes.length);
  file.set(bytes, 22);
  return parseMidi(file).tracks[0] ?? [];
}
