import { GraceNoteGroup, StaveNote } from 'vexflow/core';
import type { BuiltElement } from './note-builder.ts';
import type { Span } from './skyline.ts';
import type { SystemContext } from './system-context.ts';

/** From the middle of a notehead to a slur under it, and to one that ends at its side. */
const UNDER_GRACE = 5.5;
const UNDER_HEAD = 8;
const BESIDE_HEAD = 3;
/** From the middle of a notehead to the lower end of the accidental before it. */
const ACCIDENTAL_REACH = 13;
/** A curve comes to this share of the height of its controls. */
const PEAK = 0.75;

/** Where a chord's grace notes are, once it is drawn. */
export function graceSpans({ note }: BuiltElement): Span[] {
  return graceNotesOf(note).map((grace) => {
    const ys = grace.getYs();
    const left = grace.getNoteHeadBeginX();
    const top = Math.min(...ys, grace.getStemExtents().topY) - 3;
    return { left, right: left + 14, top, bottom: Math.max(...ys) + 4 };
  });
}

/**
 * Draws the slur from a chord's first grace note to the chord, under the heads, as grace notes have
 * their stems up (Gould 2011, "Grace notes").
 */
export function drawGraceSlur(context: SystemContext, { note, placed }: BuiltElement): void {
  const graces = graceNotesOf(note);
  const first = graces[0];
  if (first === undefined || placed.kind === 'rest') return;
  const from = { x: middleOf(first), y: lowest(first) + UNDER_GRACE };
  const ys = note.getYs();
  // Of a chord, to the note nearest to it.
  const y = ys.reduce((a, b) => (Math.abs(b - from.y) < Math.abs(a - from.y) ? b : a));
  const isLowest = y === Math.max(...ys);
  const left = note.getNoteHeadBeginX();
  const isFree = isLowest && placed.stemUp;
  const to = isFree ? { x: left + 3, y: y + UNDER_HEAD } : { x: left - 2, y: y + BESIDE_HEAD };
  const obstacles = graces.slice(1).map((grace) => ({ x: middleOf(grace), y: lowest(grace) + 5 }));
  if (placed.chord.notes.some(({ accidental }) => accidental !== undefined)) {
    obstacles.push({ x: left - 9, y: y + ACCIDENTAL_REACH });
  }
  const length = Math.max(to.x - from.x, 6);
  const depths = obstacles.map(
    (at) => at.y - from.y - ((to.y - from.y) * (at.x - from.x)) / length,
  );
  const height = Math.max(4 + length * 0.1, ...depths.map((depth) => depth / PEAK));
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  context.crescent(from, to, { inset: distance * 0.3, height });
}

function graceNotesOf(note: StaveNote): StaveNote[] {
  return note
    .getModifiers()
    .flatMap((each) => (each instanceof GraceNoteGroup ? each.getGraceNotes() : []))
    .filter((each) => each instanceof StaveNote);
}

function middleOf(note: StaveNote): number {
  return (note.getNoteHeadBeginX() + note.getNoteHeadEndX()) / 2;
}

function lowest(note: StaveNote): number {
  return Math.max(...note.getYs());
}
