import { lastAtOrBefore } from './clock.ts';
import type { TickNote } from './pair-notes.ts';

/** A span in which the sustain pedal is down, in ticks. */
export interface PedalSpan {
  readonly downTick: number;
  readonly upTick: number;
}

/**
 * @param moves sorted by tick
 * @param endTick where a pedal that is never lifted comes up
 */
export function pedalSpans(
  moves: readonly { readonly tick: number; readonly isDown: boolean }[],
  endTick: number,
): readonly PedalSpan[] {
  const spans: PedalSpan[] = [];
  let downTick: number | undefined;
  for (const { tick, isDown } of moves) {
    if (isDown) downTick ??= tick;
    else if (downTick !== undefined) {
      spans.push({ downTick, upTick: tick });
      downTick = undefined;
    }
  }
  if (downTick !== undefined) spans.push({ downTick, upTick: endTick });
  return spans;
}

/**
 * Notes of one pitch as long as they ring: what ends while the pedal is down rings until it comes up
 * or the same key is struck again.
 * @param notes of one pitch, in order of their onsets
 */
export function withPedal(
  notes: readonly TickNote[],
  spans: readonly PedalSpan[],
): readonly TickNote[] {
  return notes.map((note, i) => {
    const span = spans[lastAtOrBefore(spans, ({ downTick }) => downTick, note.endTick)];
    if (span === undefined || span.downTick > note.endTick || span.upTick <= note.endTick) {
      return note;
    }
    const next = notes[i + 1]?.startTick ?? Infinity;
    return { ...note, endTick: Math.max(note.endTick, Math.min(span.upTick, next)) };
  });
}
