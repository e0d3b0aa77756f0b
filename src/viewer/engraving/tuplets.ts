import type { Tuplet } from '../../score/model.ts';
import { MUSIC_FONT, textWidth } from './fonts.ts';
import type { BuiltElement, BuiltVoice } from './note-builder.ts';
import { reachWithSigns } from './note-geometry.ts';
import { digits } from './signs.ts';
import type { SystemContext } from './system-context.ts';

/** From what it spans to the middle of its number. */
const CLEARANCE = 12;
const HOOK = 7;
const TUPLET_DIGIT_ZERO = 0xe880;
const TUPLET_COLON = '\uE88A';

/** Where a tuplet's number and bracket stand. */
interface Drawn {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws a voice's tuplets: on the side of the stems, clear of the staff's middle. */
export function drawTuplets(context: SystemContext, voice: BuiltVoice, bottomY: number): Drawn[] {
  return voice.placed.voice.tuplets.flatMap(
    (tuplet) => drawTuplet(context, voice, tuplet, bottomY) ?? [],
  );
}

function drawTuplet(
  context: SystemContext,
  voice: BuiltVoice,
  tuplet: Tuplet,
  bottomY: number,
): Drawn | undefined {
  const members = voice.elements
    .slice(tuplet.first, tuplet.last + 1)
    .flatMap((element) => element ?? []);
  const first = members[0];
  const last = members.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const above = isAbove(members, voice);
  const left = first.note.getTieLeftX() - 1;
  const right = last.note.getTieRightX() + 1;
  const label = labelOf(tuplet);
  const width = textWidth(label, 40, MUSIC_FONT);
  const middle = beamMiddle(members) ?? (left + right) / 2;
  const y = labelY(members, above, bottomY);
  context.glyph(label, middle - width / 2, y + 5);
  const drawn = { left, right, top: y - 8, bottom: y + 8 };
  if (!tuplet.bracket) return drawn;
  const hook = above ? HOOK : -HOOK;
  for (const [from, to, outer] of [
    [left, middle - width / 2 - 4, left],
    [middle + width / 2 + 4, right, right],
  ] as const) {
    if (to - from < 2) continue;
    context.line(from, y, to, y, 1.2);
    context.line(outer, y - 0.6 * Math.sign(hook), outer, y + hook, 1.2);
  }
  return drawn;
}

function labelOf({ actual, normal }: Tuplet): string {
  const number = digits(actual, TUPLET_DIGIT_ZERO);
  // Usual ratios need no second number: a reader knows a triplet.
  const isUsual = normal < actual && normal * 2 > actual;
  const isDuplet = actual === 2 || actual === 4;
  const isSeptuplet = actual === 7 && (normal === 4 || normal === 8);
  if (isUsual || isDuplet || isSeptuplet) return number;
  return number + TUPLET_COLON + digits(normal, TUPLET_DIGIT_ZERO);
}

/** Above the staff where most stems point up, or always for the upper of two voices. */
function isAbove(members: readonly BuiltElement[], voice: BuiltVoice): boolean {
  if (voice.placed.voice.stems !== 'auto') return voice.placed.voice.stems === 'up';
  const votes = members.map(({ placed }) => (placed.kind === 'rest' ? 0 : placed.stemUp ? 1 : -1));
  return votes.reduce<number>((sum, vote) => sum + vote, 0) >= 0;
}

function beamMiddle(members: readonly BuiltElement[]): number | undefined {
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (!members.every(({ note }) => note.hasBeam())) return undefined;
  return (first.note.getStemX() + last.note.getStemX()) / 2;
}

function labelY(members: readonly BuiltElement[], above: boolean, bottomY: number): number {
  const reaches = members.map((member) => reachWithSigns(member));
  return above
    ? Math.min(bottomY - 40 - 6, ...reaches.map(({ top }) => top)) - CLEARANCE
    : Math.max(bottomY + 6, ...reaches.map(({ bottom }) => bottom)) + CLEARANCE;
}
