import type { StaveNote } from 'vexflow/core';

/**
 * Puts heads of one chord beside each other that the library leaves on each other: of different
 * widths, and those that find both sides of the stem taken by a unison and a second.
 */
export function partHeads(note: StaveNote, stemUp: boolean): void {
  const { noteHeads } = note;
  const widest = Math.max(...noteHeads.map((head) => head.getWidth()));
  const columns = columnsOf(
    noteHeads.map((head) => head.getLine()),
    stemUp,
  );
  const isCrowded = columns.some((column) => column > 1);
  noteHeads.forEach((head, index) => {
    // The library moves a head by its own width, to the other side of the stem.
    const already = head.isDisplaced() ? head.getWidth() : 0;
    const column = isCrowded ? (columns[index] ?? 0) : head.isDisplaced() ? 1 : 0;
    const wanted = column * (stemUp ? widest : head.getWidth());
    if (wanted !== already) head.setXShift((stemUp ? 1 : -1) * (wanted - already));
  });
  if (!isCrowded) return;
  const reach = Math.max(...columns) * widest;
  if (stemUp) note.setRightDisplacedHeadPx(reach);
  else note.setLeftDisplacedHeadPx(reach);
}

/** The first column, counted from the usual side of the stem, where a head has room. */
function columnsOf(lines: readonly number[], stemUp: boolean): number[] {
  const columns: number[] = lines.map(() => 0);
  const taken: number[][] = [];
  const inOrder = [...lines.keys()].sort((a, b) => (lines[a] ?? 0) - (lines[b] ?? 0));
  // From the end of the stem that has the heads.
  for (const index of stemUp ? inOrder : inOrder.reverse()) {
    const line = lines[index] ?? 0;
    const isFree = (column: readonly number[]): boolean =>
      column.every((other) => Math.abs(other - line) > 0.75);
    const found = taken.findIndex(isFree);
    const column = found < 0 ? taken.length : found;
    (taken[column] ??= []).push(line);
    columns[index] = column;
  }
  return columns;
}
