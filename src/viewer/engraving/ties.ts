import type { BuiltElement, BuiltVoice } from './note-builder.ts';
import type { SystemContext } from './system-context.ts';

/** One staff's bars of a line, in order, with the x where a line's first and last ties end. */
export interface TieRun {
  readonly bars: readonly (readonly BuiltVoice[])[];
  readonly startDivs: readonly number[];
  /** Where the line ends in time. */
  readonly endDiv: number;
  readonly leftX: number;
  readonly rightX: number;
}

interface TieEnd {
  readonly x: number;
  readonly y: number;
  readonly up: boolean;
}

const GAP = 1.5;
const LINE_END_LENGTH = 18;

/** Draws a staff's ties over barlines, and into and out of the line. */
export function drawTies(context: SystemContext, run: TieRun): void {
  const open = new Map<string, TieEnd>();
  for (const { element, at } of inOrder(run)) {
    if (element.placed.kind === 'rest') continue;
    const { chord } = element.placed;
    chord.notes.forEach((note, index) => {
      const end = `${note.pitch}@${at}`;
      if (note.tiedFromPrevious) {
        const y = headY(element, index);
        const from = open.get(end) ?? {
          x: Math.max(run.leftX, element.note.getTieLeftX() - LINE_END_LENGTH),
          y,
          up: tieUp(element, index),
        };
        // Only the first notes of a line are tied from a note that is not on it.
        if (open.delete(end) || at === run.startDivs[0]) {
          drawTie(context, from, element.note.getTieLeftX() - GAP, y);
        }
      }
      if (note.tiedToNext) {
        open.set(`${note.pitch}@${at + element.durationDivs}`, {
          x: element.note.getTieRightX() + GAP,
          y: headY(element, index),
          up: tieUp(element, index),
        });
      }
    });
  }
  for (const [end, from] of open) {
    const leavesLine = Number(end.slice(end.indexOf('@') + 1)) >= run.endDiv;
    // A tie whose other end is missing on the line is left hanging, not drawn through other music.
    drawTie(context, from, leavesLine ? run.rightX - 2 : from.x + LINE_END_LENGTH, from.y);
  }
}

function inOrder(run: TieRun): { element: BuiltElement; at: number }[] {
  const all = run.bars.flatMap((voices, bar) =>
    voices.flatMap((voice) =>
      voice.elements.flatMap((element) =>
        element === undefined
          ? []
          : [{ element, at: (run.startDivs[bar] ?? 0) + element.offsetDivs }],
      ),
    ),
  );
  return all.sort((a, b) => a.at - b.at);
}

function headY({ note }: BuiltElement, index: number): number {
  return note.getYs()[index] ?? 0;
}

/** Away from the stem for a single note; the halves of a chord away from each other. */
function tieUp({ placed }: BuiltElement, index: number): boolean {
  if (placed.kind === 'rest') return true;
  const { length } = placed.chord.notes;
  if (length === 1) return !placed.stemUp;
  if (index * 2 + 1 === length) return !placed.stemUp;
  return index * 2 + 1 > length;
}

/** A crescent between two noteheads; flatter the shorter it is. */
function drawTie(context: SystemContext, from: TieEnd, toX: number, toY: number): void {
  const length = Math.max(toX - from.x, 8);
  const sign = from.up ? -1 : 1;
  const [x1, x2] = [from.x, from.x + length];
  const [y1, y2] = [from.y + sign * 5, toY + sign * 5];
  const height = Math.min(11, 3 + length * 0.09);
  const inset = length * 0.25;
  const thickness = 2.8;
  const curve = (bulge: number): readonly [number, number, number, number] => [
    x1 + inset,
    y1 + sign * bulge,
    x2 - inset,
    y2 + sign * bulge,
  ];
  const [ax, ay, bx, by] = curve(height + thickness / 2);
  const [cx, cy, dx, dy] = curve(height - thickness / 2);
  context.beginPath();
  context.moveTo(x1, y1);
  context.bezierCurveTo(ax, ay, bx, by, x2, y2);
  context.bezierCurveTo(dx, dy, cx, cy, x1, y1);
  context.closePath();
  context.fill();
}
