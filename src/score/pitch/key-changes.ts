import { divAtSec } from '../frame.ts';
import type { MetricalFrame } from '../frame.ts';
import { barDivs } from '../time.ts';
import type { KeyStretch } from './key.ts';

/** The keys of a frame: each stretch from the barline nearest to where it begins, the first from div 0. */
export function keysAtBarlines(
  frame: Omit<MetricalFrame, 'keys'>,
  stretches: readonly KeyStretch[],
): MetricalFrame['keys'] {
  const keys = new Map<number, KeyStretch['key']>();
  stretches.forEach(({ startSec, key }, index) => {
    const div = index === 0 ? 0 : nearestBarline(frame, divAtSec(frame.tempoMap, startSec));
    keys.set(div, key);
  });
  return [...keys].map(([div, key]) => ({ div, key }));
}

function nearestBarline({ timeSignatures }: Omit<MetricalFrame, 'keys'>, div: number): number {
  const index = timeSignatures.findLastIndex((each) => each.div <= div);
  const { div: start, time } = timeSignatures[index] ?? {
    div: 0,
    time: { beats: 4, beatType: 4 } as const,
  };
  const nearest = start + Math.round((div - start) / barDivs(time)) * barDivs(time);
  return Math.min(nearest, timeSignatures[index + 1]?.div ?? Infinity);
}
