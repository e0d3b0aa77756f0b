import { bandOf, type BandGrid } from './band-grid.ts';
import { DRUM_KINDS, type StemNotes, type Tone } from './stem-notes.ts';

/** A note may have begun so much before, and ring on so much after, it was written. */
const EARLY_SEC = 0.03;
const LATE_SEC = 0.15;
const PARTIALS = 24;
/** Where partials of neighbouring notes cannot be told apart any more. */
const HIGHEST_HZ = 9000;
/** A partial reaches so many bins to each side. */
const REACH_BINS = 2;
/** How quickly a stroke dies away: a quick and a slow idea of it. */
const QUICK_SEC = 0.06;
const SLOW_SEC = 0.35;
/** A stroke shows in the windows before it. */
const SOON_SEC = 0.045;
const ATTACK_SEC = 0.1;

/** Numbers that hold for all bands of a frame. */
export const FRAME_HINTS = 2 * DRUM_KINDS.length + 5;

/** Says frame by frame what the notes found let expect. Frames are asked for in order. */
export class Guide {
  /** Of each band, how strong a partial of a sounding bass note, or of another note, lies in it: 0–1. */
  readonly bassComb: Float32Array;
  readonly otherComb: Float32Array;
  readonly hints = new Float32Array(FRAME_HINTS);
  /** Frequency of the lowest bass note sounding; 0 without one. */
  bassHz = 0;
  private readonly grid: BandGrid;
  private readonly notes: StemNotes;
  private readonly bass: Sounding;
  private readonly others: Sounding;
  private readonly lastSec = new Float64Array(DRUM_KINDS.length).fill(-Infinity);
  private nextStroke = 0;

  constructor(grid: BandGrid, notes: StemNotes) {
    this.grid = grid;
    this.notes = notes;
    this.bassComb = new Float32Array(grid.bandCount);
    this.otherComb = new Float32Array(grid.bandCount);
    this.bass = new Sounding(notes.bass);
    this.others = new Sounding(notes.others);
  }

  /** @param nowSec centre of the frame */
  moveTo(nowSec: number): void {
    const { strokes } = this.notes;
    for (;;) {
      const stroke = strokes[this.nextStroke];
      if (stroke === undefined || stroke.startSec > nowSec) break;
      this.lastSec[stroke.kind] = stroke.startSec;
      this.nextStroke++;
    }
    const kinds = DRUM_KINDS.length;
    for (let kind = 0; kind < kinds; kind++) {
      const age = nowSec - (this.lastSec[kind] ?? -Infinity);
      this.hints[2 * kind] = Math.exp(-age / QUICK_SEC);
      this.hints[2 * kind + 1] = Math.exp(-age / SLOW_SEC);
    }
    const wait = (strokes[this.nextStroke]?.startSec ?? Infinity) - nowSec;
    const bass = this.bass.at(nowSec);
    const others = this.others.at(nowSec);
    this.hints.set(
      [
        Math.max(0, 1 - wait / SOON_SEC),
        bass.length > 0 ? 1 : 0,
        Math.min(4, others.length) / 4,
        attack(bass, nowSec),
        attack(others, nowSec),
      ],
      2 * kinds,
    );
    this.bassHz = bass.length > 0 ? Math.min(...bass.map(({ hz }) => hz)) : 0;
    this.fill(this.bassComb, bass);
    this.fill(this.otherComb, others);
  }

  private fill(comb: Float32Array, tones: readonly Tone[]): void {
    const { grid } = this;
    comb.fill(0);
    for (const { hz } of tones) {
      for (let partial = 1; partial <= PARTIALS && partial * hz < HIGHEST_HZ; partial++) {
        const weight = partial ** -0.5;
        const bin = (partial * hz) / grid.binHz;
        const [from, to] = [Math.ceil(bin - REACH_BINS), Math.floor(bin + REACH_BINS)];
        for (let near = Math.max(0, from); near <= to; near++) {
          const band = bandOf(grid, near * grid.binHz);
          if (band < 0) break;
          const share = weight * (1 - Math.abs(near - bin) / (REACH_BINS + 0.5));
          comb[band] = Math.max(comb[band] ?? 0, share);
        }
      }
    }
  }
}

/** The notes that sound at a time that only moves on. */
class Sounding {
  private readonly tones: readonly Tone[];
  private current: Tone[] = [];
  private next = 0;

  constructor(tones: readonly Tone[]) {
    this.tones = tones;
  }

  at(nowSec: number): readonly Tone[] {
    for (;;) {
      const tone = this.tones[this.next];
      if (tone === undefined || tone.startSec > nowSec + EARLY_SEC) break;
      this.current.push(tone);
      this.next++;
    }
    this.current = this.current.filter(({ endSec }) => endSec > nowSec - LATE_SEC);
    return this.current;
  }
}

function attack(tones: readonly Tone[], nowSec: number): number {
  return tones.reduce(
    (most, { startSec }) => Math.max(most, Math.exp(-Math.abs(nowSec - startSec) / ATTACK_SEC)),
    0,
  );
}
