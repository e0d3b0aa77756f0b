import type { ScoreSlice } from '../protocol/slice.ts';
import { writtenKey } from '../score/transposition/written-key.ts';
import type { BarColumn } from './engraving/system-input.ts';

/** Bars of one staff asked for at a time: an answer is read and checked within a few milliseconds. */
const CHUNK_STAFF_BARS = 64;
const MAX_CHUNK_BARS = 16;
/** Some screens' worth to both sides. */
const KEPT_BARS = 640;

/**
 * The bars of one score as they arrive, in chunks asked for as they are needed; the ones unused
 * longest are forgotten, so that memory does not grow with the length of the score.
 */
export class BarStore {
  readonly #chunks = new Map<number, readonly BarColumn[]>();
  readonly #asked = new Map<number, number>();
  readonly #barCount: number;
  readonly #chunkBars: number;
  readonly #request: (requestId: number, first: number, count: number) => void;
  /** Told whenever bars have come. */
  readonly #waiting: (() => void)[] = [];
  #nextRequestId = 0;

  constructor(
    barCount: number,
    staffCount: number,
    request: (requestId: number, first: number, count: number) => void,
  ) {
    this.#barCount = barCount;
    this.#chunkBars = Math.min(Math.ceil(CHUNK_STAFF_BARS / staffCount), MAX_CHUNK_BARS);
    this.#request = request;
  }

  /** Bars `first` to `end` (clipped to the score), or `undefined` while some are on their way. */
  take(first: number, end: number): readonly BarColumn[] | undefined {
    const last = Math.min(end, this.#barCount);
    let isComplete = true;
    const columns: BarColumn[] = [];
    const size = this.#chunkBars;
    for (let chunk = Math.floor(first / size); chunk * size < last; chunk++) {
      const known = this.#chunks.get(chunk);
      if (known === undefined) {
        isComplete = false;
        this.#ask(chunk);
        continue;
      }
      // Used again: youngest in the order of the map.
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, known);
      columns.push(...known.filter(({ index }) => index >= first && index < last));
    }
    return isComplete ? columns : undefined;
  }

  /** One bar, as soon as it has come; `undefined` if the score has no such bar. */
  async bar(index: number): Promise<BarColumn | undefined> {
    if (index < 0 || index >= this.#barCount) return undefined;
    for (;;) {
      const [column] = this.take(index, index + 1) ?? [];
      if (column !== undefined) return column;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Keeps the whole chunks of a slice. */
  add(slice: ScoreSlice): void {
    const columns = columnsOf(slice);
    for (let chunk = Math.ceil(slice.first / this.#chunkBars); ; chunk++) {
      const from = chunk * this.#chunkBars;
      const end = Math.min(from + this.#chunkBars, this.#barCount);
      if (from >= end || end > slice.first + columns.length) break;
      this.#chunks.set(chunk, columns.slice(from - slice.first, end - slice.first));
    }
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size * this.#chunkBars <= KEPT_BARS) break;
      this.#chunks.delete(oldest);
    }
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /** @returns whether the answer was asked for */
  answer(requestId: number, slice: ScoreSlice): boolean {
    if (!this.#asked.delete(requestId)) return false;
    this.add(slice);
    return true;
  }

  #ask(chunk: number): void {
    if ([...this.#asked.values()].includes(chunk)) return;
    const requestId = this.#nextRequestId++;
    this.#asked.set(requestId, chunk);
    this.#request(requestId, chunk * this.#chunkBars, this.#chunkBars);
  }
}

/** The bars of a slice, each with what all staves have in it. */
export function columnsOf(slice: ScoreSlice): BarColumn[] {
  return slice.bars.map((_, i) => columnOf(slice, i));
}

function columnOf(slice: ScoreSlice, i: number): BarColumn {
  const bar = slice.bars[i];
  if (bar === undefined) throw new RangeError('No such bar in the slice.');
  const index = slice.first + i;
  const staves = slice.parts.flatMap((part) => part.staves);
  return {
    index,
    bar,
    staffBars: staves.flatMap((staff) => staff.bars[i] ?? []),
    keys: slice.parts.flatMap(({ transposition, staves: own }) =>
      own.map(() => writtenKey(bar.key, transposition ?? undefined)),
    ),
    ottavas: staves.map((staff) =>
      staff.ottavas.filter(({ startBar, endBar }) => startBar <= index && endBar >= index),
    ),
    tempoMarks: slice.tempoMarks.filter((mark) => mark.barIndex === index),
  };
}
