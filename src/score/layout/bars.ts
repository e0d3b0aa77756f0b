import type { MetricalFrame } from '../frame.ts';
import type { Bar } from '../model.ts';
import { barDivs } from '../time.ts';
import type { KeySignature, TimeSignature } from '../time.ts';

/** Guards against a frame of absurdly short bars over a long performance. */
const MAX_BARS = 20_000;

/**
 * The printed bars from `frame.firstBarDiv` up to the one in which `endDiv` lies; at least one. A
 * first bar cut off by `firstBarDiv`, or shorter than what follows it, is an anacrusis: number 0, in
 * the metre of the bar after it.
 */
export function layOutBars(
  frame: MetricalFrame,
  keys: MetricalFrame['keys'],
  endDiv: number,
): Bar[] {
  const bars: Bar[] = [];
  let start = 0;
  let number = 1;
  let timeIndex = 0;
  while (bars.length < MAX_BARS && (start < endDiv || bars.length === 0)) {
    while ((frame.timeSignatures[timeIndex + 1]?.div ?? Infinity) <= start) timeIndex += 1;
    const time = frame.timeSignatures[timeIndex]?.time ?? { beats: 4, beatType: 4 };
    const nextChange = frame.timeSignatures[timeIndex + 1];
    const end = Math.min(start + barDivs(time), nextChange?.div ?? Infinity);
    if (end > frame.firstBarDiv) {
      const printedStart = Math.max(start, end - onGrid(end - frame.firstBarDiv));
      const lengthDivs = end - printedStart;
      const following = nextChange?.div === end ? nextChange.time : time;
      const isAnacrusis = bars.length === 0 && lengthDivs < barDivs(following);
      if (isAnacrusis) number = 0;
      bars.push({
        number,
        startDiv: printedStart,
        lengthDivs,
        time: isAnacrusis ? following : fitting(time, lengthDivs),
        key: keyAt(keys, start),
      });
      number += 1;
    }
    start = end;
  }
  return bars;
}

/** An anacrusis is written in whole 32nds, rounded up so that nothing played in it falls out. */
function onGrid(lengthDivs: number): number {
  const step = barDivs({ beats: 1, beatType: 32 });
  return Math.ceil(lengthDivs / step) * step;
}

/** The metre of a bar cut short by a metre change is that of its real length where one can be written. */
function fitting(time: TimeSignature, lengthDivs: number): TimeSignature {
  const unit = barDivs({ beats: 1, beatType: time.beatType });
  if (lengthDivs === barDivs(time) || lengthDivs % unit !== 0) return time;
  return { beats: lengthDivs / unit, beatType: time.beatType };
}

function keyAt(keys: MetricalFrame['keys'], div: number): KeySignature {
  let key: KeySignature = { fifths: 0, mode: 'major' };
  for (const entry of keys) if (entry.div <= div) key = entry.key;
  return key;
}
