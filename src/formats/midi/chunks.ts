import { StemstaveError } from '../../errors.ts';
import { MAX_FILE_BYTES } from './limits.ts';

/** How a file counts time: ticks per quarter note, or (SMPTE) ticks per second whatever the tempo. */
export type Division =
  | { readonly kind: 'metrical'; readonly ticksPerQuarter: number }
  | { readonly kind: 'smpte'; readonly ticksPerSec: number };

export interface Chunks {
  readonly format: number;
  readonly division: Division;
  /** Event bytes of each track, in order, without chunk headers; the last may be cut off. */
  readonly tracks: readonly Uint8Array[];
}

/** Wrappers (RIFF, MacBinary) put the file proper within this many bytes. */
const MAX_HEADER_OFFSET = 65_536;

/**
 * Finds the tracks of a Standard MIDI File. Skips what other programs put around and between them,
 * believes neither the track count nor a length beyond the end of the file.
 * @throws {StemstaveError} when there is no track to be found
 */
export function findChunks(bytes: Uint8Array): Chunks {
  if (bytes.length === 0) throw new StemstaveError('midi-empty', 'This MIDI file is empty.');
  if (bytes.length > MAX_FILE_BYTES) {
    throw new StemstaveError(
      'midi-too-large',
      `This MIDI file is ${Math.round(bytes.length / 1024 / 1024)} MB large; more than ${MAX_FILE_BYTES / 1024 / 1024} MB cannot be opened.`,
    );
  }
  const header = indexOfId(bytes, 'MThd', 0, MAX_HEADER_OFFSET);
  if (header === -1) {
    throw new StemstaveError(
      'midi-unreadable',
      'This is not a MIDI file, or it is damaged beyond reading: it has no MIDI header.',
    );
  }
  if (header + 14 > bytes.length) throw brokenOff();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tracks = findTracks(bytes, view, header + 8 + Math.max(6, view.getUint32(header + 4)));
  if (tracks.length === 0) throw brokenOff();
  return {
    format: view.getUint16(header + 8),
    division: readDivision(view.getUint16(header + 12)),
    tracks,
  };
}

function findTracks(bytes: Uint8Array, view: DataView, start: number): readonly Uint8Array[] {
  const tracks: Uint8Array[] = [];
  let at = start;
  while (at + 8 <= bytes.length) {
    const end = at + 8 + view.getUint32(at + 4);
    if (hasId(bytes, 'MTrk', at)) {
      tracks.push(bytes.subarray(at + 8, Math.min(end, bytes.length)));
      at = end;
    } else {
      // Either another program's chunk or a wrong length before: the next track is wherever its name is.
      const next = indexOfId(bytes, 'MTrk', at + 1, bytes.length);
      if (next === -1) break;
      at = next;
    }
  }
  return tracks;
}

function readDivision(word: number): Division {
  if (word < 0x8000 && word > 0) return { kind: 'metrical', ticksPerQuarter: word };
  const framesPerSec = 256 - (word >> 8);
  const ticksPerFrame = word & 0xff;
  if (word === 0 || ticksPerFrame === 0) {
    throw new StemstaveError(
      'midi-unreadable',
      'This MIDI file is damaged: its header does not say how long a tick is.',
    );
  }
  // “29” means the 30-frame drop format of colour television, which runs at 29.97.
  const exact = framesPerSec === 29 ? 30_000 / 1001 : framesPerSec;
  return { kind: 'smpte', ticksPerSec: exact * ticksPerFrame };
}

function brokenOff(): StemstaveError {
  return new StemstaveError(
    'midi-truncated',
    'This MIDI file breaks off before its first note. Get the file again from where it came from.',
  );
}

function indexOfId(bytes: Uint8Array, id: string, from: number, to: number): number {
  const first = id.charCodeAt(0);
  const last = Math.min(to, bytes.length - id.length);
  for (let at = bytes.indexOf(first, from); at !== -1 && at <= last;) {
    if (hasId(bytes, id, at)) return at;
    at = bytes.indexOf(first, at + 1);
  }
  return -1;
}

function hasId(bytes: Uint8Array, id: string, at: number): boolean {
  for (let i = 0; i < id.length; i++) if (bytes[at + i] !== id.charCodeAt(i)) return false;
  return true;
}
