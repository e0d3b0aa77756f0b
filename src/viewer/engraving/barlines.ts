import { partGroups, type PartGroup } from '../../score/layout/part-groups.ts';
import type { ScoreHeader } from '../../protocol/header.ts';
import { headOf } from './line-signs.ts';
import { reach, THIN, type Staves } from './staves.ts';
import type { SystemContext } from './system-context.ts';
import type { BarColumn } from './system-input.ts';

const THICK = 5;
const DOUBLE_GAP = 4;

type Barline = 'plain' | 'double' | 'final';

/** Units that a barline is wider than a plain one. */
export const BARLINE_ROOM: Readonly<Record<Barline, number>> = { plain: 0, double: 4, final: 9 };

/** A new key signature stands behind a double barline; the piece ends with a final one. */
export function barlineBetween(bar: BarColumn, next: BarColumn | undefined): Barline {
  if (next === undefined) return 'final';
  return headOf(bar, next).hasKey ? 'double' : 'plain';
}

/** A barline that ends at `x`, through each part or group. */
export function drawBarline(
  context: SystemContext,
  staves: Staves,
  x: number,
  barline: Barline,
): void {
  for (const span of barlineSpans(staves.header)) {
    const [top, bottom] = reach(staves, span);
    for (const [right, width] of strokesOf(barline)) {
      const middle = x - right - width / 2;
      context.line(middle, top - 0.6, middle, bottom + 0.6, width);
    }
  }
}

/** How far left of the barline's place each stroke ends, and its width. */
function strokesOf(barline: Barline): readonly (readonly [right: number, width: number])[] {
  switch (barline) {
    case 'plain':
      return [[0, THIN]];
    case 'double':
      return [
        [0, THIN],
        [THIN + DOUBLE_GAP, THIN],
      ];
    case 'final':
      return [
        [0, THICK],
        [THICK + DOUBLE_GAP, THIN],
      ];
  }
}

/** Parts whose barlines are drawn in one stroke: a group, or a part alone. */
function barlineSpans({ parts }: ScoreHeader): PartGroup[] {
  const groups = partGroups(parts);
  const alone = [...parts.keys()].filter(
    (index) => !groups.some(({ first, last }) => index >= first && index <= last),
  );
  return [...groups, ...alone.map((index) => ({ first: index, last: index }))];
}
