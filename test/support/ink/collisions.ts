import type { Ink, InkKind } from './shapes.ts';

/** Kinds that must not touch each other, and how deep (in units) their boxes may overlap all the same. */
const APART: readonly (readonly [InkKind, readonly InkKind[], number])[] = [
  [
    'rest',
    ['rest', 'head', 'accidental', 'dot', 'flag', 'stem', 'beam', 'articulation', 'tuplet'],
    -1,
  ],
  // A flat or a sharp fills little of its box's corners.
  ['accidental', ['head', 'dot', 'accidental', 'stem', 'flag', 'key', 'time', 'clef'], 2.5],
  ['dot', ['head', 'stem', 'flag', 'dot', 'accidental'], 0.8],
  ['articulation', ['head', 'stem', 'beam', 'flag', 'articulation', 'accidental', 'tuplet'], 0.8],
  ['tuplet', ['head', 'stem', 'beam', 'flag', 'accidental', 'tuplet', 'dot'], 1],
  [
    'words',
    ['words', 'head', 'stem', 'beam', 'flag', 'accidental', 'tuplet', 'articulation', 'rest'],
    1,
  ],
  ['words', ['ottava', 'tie', 'clef', 'roll'], 1],
  ['ottava', ['head', 'stem', 'beam', 'flag', 'accidental', 'tuplet', 'articulation', 'tie'], -3],
  ['roll', ['head', 'accidental', 'rest', 'dot', 'stem', 'beam'], 1],
  ['clef', ['head', 'rest', 'stem', 'flag', 'time', 'key', 'dot', 'beam'], 1],
  ['time', ['head', 'rest', 'stem', 'key', 'dot'], 1],
  ['tie', ['head', 'accidental', 'dot', 'tuplet', 'articulation'], 1],
  [
    'barline',
    ['head', 'rest', 'accidental', 'dot', 'flag', 'stem', 'beam', 'clef', 'time', 'key', 'roll'],
    -2,
  ],
  ['bracket', ['words', 'ottava'], 0],
  ['beam', ['beam', 'head', 'rest', 'accidental'], 1],
  ['flag', ['beam', 'flag'], 1],
  ['head', ['flag'], 2.5],
  ['head', ['head'], 2],
];

/** Two shapes on each other. */
export interface Collision {
  readonly one: Ink;
  readonly other: Ink;
}

/** What touches and should not, of the shapes of one line of music. */
export function collisions(ink: readonly Ink[]): Collision[] {
  const sorted = [...ink].sort((a, b) => a.left - b.left);
  const found: Collision[] = [];
  sorted.forEach((one, index) => {
    for (let i = index + 1; i < sorted.length; i++) {
      const other = sorted[i];
      if (other === undefined || other.left >= one.right + 3) break;
      const allowed = allowedDepth(one, other);
      if (allowed !== undefined && depth(one, other) > allowed) found.push({ one, other });
    }
  });
  return found;
}

function allowedDepth(one: Ink, other: Ink): number | undefined {
  const rule = APART.find(
    ([kind, others]) =>
      (kind === one.kind && others.includes(other.kind)) ||
      (kind === other.kind && others.includes(one.kind)),
  );
  if (rule === undefined) return undefined;
  const kinds = [one.kind, other.kind];
  const isOwn = one.owner === other.owner && one.owner !== '';
  // A slur from a grace note ends at the note, under its accidental.
  if (isOwn && kinds.includes('tie')) return undefined;
  // A note's own stem and flag grow out of it.
  if (isOwn && kinds.includes('head') && kinds.some((kind) => kind === 'flag')) return undefined;
  // Voices may share a head, and two notes a dot.
  if (one.kind === other.kind && isSame(one, other)) return undefined;
  return rule[2];
}

function isSame(one: Ink, other: Ink): boolean {
  return Math.abs(one.left - other.left) < 0.5 && Math.abs(one.topAt(0) - other.topAt(0)) < 0.5;
}

/** How far two shapes reach into each other, in the direction in which it is least. */
function depth(one: Ink, other: Ink): number {
  const [left, right] = [Math.max(one.left, other.left), Math.min(one.right, other.right)];
  const across = right - left;
  const down = Math.max(
    ...[left, (left + right) / 2, right].map(
      (x) => Math.min(one.bottomAt(x), other.bottomAt(x)) - Math.max(one.topAt(x), other.topAt(x)),
    ),
  );
  return Math.min(across, down);
}
