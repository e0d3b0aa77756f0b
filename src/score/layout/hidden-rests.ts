import type { Bar } from '../model.ts';
import { barShift } from '../rhythm/cells.ts';
import { metreOf } from './metre.ts';
import type { WrittenBar } from './write-voice.ts';

/** A voice that strikes no more often in a bar comes in passing. */
const IN_PASSING = 2;

/**
 * Which rests of the voices of a bar take time but are not printed, by index of element (Gould 2011, ch. 2):
 * the long ones of a second voice; of a voice that comes in passing all before it enters and after it leaves,
 * but for what shows where in a beat it enters when nothing else is struck with it; of a drummer's feet all that
 * only say where the next stroke is when it stands under one of the hands.
 */
export function hiddenRests(
  bar: Bar,
  voices: readonly WrittenBar[],
  isPercussion: boolean,
): ReadonlySet<number>[] {
  const hidden = voices.map(() => new Set<number>());
  const [upper, lower] = voices;
  if (upper === undefined || lower === undefined) return hidden;
  lower.elements.forEach(({ event, duration }, index) => {
    if (event === undefined && duration >= bar.lengthDivs / 4) hidden[1]?.add(index);
  });
  if (isPercussion) {
    for (const index of restsUnder(lower, upper)) hidden[1]?.add(index);
    return hidden;
  }
  const isUpper = strokesOf(upper) < strokesOf(lower);
  const [passing, other] = isUpper ? [upper, lower] : [lower, upper];
  if (strokesOf(passing) > IN_PASSING) return hidden;
  const { elements } = passing;
  const first = elements.findIndex(({ event }) => event !== undefined);
  const last = elements.findLastIndex(({ event }) => event !== undefined);
  const enters = elements[first]?.offset ?? 0;
  const isWithOther = strikesAt(other, enters);
  const { cellDivs } = metreOf(bar.time);
  const beat = isWithOther ? enters : enters - ((enters + barShift(bar)) % cellDivs);
  elements.forEach(({ event, offset, duration }, index) => {
    if (event !== undefined || isInTuplet(passing, index)) return;
    if (index > last || (index < first && offset + duration <= beat)) {
      hidden[isUpper ? 0 : 1]?.add(index);
    }
  });
  return hidden;
}

/** How often a voice strikes, or goes on sounding from the bar before. */
function strokesOf({ elements }: WrittenBar): number {
  const heard = elements.filter(({ event }) => event !== undefined);
  return heard.filter(({ tiedFromPrevious }, index) => index === 0 || !tiedFromPrevious).length;
}

/** The rests of a voice before strokes that another has at the same place, and after its last one. */
function restsUnder(voice: WrittenBar, other: WrittenBar): number[] {
  const rests: number[] = [];
  let isSeen = true;
  for (let index = voice.elements.length - 1; index >= 0; index -= 1) {
    const element = voice.elements[index];
    if (element?.event !== undefined) isSeen = strikesAt(other, element.offset);
    else if (isSeen && !isInTuplet(voice, index)) rests.push(index);
  }
  return rests;
}

function strikesAt({ elements }: WrittenBar, at: number): boolean {
  return elements.some(
    ({ event, offset, tiedFromPrevious }) =>
      event !== undefined && offset === at && !tiedFromPrevious,
  );
}

/** A tuplet shows all it is made of. */
function isInTuplet({ tuplets }: WrittenBar, index: number): boolean {
  return tuplets.some((each) => each.first <= index && index <= each.last);
}
