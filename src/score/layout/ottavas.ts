import type { Bar, Clef, Ottava, Spelling } from '../model.ts';

/** Ledger lines from which a passage is written an octave away, in steps from the outer line. */
const FAR_STEPS = 8;
/** What stands under the bracket with it begins and ends at least two ledger lines out… */
const NEAR_STEPS = 4;
/** …and never reaches farther into the staff than its outer line. */
const INSIDE_STEPS = 0;
/** Steps from which even an octave away is too far: two octaves. */
const DOUBLE_STEPS = FAR_STEPS + 7;

/** A lone high note keeps its ledger lines: a bracket is for a passage. */
const SHORTEST_CHORDS = 3;

/** Upwards from the treble clef, downwards from the bass clef: on the other side lies the other clef. */
function sidesOf({ sign }: Clef): readonly (1 | -1)[] {
  return sign === 'G' ? [1] : sign === 'F' ? [-1] : [];
}

/** Top and bottom line of a staff as steps from C0. */
function linesOf(clef: Clef): { readonly top: number; readonly bottom: number } | undefined {
  if (clef.sign === 'percussion') return undefined;
  const sign = { G: 32, C: 28, F: 24 }[clef.sign] + 7 * clef.octaveChange;
  const bottom = sign - 2 * (clef.line - 1);
  return { bottom, top: bottom + 8 };
}

const STEPS = { C: 0, D: 1, E: 2, F: 3, G: 4, A: 5, B: 6 } as const;

/** Notes struck together; positions in divs of the frame. */
interface Struck<Note> {
  readonly onset: number;
  readonly end: number;
  readonly notes: readonly Note[];
}

/** A chord by how far out of the staff it lies: its farthest and its nearest note. */
interface Reach {
  readonly event: { readonly onset: number; readonly end: number };
  /** Where the next chord of any voice of the staff begins. */
  readonly next: number;
  readonly far: number;
  readonly near: number;
}

/**
 * Ottava brackets in place of four and more ledger lines: over a passage that lies outside the staff
 * and is that far out somewhere (Gould 2011, ch. 1). `events` of all voices of the staff.
 */
export function ottavasOf<Note>(
  events: readonly Struck<Note>[],
  bars: readonly Bar[],
  clef: Clef,
  spell: (note: Note) => Spelling,
): Ottava[] {
  const lines = linesOf(clef);
  if (lines === undefined) return [];
  const ordered = [...events].sort((a, b) => a.onset - b.onset);
  const spans = sidesOf(clef)
    .flatMap((side) => {
      const reaches = ordered.map((event, index): Reach => {
        const out = event.notes.map((note) => {
          const { step, octave } = spell(note);
          const place = STEPS[step] + 7 * octave;
          return side === 1 ? place - lines.top : lines.bottom - place;
        });
        const next = ordered[index + 1]?.onset ?? Infinity;
        return { event, next, far: Math.max(...out), near: Math.min(...out) };
      });
      return passages(reaches).map((passage) => spanOf(passage, side));
    })
    .sort((a, b) => a.start - b.start);
  // A staff has one bracket at a time: high and low at once stay as they are from the second on.
  let taken = -Infinity;
  const apart = spans.filter(({ start, end }) => {
    if (start < taken) return false;
    taken = end;
    return true;
  });
  return apart.map((span) => bracketOf(span, bars));
}

/** Maximal runs outside the staff that go far enough, without their nearer ends. */
function passages(reaches: readonly Reach[]): Reach[][] {
  const runs: Reach[][] = [[]];
  for (const reach of reaches) {
    if (reach.near >= INSIDE_STEPS) runs.at(-1)?.push(reach);
    else runs.push([]);
  }
  return runs
    .map((run) =>
      run.slice(
        run.findIndex(({ far }) => far >= NEAR_STEPS),
        run.findLastIndex(({ far }) => far >= NEAR_STEPS) + 1,
      ),
    )
    .filter((run) => run.length >= SHORTEST_CHORDS && run.some(({ far }) => far >= FAR_STEPS));
}

interface Span {
  readonly octaves: Ottava['octaves'];
  readonly start: number;
  readonly end: number;
}

function spanOf(passage: readonly Reach[], side: 1 | -1): Span {
  const isDouble =
    passage.every(({ near }) => near >= DOUBLE_STEPS - FAR_STEPS) &&
    passage.some(({ far }) => far >= DOUBLE_STEPS);
  // Whatever comes in while the last chord is held stands where it sounds.
  const end = Math.min(
    Math.max(...passage.map(({ event }) => event.end)),
    passage.at(-1)?.next ?? Infinity,
  );
  return {
    octaves: isDouble ? (side === 1 ? 2 : -2) : side,
    start: passage[0]?.event.onset ?? 0,
    end,
  };
}

function bracketOf({ octaves, start, end }: Span, bars: readonly Bar[]): Ottava {
  const startBar = bars.findLastIndex((bar) => bar.startDiv <= start);
  const endBar = bars.findLastIndex((bar) => bar.startDiv < end);
  return {
    octaves,
    startBar,
    startOffsetDivs: start - (bars[startBar]?.startDiv ?? 0),
    endBar,
    endOffsetDivs: end - (bars[endBar]?.startDiv ?? 0),
  };
}
