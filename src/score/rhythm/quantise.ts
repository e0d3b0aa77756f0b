import { secAtDiv } from '../frame.ts';
import type { TempoMap } from '../frame.ts';
import { unevennessSec } from '../unevenness.ts';
import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import { gatherAttacks } from './gather.ts';
import type { Attack } from './gather.ts';
import { gridsOf } from './grids.ts';
import type { Grid, GridChoice } from './grids.ts';
import type { HeardNote, PlacedNote } from './heard.ts';

/** Timing spread around the beat: a part that grows with the beat… */
const JITTER_OF_CELL = 0.035;
/** …and one that is seen in how far chords are apart, times this, where there are chords. */
const JITTER_OF_CHORDS = 1.5;
const LEAST_JITTER_SEC = 0.014;
const MOST_JITTER_SEC = 0.03;
/** Two attacks written at one place; less if they are nearer than this, which may be one attack. */
const COLLISION_COST = 4;
const COLLISION_SEC = 0.07;
/**
 * An attack off the steps of the next coarser grid with nothing struck on the step after it, in nats. In
 * OpenScore Lieder that is one in sixty of such attacks; in other music, where sixteenths anticipate beats,
 * it is likelier. An attack read on too fine a grid has seldom another just after it: that costs more.
 */
const SYNCOPE_COST = 2;
const FINE_SYNCOPE_COST = 4;
/** Going from beats in two to beats in three, or back. */
const CHANGE_COST = 2;

/**
 * Places every note on the beat grid: a Viterbi search over the beats of the piece, whose states are
 * the ways to divide a beat, weighing how far attacks lie from the grid against how unusual the grid
 * is (after Cemgil & Kappen 2003 and Temperley 2009). `notes` sorted by `playedStart`.
 */
export function quantise(
  notes: readonly HeardNote[],
  cells: readonly Cell[],
  tempoMap: TempoMap,
  choice: GridChoice = gridsOf,
): PlacedNote[] {
  const placed: PlacedNote[] = [];
  const struck = gatherAttacks(notes);
  const jitterSec = jitterOf(notes);
  const run = runOf(struck, cells);
  for (const { cell, attacks, grid } of chooseGrids(run, tempoMap, choice, jitterSec)) {
    for (const attack of attacks) {
      const onset = nearestStep(cell, grid, attack.position);
      // What is new goes first: V8 copies an object many times slower where it must grow after it.
      for (const note of attack.notes) placed.push({ onset, ...note, isRolled: attack.isRolled });
    }
  }
  return placed.sort((a, b) => a.onset - b.onset || a.pitch - b.pitch);
}

/** How far attacks are from their place, apart from what grows with the beat. */
function jitterOf(notes: readonly HeardNote[]): number {
  const unevenness = unevennessSec(notes.map(({ startSec }) => startSec));
  return Math.max(LEAST_JITTER_SEC, Math.min(MOST_JITTER_SEC, JITTER_OF_CHORDS * unevenness));
}

interface CellAttacks {
  readonly index: number;
  readonly cell: Cell;
  readonly attacks: Attack[];
}

function runOf(struck: readonly Attack[], cells: readonly Cell[]): CellAttacks[] {
  const run: CellAttacks[] = [];
  for (const attack of struck) {
    const index = cellIndexAt(cells, attack.position);
    const last = run.at(-1);
    if (last?.index === index) {
      last.attacks.push(attack);
      continue;
    }
    const cell = cells[index];
    if (cell === undefined) continue;
    run.push({ index, cell, attacks: [attack] });
  }
  return run;
}

/** The step of the grid nearest to a position; a short cell counts its steps back from its end. */
function nearestStep(cell: Cell, grid: Grid, position: number): number {
  const step = cell.metre.cellDivs / grid.parts;
  const end = cell.start + cell.length;
  const back = Math.round((end - position) / step) * step;
  return Math.max(cell.start, Math.min(end, end - back));
}

function fits(cell: Cell, grid: Grid): boolean {
  if (cell.length === cell.metre.cellDivs) return true;
  return grid.tuplet === undefined && grid.parts !== 12;
}

/** @param nextStruck position of the attack after those of the cell */
function cellCost(
  { cell, attacks }: CellAttacks,
  grid: Grid,
  cellSec: number,
  jitterSec: number,
  nextStruck: number,
): number {
  const variance = jitterSec ** 2 + (JITTER_OF_CELL * cellSec) ** 2;
  const secPerDiv = cellSec / cell.length;
  const syncope = syncopeCost(cell, grid);
  let cost = grid.cost;
  let previous = -1;
  let before = 0;
  let struckAt = 0;
  for (const attack of attacks) {
    const onset = nearestStep(cell, grid, attack.position);
    const error = (attack.position - onset) * secPerDiv;
    // A player who is late stays late: half the evidence is in how the lateness changes.
    const change = error - before;
    cost += (error * error + change * change) / (4 * variance);
    before = error;
    if (onset === previous) {
      const apart = ((attack.position - struckAt) * secPerDiv) / COLLISION_SEC;
      cost += COLLISION_COST * Math.min(1, apart * apart);
    } else if (syncope > 0 && previous >= 0 && isSyncope(cell, grid, previous, onset)) {
      cost += syncope;
    }
    previous = onset;
    struckAt = attack.position;
  }
  return syncope > 0 && isSyncope(cell, grid, previous, nextStruck) ? cost + syncope : cost;
}

/** What a syncope of single steps costs; 0 where the grid has no coarser one in it, or is a plain half. */
function syncopeCost({ metre }: Cell, { parts }: Grid): number {
  if (parts % 2 === 1 || parts === 2) return 0;
  return parts > (metre.isCompound ? 6 : 4) ? FINE_SYNCOPE_COST : SYNCOPE_COST;
}

/** Whether an attack lies between the steps of the grid half as fine, and the next is not on the step after it. */
function isSyncope(cell: Cell, grid: Grid, onset: number, next: number): boolean {
  const step = cell.metre.cellDivs / grid.parts;
  const stepsToEnd = (cell.start + cell.length - onset) / step;
  return stepsToEnd % 2 === 1 && next > onset + 1.5 * step;
}

function family(grid: Grid): number {
  return grid.parts === 1 ? 0 : grid.parts % 3 === 0 ? 3 : 2;
}

function chooseGrids(
  run: readonly CellAttacks[],
  tempoMap: TempoMap,
  choice: GridChoice,
  jitterSec: number,
): (CellAttacks & { grid: Grid })[] {
  const trail: { grids: readonly Grid[]; from: number[] }[] = [];
  let costs: number[] = [];
  let previous: readonly Grid[] = [];
  run.forEach((here, index) => {
    const { cell } = here;
    const nextStruck = run[index + 1]?.attacks[0]?.position ?? Infinity;
    const grids = choice(cell.metre);
    const cellSec = secAtDiv(tempoMap, cell.start + cell.length) - secAtDiv(tempoMap, cell.start);
    const from: number[] = [];
    const next = grids.map((grid, g) => {
      let best = costs.length === 0 ? 0 : Infinity;
      for (let p = 0; p < costs.length; p += 1) {
        const before = previous[p];
        if (before === undefined) continue;
        const change =
          family(before) !== 0 && family(grid) !== 0 && family(before) !== family(grid)
            ? CHANGE_COST
            : 0;
        const cost = (costs[p] ?? Infinity) + change;
        if (cost < best) {
          best = cost;
          from[g] = p;
        }
      }
      return best + (fits(cell, grid) ? cellCost(here, grid, cellSec, jitterSec, nextStruck) : 1e6);
    });
    trail.push({ grids, from });
    costs = next;
    previous = grids;
  });
  const chosen: (CellAttacks & { grid: Grid })[] = [];
  let state = costs.indexOf(Math.min(...costs));
  for (let index = run.length - 1; index >= 0; index -= 1) {
    const here = run[index];
    const step = trail[index];
    const grid = step?.grids[state];
    if (here === undefined || step === undefined || grid === undefined) break;
    chosen.push({ grid, ...here });
    state = step.from[state] ?? 0;
  }
  return chosen.reverse();
}
