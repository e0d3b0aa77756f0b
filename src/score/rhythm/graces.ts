import { secAtDiv } from '../frame.ts';
import type { TempoMap } from '../frame.ts';
import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { GraceChord, HeardNote } from './heard.ts';

/** Grace notes follow each other, and the main note them, within this, however slow the music. */
const LONGEST_STEP_SEC = 0.11;
/** What is nearer together is one attack, unevenly struck. */
const SHORTEST_STEP_SEC = 0.025;
/** Two or three in a row are as quick as this at least, whatever the beat. */
const QUICK_STEP_SEC = 0.07;
/** A step against the sixteenth: nearer to it, one note is a late sixteenth… */
const SINGLE_OF_SIXTEENTH = 0.6;
/** …and several are thirty-seconds. */
const SEVERAL_OF_SIXTEENTH = 0.375;
const MOST_IN_A_ROW = 3;
/** A grace note leans on a note this near in pitch; those farther than a tone must be let go for it. */
const REACH_SEMITONES = 4;
const TONE = 2;
const LEGATO_SEC = 0.08;
const DETACHED_SEC = 0.015;
/** Notes this near in pitch are of the same line. */
const LINE_SEMITONES = 9;
/** The line rests before and after for so many steps, or it is a run. */
const APART = 3;
/** A flam: the same drum, softly, just before. */
const FLAM_STEP_SEC = 0.06;
const FLAM_SOFTER = 0.8;

/**
 * Takes the grace notes out of a performance: short notes that lean on the next one, too quick for the
 * beat and alone in their line, so that the rhythm can be read without them. They come back attached to
 * the note they lean on, which starts where the ornament does if that is nearer to the beat (on-beat
 * appoggiature; Timmers et al. 2002 find both in one performance).
 * @param notes sorted by start
 */
export function attachGraces(
  notes: readonly HeardNote[],
  cells: readonly Cell[],
  tempoMap: TempoMap,
  isDrum: boolean,
): HeardNote[] {
  const taken = new Set<number>();
  const leaning = new Map<number, readonly number[]>();
  notes.forEach((first, index) => {
    if (taken.has(index)) return;
    const find = isDrum ? flamFrom : chainFrom;
    const chain = find(notes, index, () => sixteenthSecAt(first, cells, tempoMap));
    const main = chain.at(-1);
    if (main === undefined || chain.length < 2 || leaning.has(main)) return;
    if (chain.some((each) => taken.has(each) || leaning.has(each))) return;
    leaning.set(main, chain.slice(0, -1));
    for (const each of chain.slice(0, -1)) taken.add(each);
  });
  if (taken.size === 0) return [...notes];
  return notes.flatMap((note, index) => {
    if (taken.has(index)) return [];
    const graces = (leaning.get(index) ?? []).flatMap((each) => notes[each] ?? []);
    return graces.length === 0 ? [note] : [lent(note, graces, cells)];
  });
}

/** The main note with its graces, starting on the beat where one of them was struck there instead. */
function lent(main: HeardNote, graces: readonly HeardNote[], cells: readonly Cell[]): HeardNote {
  const first = graces[0] ?? main;
  const isOnBeat = offGrid(first, cells) < offGrid(main, cells);
  const start = isOnBeat ? { startSec: first.startSec, playedStart: first.playedStart } : {};
  return { ...main, ...start, graces: graces.map((note): GraceChord => [note]) };
}

/** Distance from the nearest half beat (third, in compound metres), in divs. */
function offGrid({ playedStart }: HeardNote, cells: readonly Cell[]): number {
  const cell = cells[cellIndexAt(cells, playedStart)];
  if (cell === undefined) return 0;
  const step = cell.metre.cellDivs / (cell.metre.isCompound ? 3 : 2);
  const at = playedStart - cell.start;
  return Math.abs(at - Math.round(at / step) * step);
}

/** How long a sixteenth lasts where a note is played, in seconds. */
export function sixteenthSecAt(
  note: HeardNote,
  cells: readonly Cell[],
  tempoMap: TempoMap,
): number {
  const cell = cells[cellIndexAt(cells, note.playedStart)];
  if (cell === undefined) return 0;
  const sec = secAtDiv(tempoMap, cell.start + cell.length) - secAtDiv(tempoMap, cell.start);
  const sixteenths = (cell.metre.isCompound ? 6 : 4) * (cell.length / cell.metre.cellDivs);
  return sec / sixteenths;
}

/** Indices of quick notes in one line and of the main note they end on; empty if there are none. */
function chainFrom(
  notes: readonly HeardNote[],
  start: number,
  sixteenthSecHere: () => number,
): number[] {
  const chain = [start];
  for (let at = start; chain.length <= MOST_IN_A_ROW + 1;) {
    const next = followerOf(notes, at);
    if (next === undefined) break;
    chain.push(next);
    at = next;
  }
  const graces = chain.length - 1;
  const first = notes[start];
  const main = notes[chain.at(-1) ?? start];
  if (graces < 1 || graces > MOST_IN_A_ROW || first === undefined || main === undefined) return [];
  const step = (main.startSec - first.startSec) / graces;
  const sixteenthSec = sixteenthSecHere();
  const limit =
    graces === 1
      ? SINGLE_OF_SIXTEENTH * sixteenthSec
      : Math.max(
          SEVERAL_OF_SIXTEENTH * sixteenthSec,
          Math.min(QUICK_STEP_SEC, SINGLE_OF_SIXTEENTH * sixteenthSec),
        );
  if (step > limit || main.endSec - main.startSec < step) return [];
  return restsBefore(notes, start, APART * step) &&
    restsAfter(notes, chain.at(-1) ?? start, APART * step)
    ? chain
    : [];
}

/** The note that this one runs into: soon, near in pitch, and not sounding with it. */
function followerOf(notes: readonly HeardNote[], index: number): number | undefined {
  const note = notes[index];
  if (note === undefined) return undefined;
  let best: number | undefined;
  let nearest = Infinity;
  for (let next = index + 1; next < notes.length; next += 1) {
    const other = notes[next];
    if (other === undefined || other.startSec - note.startSec > LONGEST_STEP_SEC) break;
    if (other.startSec - note.startSec < SHORTEST_STEP_SEC) continue;
    const away = Math.abs(other.pitch - note.pitch);
    if (away === 0 || away > REACH_SEMITONES || away >= nearest) continue;
    const held = note.endSec - other.startSec;
    if (held > (away <= TONE ? LEGATO_SEC : DETACHED_SEC)) continue;
    best = next;
    nearest = away;
  }
  return best;
}

function flamFrom(
  notes: readonly HeardNote[],
  start: number,
  sixteenthSecHere: () => number,
): number[] {
  const note = notes[start];
  if (note === undefined) return [];
  for (let next = start + 1; next < notes.length; next += 1) {
    const other = notes[next];
    if (other === undefined) break;
    const step = other.startSec - note.startSec;
    if (step > FLAM_STEP_SEC || step > SINGLE_OF_SIXTEENTH * sixteenthSecHere()) break;
    if (other.pitch !== note.pitch || note.velocity > FLAM_SOFTER * other.velocity) continue;
    return restsBefore(notes, start, APART * step) && restsAfter(notes, next, APART * step)
      ? [start, next]
      : [];
  }
  return [];
}

/** Whether nothing of the line was struck for so long before a note, but for what is struck with it. */
function restsBefore(notes: readonly HeardNote[], index: number, sec: number): boolean {
  const note = notes[index];
  for (let before = index - 1; note !== undefined && before >= 0; before -= 1) {
    const other = notes[before];
    if (other === undefined || note.startSec - other.startSec >= sec) break;
    if (note.startSec - other.startSec < SHORTEST_STEP_SEC) continue;
    if (Math.abs(other.pitch - note.pitch) <= LINE_SEMITONES) return false;
  }
  return true;
}

function restsAfter(notes: readonly HeardNote[], index: number, sec: number): boolean {
  const note = notes[index];
  for (let after = index + 1; note !== undefined && after < notes.length; after += 1) {
    const other = notes[after];
    if (other === undefined || other.startSec - note.startSec >= sec) break;
    if (other.startSec - note.startSec < SHORTEST_STEP_SEC) continue;
    if (Math.abs(other.pitch - note.pitch) <= LINE_SEMITONES) return false;
  }
  return true;
}
