import { scoreHeader } from '../../../src/protocol/header.ts';
import { sliceBars } from '../../../src/protocol/slice.ts';
import type { Score } from '../../../src/score/model.ts';
import { arrive } from '../../../src/viewer/arrival.ts';
import { BarStore } from '../../../src/viewer/bar-store.ts';
import { loadFonts } from '../../../src/viewer/engraving/fonts.ts';
import { drawSystem } from '../../../src/viewer/engraving/system.ts';
import { warmUp } from '../../../src/viewer/engraving/warm-up.ts';
import type { SystemMap } from '../../../src/viewer/layout/system-map.ts';

/** Runs in a page of the view: draws a score as one line there, and gives its map. */
export async function engrave(score: Score): Promise<SystemMap> {
  await loadPageFonts();
  const header = scoreHeader(score);
  const store = new BarStore(score.bars.length, 1, () => undefined);
  store.add(sliceBars(score, 0, score.bars.length));
  const bars = store.take(0, score.bars.length) ?? [];
  const steps = drawSystem(
    { header, bars, previous: undefined, next: undefined, width: 4000, isFirst: true },
    1,
  );
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  document.body.replaceChildren(step.value.svg);
  return step.value.map;
}

/** Has a drawing of 2 000 elements come onto the page. @returns how many steps it takes, whole or ended after the second */
export function come(isEnded: boolean): number {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (let i = 0; i < 2000; i++) {
    svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  }
  const place = document.createElement('div');
  document.body.replaceChildren(place);
  const steps = arrive(place, svg);
  let count = 1;
  while (steps.next().done !== true) {
    count += 1;
    if (isEnded && count === 3) steps.return();
  }
  return count;
}

/** Draws what the view draws while it waits for a score, to the end; in how many steps. */
export async function warm(): Promise<number> {
  await loadPageFonts();
  return [...warmUp()].length;
}

async function loadPageFonts(): Promise<void> {
  const {
    bravura = '',
    academico = '',
    academicoBold = '',
  } = document.getElementById('stemstave')?.dataset ?? {};
  await loadFonts({ bravura, academico, academicoBold });
}
