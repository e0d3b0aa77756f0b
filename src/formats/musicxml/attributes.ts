import type { Bar, Clef, Part } from '../../score/model.ts';
import { el, type Xml } from './xml.ts';

/** The `attributes` of a bar: everything for the first, what changes for the others, else nothing. */
export function attributesOf(
  part: Part,
  bars: readonly Bar[],
  barIndex: number,
  perQuarter: number,
): Xml | undefined {
  const bar = bars[barIndex];
  if (bar === undefined) return undefined;
  const before = bars[barIndex - 1];
  const isFirst = before === undefined;
  const children = [
    isFirst ? el('divisions', {}, perQuarter) : undefined,
    // A drum kit has no key.
    part.isPercussion || isSameKey(bar, before) ? undefined : keyElement(bar),
    isSameTime(bar, before) ? undefined : timeElement(bar),
    isFirst && part.staves.length > 1 ? el('staves', {}, part.staves.length) : undefined,
    ...part.staves.map((staff, i) => {
      const clef = staff.bars[barIndex]?.clef;
      if (clef === undefined || isSameClef(clef, staff.bars[barIndex - 1]?.clef)) return undefined;
      return clefElement(clef, part.staves.length > 1 ? i + 1 : undefined);
    }),
    isFirst && part.octaveTransposition !== 0 ? transposeElement(part) : undefined,
  ].filter((child) => child !== undefined);
  return children.length === 0 ? undefined : el('attributes', {}, children);
}

function keyElement({ key }: Bar): Xml {
  return el('key', {}, el('fifths', {}, key.fifths), el('mode', {}, key.mode));
}

function timeElement({ time }: Bar): Xml {
  return el('time', {}, el('beats', {}, time.beats), el('beat-type', {}, time.beatType));
}

function clefElement({ sign, line, octaveChange }: Clef, number: number | undefined): Xml {
  return el(
    'clef',
    { number },
    el('sign', {}, sign),
    sign === 'percussion' ? undefined : el('line', {}, line),
    octaveChange === 0 ? undefined : el('clef-octave-change', {}, octaveChange),
  );
}

function transposeElement(part: Part): Xml {
  return el(
    'transpose',
    {},
    el('diatonic', {}, 0),
    el('chromatic', {}, 0),
    el('octave-change', {}, part.octaveTransposition),
  );
}

function isSameKey(a: Bar, b: Bar | undefined): boolean {
  return a.key.fifths === b?.key.fifths && a.key.mode === b.key.mode;
}

function isSameTime(a: Bar, b: Bar | undefined): boolean {
  return a.time.beats === b?.time.beats && a.time.beatType === b.time.beatType;
}

function isSameClef(a: Clef, b: Clef | undefined): boolean {
  return a.sign === b?.sign && a.line === b.line && a.octaveChange === b.octaveChange;
}
