import type { Cell } from '../rhythm/cells.ts';
import type { FittedVoice } from '../rhythm/fit-cells.ts';
import type { RhythmEvent } from '../rhythm/heard.ts';
import type { Bar } from '../model.ts';
import { writeVoice, type WrittenBar } from './write-voice.ts';

/**
 * Writes a voice of a drum kit: as `writeVoice`, but no strokes are tied, as nobody can hold one.
 * What would be tied is written as the first of its notes, and rests.
 * @param events those that start in the bar, in order
 */
export function writeStruckVoice(
  bar: Bar,
  cells: readonly Cell[],
  voice: FittedVoice,
  events: readonly RhythmEvent[],
): WrittenBar {
  const { elements } = writeVoice(bar, cells, voice, events);
  const ends = new Map<RhythmEvent, number>();
  for (const { event, offset, duration, tiedFromPrevious } of elements) {
    if (event !== undefined && !tiedFromPrevious) ends.set(event, bar.startDiv + offset + duration);
  }
  const untied = events.map((event) => ({ ...event, end: ends.get(event) ?? event.end }));
  return writeVoice(bar, cells, voice, untied);
}
