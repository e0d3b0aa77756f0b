import type { TempoMap } from '../frame.ts';
import type { Cell } from './cells.ts';
import type { HeardNote } from './heard.ts';
import { sixteenthSecAt } from './graces.ts';

/** Fewer notes are a turn, or grace notes. */
const FEWEST_NOTES = 6;
/** A player trills with eight to fourteen notes a second. */
const SHORTEST_STEP_SEC = 0.035;
const LONGEST_STEP_SEC = 0.125;
/** Steps nearer to a sixteenth are written out. */
const MOST_OF_SIXTEENTH = 0.75;
const TONE = 2;
/** Semitones from the note a trill begins with to the other. */
const SECONDS = [1, 2, -1, -2] as const;

/**
 * Takes trills out of a performance: quick alternations of two notes a second apart come back as the lower
 * one, as long as all of them, with the other as what it is trilled with.
 * @param notes sorted by start
 */
export function gatherTrills(
  notes: readonly HeardNote[],
  cells: readonly Cell[],
  tempoMap: TempoMap,
): HeardNote[] {
  const taken = new Set<number>();
  const trilled = new Map<number, HeardNote>();
  notes.forEach((note, start) => {
    if (taken.has(start)) return;
    let chain: readonly number[] = [];
    for (const away of SECONDS) {
      const other = alternation(notes, start, away, taken);
      if (other.length > chain.length) chain = other;
    }
    if (chain.length < FEWEST_NOTES) return;
    const stepSec = Math.min(
      LONGEST_STEP_SEC,
      MOST_OF_SIXTEENTH * sixteenthSecAt(note, cells, tempoMap),
    );
    const heard = chain.flatMap((index) => notes[index] ?? []);
    const [first, second] = heard;
    const last = heard.at(-1);
    if (first === undefined || second === undefined || last === undefined) return;
    if ((last.startSec - first.startSec) / (heard.length - 1) > stepSec) return;
    for (const index of chain) taken.add(index);
    const [lower, upper] = first.pitch < second.pitch ? [first, second] : [second, first];
    const { startSec, playedStart } = first;
    const { endSec, playedEnd } = last;
    const principal = { ...lower, startSec, playedStart, endSec, playedEnd };
    trilled.set(start, { ...principal, trilledWith: upper.pitch });
  });
  if (taken.size === 0) return [...notes];
  return notes.flatMap((note, index) => trilled.get(index) ?? (taken.has(index) ? [] : [note]));
}

/** Indices of notes from `start` on that go to and fro between its pitch and one so many semitones away. */
function alternation(
  notes: readonly HeardNote[],
  start: number,
  away: number,
  taken: ReadonlySet<number>,
): number[] {
  const chain = [start];
  const home = notes[start]?.pitch ?? 0;
  for (let at = start + 1; at < notes.length; at += 1) {
    const note = notes[at];
    const last = notes[chain.at(-1) ?? start];
    if (note === undefined || last === undefined) break;
    const stepSec = note.startSec - last.startSec;
    if (stepSec > LONGEST_STEP_SEC) break;
    if (taken.has(at) || Math.abs(note.pitch - home) > TONE) continue;
    // Something else in the line ends the trill.
    if (note.pitch !== (chain.length % 2 === 1 ? home + away : home)) break;
    if (stepSec < SHORTEST_STEP_SEC) break;
    chain.push(at);
  }
  return chain;
}
