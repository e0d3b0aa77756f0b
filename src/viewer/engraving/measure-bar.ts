import {
  Dot,
  GraceNoteGroup,
  ModifierContext,
  Stem,
  TickContext,
  type Stave,
  type StaveNote,
} from 'vexflow/core';
import type { PlacedVoice } from '../layout/place-voice.ts';
import { needTwoColumns } from '../layout/voice-collision.ts';
import { buildVoice, type BuiltElement, type BuiltVoice } from './note-builder.ts';
import { tabReach } from './tab-staff.ts';

/** All that starts at one moment on one staff, and how far it reaches to both sides. */
export interface Cluster {
  readonly offsetDivs: number;
  readonly context: TickContext;
  readonly left: number;
  readonly right: number;
  /** Whether a tie comes to one of its notes. */
  readonly isTiedFrom: boolean;
  /** Whether a tie leaves one of its notes. */
  readonly isTiedTo: boolean;
}

/** One staff's bar, built and measured, still without a place along the line. */
export interface MeasuredStaffBar {
  readonly voices: readonly BuiltVoice[];
  /** In order of time; whole-bar rests are not among them. */
  readonly clusters: readonly Cluster[];
  /** Rests that stand in the middle of the bar. */
  readonly centred: readonly { readonly context: TickContext; readonly note: StaveNote }[];
}

/** A staff's share of a multi-bar rest. */
export const SILENT: MeasuredStaffBar = { voices: [], clusters: [], centred: [] };

const FLAG_WIDTH = 9;

/** Builds one staff's bar. @throws what the music library throws where it cannot draw something */
export function measureStaffBar(placed: readonly PlacedVoice[], stave: Stave): MeasuredStaffBar {
  const voices = placed.map((voice) => buildVoice(voice, stave));
  const byOffset = new Map<number, BuiltElement[]>();
  const centred: { context: TickContext; note: StaveNote }[] = [];
  for (const element of voices.flatMap((voice) => voice.elements)) {
    if (element === undefined) continue;
    if (element.placed.kind === 'rest' && element.placed.rest.isWholeBar) {
      centred.push({ context: contextOf([element]), note: element.note });
      continue;
    }
    const group = byOffset.get(element.offsetDivs);
    if (group === undefined) byOffset.set(element.offsetDivs, [element]);
    else group.push(element);
  }
  const clusters = [...byOffset]
    .sort(([a], [b]) => a - b)
    .map(([offsetDivs, elements]): Cluster => {
      const context = contextOf(elements);
      const { totalLeftPx, notePx, totalRightPx, modRightPx } = context.getMetrics();
      placeGraceNotes(elements, modRightPx);
      const right = notePx + totalRightPx + moveAside(elements);
      moveDots(elements);
      const notes = elements.flatMap(({ placed }) =>
        placed.kind === 'chord' ? placed.chord.notes : [],
      );
      const beside = fretReach(elements) - notePx / 2;
      return {
        offsetDivs,
        context,
        left: Math.max(totalLeftPx, beside),
        right: Math.max(right, notePx + beside),
        isTiedFrom: notes.some(({ tiedFromPrevious }) => tiedFromPrevious),
        isTiedTo: notes.some(({ tiedToNext }) => tiedToNext),
      };
    });
  return { voices, clusters, centred };
}

/** How far the numbers of tablature reach to both sides of the middle of a column. */
function fretReach(elements: readonly BuiltElement[]): number {
  const reaches = elements.map(({ placed }) =>
    placed.kind === 'chord' ? tabReach(placed.chord.notes, placed.chord.offsetDivs) : 0,
  );
  return Math.max(...reaches);
}

/** Lets what sounds together on one staff find its places around each other. */
function contextOf(elements: readonly BuiltElement[]): TickContext {
  const modifiers = new ModifierContext();
  const context = new TickContext();
  elements.forEach(({ note }, voice) => {
    note.addToModifierContext(modifiers);
    context.addTickable(note, voice);
  });
  const before = elements.map(({ note }) => ({ line: note.getKeyLine(0), beam: note.getBeam() }));
  context.preFormat();
  elements.forEach(({ note, placed }, i) => {
    // The library moves rests once more, and turns stems; both have their places already.
    if (placed.kind === 'rest') {
      note.setKeyLine(0, before[i]?.line ?? 0);
      return;
    }
    const direction = placed.stemUp ? Stem.UP : Stem.DOWN;
    if (!note.hasStem() || note.getStemDirection() === direction) return;
    note.setStemDirection(direction);
    // Turning a stem takes its beam away.
    const beam = before[i]?.beam;
    if (beam !== undefined) note.setBeam(beam);
  });
  return context;
}

/** The library moves grace notes as far to the left as dots reach to the right. */
function placeGraceNotes(elements: readonly BuiltElement[], dotsPx: number): void {
  for (const { note } of elements) {
    for (const group of note.getModifiers()) {
      if (!(group instanceof GraceNoteGroup)) continue;
      group.setSpacingFromNextModifier(group.getSpacingFromNextModifier() + dotsPx);
    }
  }
}

/**
 * Moves the lower of two voices aside where the library, which looks at the lowest note of each chord
 * only, has left heads on each other.
 * @returns how far, in units
 */
function moveAside(elements: readonly BuiltElement[]): number {
  const [one, other] = elements;
  if (one?.placed.kind !== 'chord' || other?.placed.kind !== 'chord') return 0;
  if (elements.length > 2 || one.placed.stemUp === other.placed.stemUp) return 0;
  const [upper, lower] = one.placed.stemUp ? [one, other] : [other, one];
  if (upper.placed.kind !== 'chord' || lower.placed.kind !== 'chord') return 0;
  if (!needTwoColumns(upper.placed, lower.placed)) return 0;
  // Beside whole notes the library moves the upper one.
  const already = lower.note.getXShift() + upper.note.getXShift();
  upper.note.setXShift(0);
  // Heads that cross to above the upper voice stand clear of its flag, too.
  const isOver = Math.max(...lower.placed.positions) > Math.max(...upper.placed.positions);
  const flag = isOver && upper.note.hasFlag() ? FLAG_WIDTH : 0;
  const aside = Math.max(upper.note.getVoiceShiftWidth() + 1, already) + flag;
  lower.note.setXShift(aside);
  return aside - already;
}

/** Dots stand right of the heads of both voices: one may be wider, or have been moved aside. */
function moveDots(elements: readonly BuiltElement[]): void {
  const chords = elements.filter(({ placed }) => placed.kind === 'chord').map(({ note }) => note);
  const edgeOf = (note: StaveNote): number => note.getXShift() + note.getGlyphWidth();
  const farthest = Math.max(...chords.map(edgeOf));
  for (const note of chords) {
    for (const dot of Dot.getDots(note)) {
      dot.setXShift(dot.getXShift() + farthest - edgeOf(note));
    }
  }
}
