import { StemstaveError } from '../../errors.ts';
import { cleanName } from '../../transcription/part-name.ts';
import { findChunks } from './chunks.ts';
import { cleanTrack, eventsIn } from './clean-track.ts';
import { readOwnData } from './own-event.ts';
import { partPlaces, type PartPlace } from './read-parts.ts';
import { readMidi } from './read.ts';
import { textToBytes } from './text.ts';
import { readTrack } from './track-content.ts';

const TRACK_NAME = 0x03;
const INSTRUMENT_NAME = 0x04;
const CHANNEL_PREFIX = 0x20;

/** A stretch of a track and what takes its place. */
interface Patch {
  readonly from: number;
  readonly to: number;
  readonly bytes: readonly number[];
}

/**
 * Gives parts of a Standard MIDI File other names. Only the bytes of the names change: whatever else
 * the file says, of this program or any other, stays as it was. A part with a track of its own is
 * named by the track name; one that shares its track, by an instrument name behind a channel prefix.
 * @param names by the index of the instrument in `readMidi`
 * @throws {StemstaveError} `not-renamed` where the file cannot hold it
 */
export function renameParts(bytes: Uint8Array, names: ReadonlyMap<number, string>): Uint8Array {
  const { tracks: chunks } = findChunks(bytes);
  const tracks = chunks.map((chunk) => readTrack(cleanTrack(chunk)));
  const isOurs = tracks[0]?.sequencerSpecific.some((data) => readOwnData(data) !== undefined);
  const places = partPlaces(tracks, isOurs === true);
  let renamed = bytes;
  for (const [instrument, name] of names) {
    const place = places[instrument];
    if (place === undefined) throw notRenamed();
    const chunk = findChunks(renamed).tracks[place.track];
    if (chunk === undefined) throw notRenamed();
    renamed = spliced(renamed, chunk, patchFor(chunk, place, cleanName(name)));
  }
  checkMusic(bytes, renamed);
  return renamed;
}

function patchFor(chunk: Uint8Array, { channel, isAlone }: PartPlace, name: string): Patch {
  if (isAlone) {
    const event = named(TRACK_NAME, name);
    for (const { at, end, meta } of eventsIn(chunk)) {
      if (meta?.type === TRACK_NAME) return { from: at, to: end, bytes: event };
    }
    return { from: 0, to: 0, bytes: [0, ...event] };
  }
  const event = named(INSTRUMENT_NAME, name);
  let prefix: number | undefined;
  let firstSound = 0;
  for (const { deltaAt, at, end, meta } of eventsIn(chunk)) {
    if (meta === undefined) {
      prefix = undefined;
      if (firstSound === 0) firstSound = deltaAt;
    } else if (meta.type === CHANNEL_PREFIX) [prefix] = meta.data;
    else if (meta.type === INSTRUMENT_NAME && prefix === channel) {
      return { from: at, to: end, bytes: event };
    }
  }
  // Right before the first event of a channel, which ends what the prefix holds for.
  const pair = [0, 0xff, CHANNEL_PREFIX, 1, channel, 0, ...event];
  return { from: firstSound, to: firstSound, bytes: pair };
}

/** A meta event of text, without its delta time. */
function named(type: number, name: string): number[] {
  const text = Array.from(textToBytes(name), (byte) => byte.charCodeAt(0));
  // Names are cut at 120 characters, of 4 bytes at most: two bytes of length are enough.
  const length = text.length < 128 ? [text.length] : [0x80 | (text.length >> 7), text.length & 127];
  return [0xff, type, ...length, ...text];
}

function spliced(
  bytes: Uint8Array,
  chunk: Uint8Array,
  { from, to, bytes: put }: Patch,
): Uint8Array {
  const start = chunk.byteOffset - bytes.byteOffset;
  const whole = new Uint8Array(bytes.length + put.length - (to - from));
  whole.set(bytes.subarray(0, start + from));
  whole.set(put, start + from);
  whole.set(bytes.subarray(start + to), start + from + put.length);
  const view = new DataView(whole.buffer);
  view.setUint32(start - 4, view.getUint32(start - 4) + put.length - (to - from));
  return whole;
}

/** Damaged files, and files within others whose lengths are counted, may not survive it: then nothing is changed. */
function checkMusic(before: Uint8Array, after: Uint8Array): void {
  const music = (bytes: Uint8Array): string => {
    const { performance, frame, corrections, provenance } = readMidi(bytes);
    const instruments = performance.instruments.map(({ program, isDrum, notes }) => [
      program,
      isDrum,
      notes,
    ]);
    return JSON.stringify([instruments, performance.durationSec, frame, corrections, provenance]);
  };
  const isWrapped = before[0] !== 0x4d || before[1] !== 0x54;
  if (isWrapped || music(before) !== music(after)) throw notRenamed();
}

function notRenamed(): StemstaveError {
  return new StemstaveError(
    'not-renamed',
    'The parts of this file cannot be renamed without changing its music. Transcribe or save it anew as a plain MIDI file.',
  );
}
