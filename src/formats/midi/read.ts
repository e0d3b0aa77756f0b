import { StemstaveError } from '../../errors.ts';
import { cleanName } from '../../transcription/part-name.ts';
import { findChunks } from './chunks.ts';
import { cleanTrack } from './clean-track.ts';
import { constantClock, tempoClock } from './clock.ts';
import type { MidiDocument } from './document.ts';
import { MAX_EVENTS, MAX_MUSIC_END_SEC } from './limits.ts';
import { readOwnData } from './own-event.ts';
import { withConfidences } from './confidences.ts';
import { readFrame, type BeatEvents } from './read-frame.ts';
import { readParts } from './read-parts.ts';
import { textFromBytes } from './text.ts';
import { readTrack, type TrackContent } from './track-content.ts';

/**
 * Reads any Standard MIDI File: ours, and those from the wild. One part for each channel of each
 * track; the sustain pedal lengthens notes; what is cut off or malformed is left out.
 * @throws {StemstaveError} with a sentence when there is nothing to be read, or too much
 */
export function readMidi(bytes: Uint8Array): MidiDocument {
  const { format, division, tracks: chunks } = findChunks(bytes);
  const inOrder = readTracks(chunks);
  const tracks = format === 2 ? oneAfterTheOther(inOrder) : inOrder;
  const beats = beatEvents(tracks);
  const clock =
    division.kind === 'smpte'
      ? constantClock(division.ticksPerSec)
      : tempoClock(division.ticksPerQuarter, beats.tempos);
  const own = tracks[0]?.sequencerSpecific.map(readOwnData).find((data) => data !== undefined);
  const { instruments, firstTick, lastTick } = readParts(tracks, clock, own !== undefined);
  const isOurs = own !== undefined;
  const frame =
    division.kind === 'smpte' || (isOurs && own.firstBarDiv === undefined)
      ? undefined
      : readFrame(beats, division.ticksPerQuarter, { firstTick, lastTick, isOurs });
  // Other programs leave their tracks open-ended; ours end where the recording does.
  const endTick = isOurs ? Math.max(lastTick, tracks[0]?.endTick ?? 0) : lastTick;
  return {
    title: titleOf(tracks, format),
    performance: {
      instruments: withConfidences(instruments, own?.confidences),
      durationSec: Math.min(clock.secAtTick(endTick), MAX_MUSIC_END_SEC),
      ...(own?.tuningHz === undefined ? {} : { tuningHz: own.tuningHz }),
    },
    frame: frame && { ...frame, firstBarDiv: own?.firstBarDiv ?? frame.firstBarDiv },
    corrections: own?.corrections ?? [],
    provenance: own?.provenance,
  };
}

function readTracks(chunks: readonly Uint8Array[]): readonly TrackContent[] {
  let events = 0;
  return chunks.map((chunk) => {
    const track = cleanTrack(chunk);
    events += track.eventCount;
    if (events > MAX_EVENTS) {
      throw new StemstaveError(
        'midi-too-large',
        `This MIDI file holds more than ${MAX_EVENTS} events; that is more than can be opened.`,
      );
    }
    return readTrack(track);
  });
}

/** In format 2 each track is a pattern of its own. They are laid end to end, as they would be played. */
function oneAfterTheOther(tracks: readonly TrackContent[]): readonly TrackContent[] {
  let start = 0;
  return tracks.map((track) => {
    const by = start;
    start += track.endTick;
    const moved = <E extends { readonly tick: number }>(events: readonly E[]): readonly E[] =>
      events.map((event) => ({ ...event, tick: event.tick + by }));
    return {
      ...track,
      tempos: moved(track.tempos),
      times: moved(track.times),
      keys: moved(track.keys),
      programs: moved(track.programs),
      pedals: moved(track.pedals),
      keysByPitch: new Map([...track.keysByPitch].map(([place, keys]) => [place, moved(keys)])),
      endTick: start,
    };
  });
}

/** Tempo, metre and key hold for all tracks, whichever they are written in. */
function beatEvents(tracks: readonly TrackContent[]): BeatEvents {
  const inTime = <E extends { readonly tick: number }>(events: readonly E[]): readonly E[] =>
    events.toSorted((a, b) => a.tick - b.tick);
  return {
    // A tempo of 0 would stop time; of several at one tick, the last one holds.
    tempos: inTime(tracks.flatMap((track) => track.tempos))
      .filter((tempo) => tempo.microsPerQuarter > 0)
      .filter((tempo, i, all) => tempo.tick !== all[i + 1]?.tick),
    times: inTime(tracks.flatMap((track) => track.times)),
    keys: inTime(tracks.flatMap((track) => track.keys)),
  };
}

/** The name of the first track names the piece, unless it already names a part. */
function titleOf(tracks: readonly TrackContent[], format: number): string {
  const [first] = tracks;
  if (first?.trackName === undefined) return '';
  const channels = new Set([...first.keysByPitch.keys()].map((place) => place >> 7));
  const namesPiece = channels.size === 0 || (format === 0 && channels.size > 1);
  return namesPiece ? cleanName(textFromBytes(first.trackName)) : '';
}
