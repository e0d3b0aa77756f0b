import { divAtSec, secAtDiv } from '../../score/frame.ts';
import type { PlaybackOpened } from '../../protocol/performance-messages.ts';
import { countIn } from './beats.ts';
import type { CountIn, Loop } from './engine/messages.ts';
import type { Source } from './mix.ts';
import { barAtSec } from './places.ts';
import { endOf } from './sound-source.ts';

/**
 * Where play begins that is asked for at some second: into a loop, at its beginning; after the end,
 * at the beginning of the score.
 */
export function startOfPlay(
  sec: number,
  {
    opened,
    source,
    loop,
  }: {
    readonly opened: PlaybackOpened;
    readonly source: Source;
    readonly loop: Loop | undefined;
  },
): number {
  if (loop !== undefined && (sec < loop.fromSec || sec >= loop.toSec)) return loop.fromSec;
  const isAtEnd = sec >= endOf(opened) - 0.01;
  // What lies before the first bar is only worth hearing in the recording.
  const [first] = opened.timeline.bars;
  const beginSec =
    source === 'parts' && first !== undefined
      ? secAtDiv(opened.timeline.tempoMap, first.startDiv)
      : 0;
  return Math.max(beginSec, isAtEnd ? 0 : sec);
}

/** The bar that is counted before the music starts there; nothing where there is no bar. */
export function countInBefore(
  startSec: number,
  { timeline }: PlaybackOpened,
  speed: number,
): CountIn | undefined {
  const place = barAtSec(timeline, startSec);
  if (place === undefined) return undefined;
  return countIn(timeline, place.bar, divAtSec(timeline.tempoMap, startSec), speed);
}
