import type { Bar, Clef, Part, Transposition } from '../../score/model.ts';
import { isSameTime } from '../../score/time.ts';
import { transpositionOf } from '../../score/transposition/instruments.ts';
import { transpositionIn, writtenKey } from '../../score/transposition/written-key.ts';
import { tabClef, tabDetails } from './tab-staff.ts';
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
  const staffCount = part.staves.length + (part.openStrings === undefined ? 0 : 1);
  const children = [
    isFirst ? el('divisions', {}, perQuarter) : undefined,
    // A drum kit has no key.
    part.isPercussion || isSameKey(bar, before) ? undefined : keyElement(part, bar),
    isSameTime(bar.time, before?.time) ? undefined : timeElement(bar),
    isFirst && staffCount > 1 ? el('staves', {}, staffCount) : undefined,
    // Else a staff and its tablature would stand under a brace, as a piano's do.
    isFirst && part.openStrings !== undefined ? el('part-symbol', {}, 'bracket') : undefined,
    ...part.staves.map((staff, i) => {
      const clef = staff.bars[barIndex]?.clef;
      if (clef === undefined || isSameClef(clef, staff.bars[barIndex - 1]?.clef)) return undefined;
      return clefElement(clef, staffCount > 1 ? i + 1 : undefined);
    }),
    ...(isFirst && part.openStrings !== undefined
      ? [tabClef(staffCount), tabDetails(staffCount, part.openStrings)]
      : []),
    ...transposeElements(part, bar, before),
  ].filter((child) => child !== undefined);
  return children.length === 0 ? undefined : el('attributes', {}, children);
}

function keyElement({ transposition }: Part, bar: Bar): Xml {
  const key = writtenKey(bar.key, transposition);
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

/**
 * `transpose` where the notes are written away from where they sound; in a score at concert pitch,
 * `for-part` says how the player's part is to be written.
 */
function transposeElements(part: Part, bar: Bar, before: Bar | undefined): readonly Xml[] {
  const { transposition, octaveTransposition } = part;
  const isFirst = before === undefined;
  if (transposition !== undefined) {
    // An enharmonic key signature changes the interval with it.
    const interval = transpositionIn(bar.key, transposition);
    const isSame =
      !isFirst && interval.diatonic === transpositionIn(before.key, transposition).diatonic;
    return isSame ? [] : [el('transpose', {}, intervalElements(interval, octaveTransposition))];
  }
  if (!isFirst) return [];
  if (octaveTransposition !== 0) {
    return [
      el('transpose', {}, intervalElements({ diatonic: 0, chromatic: 0 }, octaveTransposition)),
    ];
  }
  const players = transpositionOf(part);
  if (players === undefined) return [];
  return [
    el(
      'for-part',
      {},
      el('part-clef', {}, el('sign', {}, 'G'), el('line', {}, 2)),
      el('part-transpose', {}, intervalElements(players, 0)),
    ),
  ];
}

/** Whole octaves are said apart from the rest, as programs expect. */
function intervalElements({ diatonic, chromatic }: Transposition, octaves: number): readonly Xml[] {
  const whole = Math.trunc(chromatic / 12);
  const octaveChange = whole + octaves;
  return [
    el('diatonic', {}, diatonic - 7 * whole),
    el('chromatic', {}, chromatic - 12 * whole),
    ...(octaveChange === 0 ? [] : [el('octave-change', {}, octaveChange)]),
  ];
}

function isSameKey(a: Bar, b: Bar | undefined): boolean {
  return a.key.fifths === b?.key.fifths && a.key.mode === b.key.mode;
}

function isSameClef(a: Clef, b: Clef | undefined): boolean {
  return a.sign === b?.sign && a.line === b.line && a.octaveChange === b.octaveChange;
}
