import type { EngineProgress } from '../../engine.ts';

/** Turns the progress of one stage after the other into one fraction that never goes backwards. */
export class StagedProgress {
  readonly #report: (progress: EngineProgress) => void;
  #reached = 0;
  #from = 0;
  #to = 0;
  #message = '';

  constructor(report: (progress: EngineProgress) => void) {
    this.#report = report;
  }

  /** Begins a stage that ends at the fraction `to` of the whole. */
  begin(message: string, to: number): void {
    this.#from = this.#reached;
    this.#to = Math.max(this.#reached, to);
    this.#message = message;
    this.at(0);
  }

  /** How far the stage has come, 0–1. */
  at(part: number): void {
    this.#reached = Math.max(this.#reached, this.#from + (this.#to - this.#from) * part);
    this.#report({ fraction: this.#reached, message: this.#message });
  }

  /**
   * For a stage whose end cannot be told: comes ever closer to it without getting there.
   * @param typicalMs after this long it stands at two thirds
   */
  after(waitedMs: number, typicalMs: number): void {
    this.at(1 - Math.exp(-waitedMs / typicalMs));
  }

  /** Says for the time being why nothing moves. */
  pause(reason: string): void {
    this.#report({ fraction: this.#reached, message: reason });
  }
}
