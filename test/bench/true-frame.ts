import { readFileSync } from 'node:fs';
import type { MetricalFrame, TempoPoint } from '../../src/score/frame.ts';
import { barDivs, isSameTime } from '../../src/score/time.ts';
import type { TimeSignature } from '../../src/score/time.ts';

interface Meta {
  readonly time_signature: string;
  /** Seconds. */
  readonly beats: readonly number[];
  readonly downbeats: readonly number[];
}

/**
 * The frame of an excerpt as its reference score has it: beats, barlines and metre given, the key
 * left open. What is marked in it is the notation alone, whatever the beat tracker does.
 */
export function trueFrame(metaPath: string): MetricalFrame {
  const meta = JSON.parse(readFileSync(metaPath, 'utf8')) as Meta;
  const { beats } = meta;
  const time = timeOf(meta.time_signature);
  const downbeats = meta.downbeats.map((sec) => nearest(beats, sec));
  const beatDivs = barDivs(time) / beatsPerBar(downbeats);
  const first = downbeats[0] ?? 0;
  // The first barline is at the start of a bar that holds the silence and the upbeat.
  const firstDownbeatDiv = Math.ceil((first + 1) / (barDivs(time) / beatDivs)) * barDivs(time);
  const divOf = (beat: number): number => firstDownbeatDiv + (beat - first) * beatDivs;
  const tempoMap: TempoPoint[] = [
    { div: 0, sec: 0 },
    ...beats.map((sec, beat) => ({ div: divOf(beat), sec })),
  ];
  const timeSignatures = [{ div: 0, time }];
  downbeats.forEach((beat, index) => {
    const next = downbeats[index + 1];
    if (next === undefined) return;
    const here = timeOfBeats(next - beat, beatDivs, time);
    if (isSameTime(here, timeSignatures.at(-1)?.time)) return;
    timeSignatures.push({ div: divOf(beat), time: here });
  });
  return { tempoMap, timeSignatures, keys: [], firstBarDiv: divOf(0) };
}

function timeOf(text: string): TimeSignature {
  const [beats = 4, type = 4] = text.split('/').map(Number);
  return { beats, beatType: type as TimeSignature['beatType'] };
}

/** A bar of so many beats, counted in the unit of the usual metre. */
function timeOfBeats(count: number, beatDivs: number, usual: TimeSignature): TimeSignature {
  const beats = (count * beatDivs * usual.beats) / barDivs(usual);
  return Number.isInteger(beats) && beats > 0 ? { ...usual, beats } : usual;
}

/** The commonest number of beats between two downbeats. */
function beatsPerBar(downbeats: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const [index, beat] of downbeats.slice(1).entries()) {
    const length = beat - (downbeats[index] ?? 0);
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 4;
}

function nearest(beats: readonly number[], sec: number): number {
  let best = 0;
  beats.forEach((beat, index) => {
    if (Math.abs(beat - sec) < Math.abs((beats[best] ?? Infinity) - sec)) best = index;
  });
  return best;
}
