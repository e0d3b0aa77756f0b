import type { ScoreHeader } from '../../protocol/header.ts';
import { extentsOf, type Extents } from '../layout/extents.ts';
import { placeStaffBar } from '../layout/place-voice.ts';
import { placeStaves, type StaffRow } from '../layout/staff-tops.ts';
import type { Staves } from './staves.ts';
import type { BarColumn, StaffPlace } from './system-input.ts';
import { TAB_EXTENTS, tabHeight, tabStaves } from './tab-staff.ts';

const SPACING = { withinPart: 62, betweenParts: 70, clearance: 14 };
const STAFF_HEIGHT = 40;
/** Half spaces. */
const OTTAVA_ROOM = 5;
const TOP_ROOM = 18;
const TOP_ROOM_WITH_TEMPO = 34;
const BOTTOM_ROOM = 10;

/** One staff under the other, tablature under the last staff of its part; and the height of all. */
export function stackStaves(
  header: ScoreHeader,
  places: readonly StaffPlace[],
  bars: readonly BarColumn[],
): { readonly staves: Staves; readonly height: number } {
  const rows: StaffRow[] = [];
  const rowOfStaff: number[] = [];
  const rowOfTab = new Map<number, number>();
  for (const [staff, { partIndex }] of places.entries()) {
    rowOfStaff.push(rows.length);
    rows.push({ extents: extentsOfStaff(bars, staff), partIndex, height: STAFF_HEIGHT });
    const part = header.parts[partIndex];
    const isLast = places[staff + 1]?.partIndex !== partIndex;
    if (part?.openStrings === undefined || !isLast) continue;
    rowOfTab.set(partIndex, rows.length);
    rows.push({ extents: TAB_EXTENTS, partIndex, height: tabHeight(part) });
  }
  const hasTempo = bars.some(({ tempoMarks }) => tempoMarks.length > 0);
  const topRoom = hasTempo ? TOP_ROOM_WITH_TEMPO : TOP_ROOM;
  const { bottoms, height } = placeStaves(rows, topRoom, SPACING);
  const bottomOf = (row: number): number => bottoms[row] ?? 0;
  const tabBottoms = new Map([...rowOfTab].map(([part, row]) => [part, bottomOf(row)]));
  const tabs = tabStaves(header, tabBottoms);
  const staves = { header, places, bottoms: rowOfStaff.map(bottomOf), tabs };
  return { staves, height: height + BOTTOM_ROOM };
}

/** The most that a staff's music reaches out, in any of the bars. */
function extentsOfStaff(bars: readonly BarColumn[], staff: number): Extents {
  let above = 3;
  let below = 1;
  for (const column of bars) {
    const staffBar = column.staffBars[staff];
    if (staffBar === undefined) continue;
    const ottavas = column.ottavas[staff] ?? [];
    const reach = extentsOf(placeStaffBar(staffBar, column.index, ottavas));
    const over = ottavas.some(({ octaves }) => octaves > 0) ? OTTAVA_ROOM : 0;
    const under = ottavas.some(({ octaves }) => octaves < 0) ? OTTAVA_ROOM : 0;
    above = Math.max(above, reach.above + over);
    below = Math.max(below, reach.below + under);
  }
  return { above, below };
}
