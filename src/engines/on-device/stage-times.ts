/** Where the time of a job went, in milliseconds. */
export interface StageTimes {
  readonly tuningMs: number;
  /** Twice: once for the tuning, once for the notes. */
  readonly decodeMs: number;
  /** Mixing to mono included. */
  readonly resampleMs: number;
  readonly drumsMs: number;
  /** Sum over all listeners. */
  readonly listenMs: number;
  /** From the activations to the parts. */
  readonly notesMs: number;
}

/** Adds up how long the stages of a job take. */
export class StopClock<Stage extends string> {
  private readonly totals = new Map<Stage, number>();

  measure<T>(stage: Stage, work: () => T): T {
    const startMs = performance.now();
    const result = work();
    this.add(stage, performance.now() - startMs);
    return result;
  }

  async measureAsync<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const startMs = performance.now();
    const result = await work();
    this.add(stage, performance.now() - startMs);
    return result;
  }

  totalMs(stage: Stage): number {
    return this.totals.get(stage) ?? 0;
  }

  private add(stage: Stage, ms: number): void {
    this.totals.set(stage, this.totalMs(stage) + ms);
  }
}
