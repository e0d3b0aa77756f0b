import type { BuiltElement, BuiltVoice } from './note-builder.ts';
import type { Span } from './skyline.ts';
import type { SystemContext } from './system-context.ts';
import { drawCurve, usualHeight, type TieCurve } from './tie-curve.ts';
import { roomForTie } from './tie-room.ts';

/** One staff's bars of a line, in order, with the x where a line's first and last ties end. */
export interface TieRun {
  readonly bars: readonly (readonly BuiltVoice[])[];
  readonly startDivs: readonly number[];
  /** Where the line ends in time. */
  readonly endDiv: number;
  readonly leftX: number;
  readonly rightX: number;
  /** Heads, accidentals and dots of the staff, and what else a tie keeps clear of. */
  readonly signs: readonly Span[];
}

interface TieEnd {
  readonly x: number;
  readonly y: number;
  readonly up: boolean;
}

interface Place {
  readonly element: BuiltElement;
  readonly stems: 'auto' | 'up' | 'down';
  /** In divs of the score. */
  readonly at: number;
}

/** From a notehead's side, or its dots, to a tie. */
const GAP = 1.5;
/** From the middle of a notehead to a tie over or under it. */
const CLEAR_OF_HEAD = 7;
/** From the middle of a notehead to a tie beside it. */
const BESIDE_HEAD = 2.5;
/** How far a tie reaches over the notehead it belongs to. */
const OVERLAP = 4;
const LINE_END_LENGTH = 22;

/**
 * Draws a staff's ties over barlines, and into and out of the line.
 * @returns where they are
 */
export function drawTies(context: SystemContext, run: TieRun): Span[] {
  const drawn: Span[] = [];
  const open = new Map<string, TieEnd>();
  for (const { element, stems, at } of inOrder(run)) {
    if (element.placed.kind === 'rest') continue;
    const { chord } = element.placed;
    chord.notes.forEach((note, index) => {
      const end = `${note.pitch}@${at}`;
      if (note.tiedFromPrevious) {
        const to = leftEnd(element, index, tieUp(element, index, stems));
        const from = open.get(end) ?? { ...to, x: Math.max(run.leftX, to.x - LINE_END_LENGTH) };
        // Only the first notes of a line are tied from a note that is not on it.
        if (open.delete(end) || at === run.startDivs[0]) {
          const mayFlip = stems === 'auto' && chord.notes.length > 1;
          drawn.push(drawTie(context, from, leftEnd(element, index, from.up), run, mayFlip));
        }
      }
      if (note.tiedToNext) {
        const up = tieUp(element, index, stems);
        open.set(`${note.pitch}@${at + element.durationDivs}`, rightEnd(element, index, up));
      }
    });
  }
  for (const [end, from] of open) {
    const leavesLine = Number(end.slice(end.indexOf('@') + 1)) >= run.endDiv;
    // A tie whose other end is missing on the line is left hanging, not drawn through other music.
    const x = leavesLine ? run.rightX - 5 : from.x + LINE_END_LENGTH;
    drawn.push(drawTie(context, from, { ...from, x }, run));
  }
  return drawn;
}

function inOrder(run: TieRun): Place[] {
  const all = run.bars.flatMap((voices, bar) =>
    voices.flatMap(({ placed, elements }) =>
      elements.flatMap((element): Place[] => {
        if (element === undefined) return [];
        const at = (run.startDivs[bar] ?? 0) + element.offsetDivs;
        return [{ element, stems: placed.voice.stems, at }];
      }),
    ),
  );
  return all.sort((a, b) => a.at - b.at);
}

/** Where a tie from this note begins: over the head if nothing is in the way, else beside it. */
function rightEnd({ note, placed }: BuiltElement, index: number, up: boolean): TieEnd {
  const sign = up ? -1 : 1;
  const y = note.getYs()[index] ?? 0;
  const meetsStem = placed.kind === 'chord' && placed.stemUp && up && note.hasStem();
  if (isOutermost(placed, index, up) && !meetsStem) {
    return { x: note.getNoteHeadEndX() - OVERLAP, y: y + sign * CLEAR_OF_HEAD, up };
  }
  return { x: note.getTieRightX() + GAP, y: y + sign * BESIDE_HEAD, up };
}

/** Where a tie to this note ends. */
function leftEnd({ note, placed }: BuiltElement, index: number, up: boolean): TieEnd {
  const sign = up ? -1 : 1;
  const y = note.getYs()[index] ?? 0;
  const meetsStem = placed.kind === 'chord' && !placed.stemUp && !up && note.hasStem();
  if (isOutermost(placed, index, up) && !meetsStem) {
    return { x: note.getNoteHeadBeginX() + OVERLAP, y: y + sign * CLEAR_OF_HEAD, up };
  }
  return { x: note.getTieLeftX() - GAP, y: y + sign * BESIDE_HEAD, up };
}

function isOutermost(placed: BuiltElement['placed'], index: number, up: boolean): boolean {
  if (placed.kind === 'rest') return false;
  return index === (up ? placed.chord.notes.length - 1 : 0);
}

/**
 * Of two voices, all of each to its own side, away from the other's notes; else away from the stem
 * for a single note, and the halves of a chord away from each other.
 */
function tieUp({ placed }: BuiltElement, index: number, stems: Place['stems']): boolean {
  if (placed.kind === 'rest') return true;
  if (stems !== 'auto') return stems === 'up';
  const { length } = placed.chord.notes;
  return index * 2 + 1 === length ? !placed.stemUp : index * 2 + 1 > length;
}

/** Draws a tie between two ends, both at the height of the farther one, however the heads are displaced. */
function drawTie(
  context: SystemContext,
  from: TieEnd,
  to: TieEnd,
  { signs }: TieRun,
  mayFlip = false,
): Span {
  const length = Math.max(to.x - from.x, 8);
  const usual: TieCurve = {
    left: from.x,
    right: from.x + length,
    y: from.up ? Math.min(from.y, to.y) : Math.max(from.y, to.y),
    up: from.up,
    height: usualHeight(length),
  };
  return drawCurve(context, roomForTie(usual, signs, mayFlip));
}
