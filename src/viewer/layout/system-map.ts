/**
 * Where everything of one drawn line of music is: plain data, free of the DOM and of the music
 * library, so that a cursor, clicks, selection and export can ask it instead of the drawing.
 *
 * Lengths are in the drawing's units (a staff space is 10), from the top left corner of its `<svg>`;
 * `unitPx` CSS pixels make one unit. Times are in divs of the score, as in `Bar.startDiv`. In the
 * drawing, the same element is `<g data-part data-staff data-bar data-voice data-element>`, and each
 * notehead in it carries `data-note`, the index into `Chord.notes`.
 */
export interface SystemMap {
  /** Index of its first bar into all bars of the score, and of the bar after its last. */
  readonly firstBar: number;
  readonly endBar: number;
  readonly width: number;
  readonly height: number;
  readonly unitPx: number;
  readonly staves: readonly StaffBox[];
  readonly bars: readonly BarBox[];
  /** Times and their places, ascending in both; the last is the end of the line. */
  readonly moments: readonly Moment[];
  /** In order of bar, staff, voice and time. */
  readonly elements: readonly ElementBox[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StaffBox {
  readonly partId: string;
  /** 0 for the upper staff of a grand staff. */
  readonly staff: number;
  /** Y of the top and the bottom line. */
  readonly top: number;
  readonly bottom: number;
  /** Y of the lowest string of the tablature under it; of its bottom line where there is none. */
  readonly lowest: number;
}

export interface BarBox {
  /** Index into all bars of the score. */
  readonly bar: number;
  readonly startDiv: number;
  readonly lengthDivs: number;
  /** X of its barlines; of the first bar, where the signs at the line's start end. */
  readonly left: number;
  readonly right: number;
}

export interface Moment {
  readonly div: number;
  /** Middle of the noteheads that start then. */
  readonly x: number;
}

/** Which element of the score: indices into bars, `StaffBar.voices` and `Voice.elements`. */
export interface ElementRef {
  readonly partId: string;
  readonly staff: number;
  readonly bar: number;
  readonly voice: number;
  readonly element: number;
}

export interface ElementBox extends ElementRef, Box {
  readonly kind: 'chord' | 'rest';
  readonly onsetDiv: number;
  readonly durationDivs: number;
  /** From low to high, as in `Chord.notes`; none for a rest. */
  readonly notes: readonly NoteBox[];
}

export interface NoteBox extends Box {
  /** `ScoreNote.noteIndex`. */
  readonly noteIndex: number;
  /** Sounding MIDI pitch. */
  readonly pitch: number;
  /** Its number in the tablature. */
  readonly fret?: Box;
}

/** A name for an element, the same in every drawing of the same score. */
export function elementKey({ partId, staff, bar, voice, element }: ElementRef): string {
  return `${partId}/${staff}/${bar}/${voice}/${element}`;
}

/** The x of a time, between moments in proportion; before the first and after the last, theirs. */
export function xAtDiv(map: SystemMap, div: number): number {
  return between(map.moments, div, 'div', 'x');
}

/** The time at an x, in divs: the inverse of `xAtDiv`. */
export function divAtX(map: SystemMap, x: number): number {
  return between(map.moments, x, 'x', 'div');
}

function between(
  moments: readonly Moment[],
  at: number,
  from: keyof Moment,
  to: keyof Moment,
): number {
  // Binary search for the last moment at or before.
  let low = 0;
  let high = moments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((moments[middle]?.[from] ?? Infinity) <= at) low = middle;
    else high = middle - 1;
  }
  const before = moments[low];
  const after = moments[low + 1];
  if (before === undefined) return 0;
  if (after === undefined || at <= before[from]) return before[to];
  const share = (at - before[from]) / (after[from] - before[from]);
  return before[to] + share * (after[to] - before[to]);
}

/** What is nearest to a point. */
export interface Hit {
  readonly element: ElementBox;
  /** The notehead nearest to the point; undefined for a rest. */
  readonly note: NoteBox | undefined;
}

/**
 * The element at a point, or the nearest one within `reach` units of it.
 * @param reach how far beside an element a click still means it
 */
export function hitTest(map: SystemMap, x: number, y: number, reach = 8): Hit | undefined {
  let best: Hit | undefined;
  let bestDistance = reach;
  for (const element of map.elements) {
    const toElement = distanceTo(element, x, y);
    const notes = element.notes.map((note) => ({ note, distance: distanceToNote(note, x, y) }));
    notes.sort((a, b) => a.distance - b.distance);
    // Where stems and heads of two voices overlap, the nearer head decides.
    const distance = Math.min(notes[0]?.distance ?? Infinity, toElement + 0.5);
    if (distance > bestDistance || Math.min(distance, toElement) > reach) continue;
    bestDistance = distance;
    best = { element, note: notes[0]?.note };
  }
  return best;
}

/** To the notehead, or to its number in the tablature. */
function distanceToNote(note: NoteBox, x: number, y: number): number {
  const toHead = distanceTo(note, x, y);
  return note.fret === undefined ? toHead : Math.min(toHead, distanceTo(note.fret, x, y));
}

function distanceTo(box: Box, x: number, y: number): number {
  const dx = Math.max(box.x - x, 0, x - box.x - box.width);
  const dy = Math.max(box.y - y, 0, y - box.y - box.height);
  return Math.hypot(dx, dy);
}
