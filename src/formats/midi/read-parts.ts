import { StemstaveError } from '../../errors.ts';
import { programName } from '../../transcription/general-midi.ts';
import { MAX_NOTES_PER_INSTRUMENT } from '../../transcription/limits.ts';
import { compareNotes, type Instrument, type NoteEvent } from '../../transcription/model.ts';
import { cleanName } from '../../transcription/part-name.ts';
import { uniqueNames } from '../../transcription/unique-names.ts';
import { lastAtOrBefore, type Clock } from './clock.ts';
import { MAX_MUSIC_END_SEC, MAX_MUSIC_SEC, MAX_PARTS, MAX_UNENDED_SEC } from './limits.ts';
import { pairNotes, type TickNote } from './pair-notes.ts';
import { BEND_CENTRE, BEND_RANGE_SEMITONES } from './write-notes.ts';
import { pedalSpans, withPedal, type PedalSpan } from './pedal.ts';
import { textFromBytes } from './text.ts';
import type { ProgramChange, TrackContent } from './track-content.ts';

const DRUM_CHANNEL = 9;
const PITCHES = 128;

interface PitchedNote extends TickNote {
  readonly pitch: number;
}

interface TickPart {
  readonly track: TrackContent;
  readonly channel: number;
  readonly notes: readonly PitchedNote[];
}

/** The parts of a file: one for each channel of each track that has notes on it. */
export interface Parts {
  readonly instruments: readonly Instrument[];
  /** Onset of the first note and end of the last, in ticks; 0 when there are none. */
  readonly firstTick: number;
  readonly lastTick: number;
}

/**
 * @param keepSilent parts that have a program but no notes count as well
 * @throws {StemstaveError} when there are more parts, notes or hours than can be written down
 */
export function readParts(
  tracks: readonly TrackContent[],
  clock: Clock,
  keepSilent: boolean,
): Parts {
  const pedals = pedalsOf(tracks);
  const parts = tracks.flatMap((track) => partsOf(track, pedals, keepSilent));
  checkSize(parts, clock);
  const programs = byChannel(tracks, (track) => track.programs);
  const names = uniqueNames(parts.map((part) => nameOf(part, parts, programs)));
  let firstTick = Infinity;
  let lastTick = 0;
  for (const { notes } of parts) {
    for (const { startTick, endTick } of notes) {
      firstTick = Math.min(firstTick, startTick);
      lastTick = Math.max(lastTick, endTick);
    }
  }
  return {
    instruments: parts.map((part, i) => {
      const { program, isDrumBank } = programOf(part, programs);
      return {
        name: names[i] ?? '',
        program,
        isDrum: part.channel === DRUM_CHANNEL || isDrumBank,
        notes: part.notes.map((note) => inSeconds(note, clock)).sort(compareNotes),
        ...bendsOf(part, clock),
      };
    }),
    firstTick: lastTick === 0 ? 0 : firstTick,
    lastTick,
  };
}

/** Where a part is: index of its track, its channel, and whether it has the track to itself. */
export interface PartPlace {
  readonly track: number;
  readonly channel: number;
  readonly isAlone: boolean;
}

/** The places of the parts that `readParts` finds, in the same order. */
export function partPlaces(
  tracks: readonly TrackContent[],
  keepSilent: boolean,
): readonly PartPlace[] {
  const pedals = pedalsOf(tracks);
  return tracks.flatMap((content, track) => {
    const parts = partsOf(content, pedals, keepSilent);
    return parts.map(({ channel }) => ({ track, channel, isAlone: parts.length === 1 }));
  });
}

function partsOf(
  track: TrackContent,
  pedals: ReadonlyMap<number, readonly PedalSpan[]>,
  keepSilent: boolean,
): readonly TickPart[] {
  const notesByChannel = new Map<number, PitchedNote[]>();
  if (keepSilent) for (const { channel } of track.programs) notesByChannel.set(channel, []);
  for (const [place, keys] of track.keysByPitch) {
    const channel = Math.floor(place / PITCHES);
    const pitch = place % PITCHES;
    const pedal = channel === DRUM_CHANNEL ? undefined : pedals.get(channelKey(track, channel));
    const paired = pairNotes(keys, track.endTick);
    const notes = pedal === undefined ? paired : withPedal(paired, pedal);
    if (notes.length === 0) continue;
    const list = notesByChannel.get(channel) ?? [];
    notesByChannel.set(channel, list);
    for (const note of notes) list.push({ ...note, pitch });
  }
  return [...notesByChannel]
    .sort(([a], [b]) => a - b)
    .map(([channel, notes]) => ({ track, channel, notes }));
}

/** Channels of different ports are different channels. */
function channelKey(track: TrackContent, channel: number): number {
  return track.port * 16 + channel;
}

/** One pedal for each channel, whichever tracks its moves are written in. */
function pedalsOf(tracks: readonly TrackContent[]): ReadonlyMap<number, readonly PedalSpan[]> {
  const endTick = tracks.reduce((end, track) => Math.max(end, track.endTick), 0);
  const moves = byChannel(tracks, (track) => track.pedals);
  return new Map([...moves].map(([key, list]) => [key, pedalSpans(list, endTick)]));
}

/** Events of all tracks by the channel they are meant for, in time. */
function byChannel<E extends { readonly tick: number; readonly channel: number }>(
  tracks: readonly TrackContent[],
  eventsOf: (track: TrackContent) => readonly E[],
): ReadonlyMap<number, readonly E[]> {
  const lists = new Map<number, E[]>();
  for (const track of tracks) {
    for (const event of eventsOf(track)) {
      const key = channelKey(track, event.channel);
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [event]);
      else list.push(event);
    }
  }
  for (const list of lists.values()) list.sort((a, b) => a.tick - b.tick);
  return lists;
}

/** The program in force at the part's first note: its own track's word, else any track's on that channel. */
function programOf(
  { track, channel, notes }: TickPart,
  programs: ReadonlyMap<number, readonly ProgramChange[]>,
): Pick<ProgramChange, 'program' | 'isDrumBank'> {
  const first = notes.reduce((tick, note) => Math.min(tick, note.startTick), Infinity);
  const own = track.programs.filter((change) => change.channel === channel);
  const before = (list: readonly ProgramChange[]): ProgramChange | undefined => {
    const change = list[lastAtOrBefore(list, ({ tick }) => tick, first)];
    return change !== undefined && change.tick <= first ? change : undefined;
  };
  return (
    before(own) ??
    before(programs.get(channelKey(track, channel)) ?? []) ??
    own[0] ?? { program: 0, isDrumBank: false }
  );
}

function nameOf(
  part: TickPart,
  parts: readonly TickPart[],
  programs: ReadonlyMap<number, readonly ProgramChange[]>,
): string {
  const { track, channel } = part;
  // The name of a track with several channels names none of them.
  const isAlone = !parts.some((other) => other.track === track && other !== part);
  const given =
    (isAlone ? cleanName(textFromBytes(track.trackName ?? '')) : '') ||
    cleanName(textFromBytes(track.channelNames.get(channel) ?? '')) ||
    (isAlone ? cleanName(textFromBytes(track.instrumentName ?? '')) : '');
  const { program, isDrumBank } = programOf(part, programs);
  return given || (channel === DRUM_CHANNEL || isDrumBank ? 'Drums' : programName(program));
}

/** None where the part never bends, or nothing certain is known of how far. */
function bendsOf({ track, channel }: TickPart, clock: Clock): Pick<Instrument, 'bends'> {
  const moves = track.wheel.filter((move) => move.channel === channel);
  const isBent = moves.some(({ value }) => value !== 0);
  if (!isBent || track.parameterChannels.includes(channel)) return {};
  const bends = moves.map(({ tick, value }) => ({
    atSec: Math.min(clock.secAtTick(tick), MAX_MUSIC_END_SEC),
    semitones: (value / BEND_CENTRE) * BEND_RANGE_SEMITONES,
  }));
  return { bends };
}

function inSeconds(note: PitchedNote, clock: Clock): NoteEvent {
  const startSec = clock.secAtTick(note.startTick);
  const endSec = Math.min(clock.secAtTick(note.endTick), MAX_MUSIC_END_SEC);
  return {
    pitch: note.pitch,
    startSec,
    endSec: note.isUnended ? Math.min(endSec, startSec + MAX_UNENDED_SEC) : endSec,
    velocity: note.velocity / 127,
  };
}

function checkSize(parts: readonly TickPart[], clock: Clock): void {
  if (parts.length > MAX_PARTS) {
    throw new StemstaveError(
      'too-many-instruments',
      `This MIDI file has ${parts.length} parts; more than ${MAX_PARTS} cannot be written down.`,
    );
  }
  for (const { notes } of parts) {
    if (notes.length > MAX_NOTES_PER_INSTRUMENT) {
      throw new StemstaveError(
        'too-many-notes',
        `One part of this MIDI file has ${notes.length} notes; more than ${MAX_NOTES_PER_INSTRUMENT} cannot be written down.`,
      );
    }
    if (notes.some((note) => clock.secAtTick(note.startTick) > MAX_MUSIC_SEC)) {
      throw new StemstaveError(
        'midi-too-long',
        `This MIDI file has notes later than ${MAX_MUSIC_SEC / 3600} hours from its start; it is damaged or too long to be written down.`,
      );
    }
  }
}
