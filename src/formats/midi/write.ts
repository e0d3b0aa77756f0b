import type { MidiEvent } from 'midi-file';
import type { MetricalFrame } from '../../score/frame.ts';
import type { TimeSignature } from '../../score/time.ts';
import type { Instrument } from '../../transcription/model.ts';
import { cleanName } from '../../transcription/part-name.ts';
import { uniqueNames } from '../../transcription/unique-names.ts';
import { placesFor, type Place } from './channels.ts';
import { tempoClock, type Clock } from './clock.ts';
import type { MidiDocument } from './document.ts';
import { packConfidences } from './confidences.ts';
import { encode, inSequence } from './encode.ts';
import { writeOwnData } from './own-event.ts';
import { textToBytes } from './text.ts';
import { bendEvents, noteEvents, type TimedEvent } from './write-notes.ts';
import { tickAtDiv, writtenTempo, type WrittenTempo } from './write-tempo.ts';

/**
 * The bytes of a document: a Standard MIDI File of format 1, its first track for title, tempo, metre
 * and key, then one track and channel for each part. Every onset and end stands within 1 ms of where
 * it was played, except that a note ends where the next of its pitch begins.
 * `writeMidi(readMidi(bytes))` gives the same bytes again.
 */
export function writeMidi(document: MidiDocument): Uint8Array {
  const { performance, frame } = document;
  const changes = [...(frame?.timeSignatures ?? []), ...(frame?.keys ?? [])];
  const tempo = writtenTempo(
    frame?.tempoMap,
    changes.map((change) => change.div),
  );
  const clock = tempoClock(tempo.ticksPerQuarter, tempo.tempos);
  const places = placesFor(performance.instruments);
  const names = uniqueNames(
    performance.instruments.map(({ name }, i) => cleanName(name) || `Part ${i + 1}`),
  );
  const endTick = Math.round(clock.tickAtSec(performance.durationSec));
  return encode(tempo.ticksPerQuarter, [
    inSequence(conductorEvents(document, tempo, clock), endTick),
    ...performance.instruments.map((instrument, i) =>
      inSequence(partEvents(instrument, names[i] ?? '', clock, places[i]), 0),
    ),
  ]);
}

function conductorEvents(
  document: MidiDocument,
  tempo: WrittenTempo,
  clock: Clock,
): readonly TimedEvent[] {
  const title = cleanName(document.title);
  const confidences = packConfidences(document.performance.instruments, (sec) =>
    clock.tickAtSec(sec),
  );
  return [
    ...(title === '' ? [] : [first({ type: 'trackName', text: textToBytes(title) })]),
    first({ type: 'sequencerSpecific', data: writeOwnData(document, confidences) }),
    ...(document.frame === undefined ? [] : frameEvents(document.frame, tempo)),
  ];
}

function frameEvents(
  { timeSignatures, keys }: MetricalFrame,
  { tempos, ticksPerQuarter }: WrittenTempo,
): readonly TimedEvent[] {
  const at = (div: number): number => tickAtDiv(div, ticksPerQuarter);
  return [
    ...timeSignatures.map(({ div, time }) => ({
      tick: at(div),
      order: 1,
      event: meta({
        type: 'timeSignature',
        numerator: time.beats,
        denominator: time.beatType,
        metronome: clocksPerClick(time),
        thirtyseconds: 8,
      }),
    })),
    ...keys.map(({ div, key }) => ({
      tick: at(div),
      order: 2,
      event: meta({
        type: 'keySignature',
        key: key.fifths,
        scale: key.mode === 'minor' ? 1 : 0,
      }),
    })),
    ...tempos.map(({ tick, microsPerQuarter }) => ({
      tick,
      order: 3,
      event: meta({ type: 'setTempo', microsecondsPerBeat: microsPerQuarter }),
    })),
  ];
}

/** MIDI clocks (24 to the quarter) for one click of the metronome: dotted beats in compound metres. */
function clocksPerClick({ beats, beatType }: TimeSignature): number {
  const isCompound = beatType >= 8 && beats > 3 && beats % 3 === 0;
  return ((isCompound ? 3 : 1) * 96) / beatType;
}

function partEvents(
  { program, notes, bends = [] }: Instrument,
  name: string,
  clock: Clock,
  { channel, port }: Place = { channel: 0, port: 0 },
): readonly TimedEvent[] {
  return [
    ...(port === 0 ? [] : [first({ type: 'portPrefix', port })]),
    first({ type: 'trackName', text: textToBytes(name) }),
    {
      tick: 0,
      order: -1,
      event: { type: 'programChange', deltaTime: 0, channel, programNumber: program },
    },
    ...bendEvents(bends, channel, clock),
    ...noteEvents(notes, channel, clock),
  ];
}

type Meta = Extract<MidiEvent, { meta?: true }>;
type WithoutFrame<E> = E extends unknown ? Omit<E, 'deltaTime' | 'meta'> : never;

function meta(event: WithoutFrame<Meta>): MidiEvent {
  return { ...event, meta: true, deltaTime: 0 };
}

/** An event at the very start, before everything else. */
function first(event: WithoutFrame<Meta>): TimedEvent {
  return { tick: 0, order: -2, event: meta(event) };
}
