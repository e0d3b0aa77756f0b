import type { ClockReading, Loop } from './engine/messages.ts';

/** Readings kept: what is heard lags behind what has been rendered, by one or two of them at most. */
const KEPT = 8;

/**
 * Where in the score we are at any moment of the audio clock: runs on from the last reading that
 * applies, so that a cursor needs no messages to move by.
 */
export class ScoreClock {
  #readings: ClockReading[] = [];

  /** A reading from the sound engine; they come in the order of the clock. */
  add(reading: ClockReading): void {
    this.#readings.push(reading);
    if (this.#readings.length > KEPT) this.#readings.shift();
  }

  /** Stands at a place until there is a reading. */
  reset(positionSec: number): void {
    this.#readings = [{ contextSec: -Infinity, positionSec, speed: 0 }];
  }

  /**
   * @param contextSec the audio clock, as it is heard now
   * @param loop comes round before the engine has said so
   */
  positionAt(contextSec: number, loop: Loop | undefined): number {
    const reading =
      this.#readings.findLast((each) => each.contextSec <= contextSec) ?? this.#readings[0];
    if (reading === undefined) return 0;
    if (reading.speed === 0) return reading.positionSec;
    const elapsed = Math.max(0, contextSec - reading.contextSec);
    const position = reading.positionSec + elapsed * reading.speed;
    if (loop === undefined || reading.positionSec >= loop.toSec || position < loop.toSec) {
      return position;
    }
    return loop.fromSec + ((position - loop.toSec) % (loop.toSec - loop.fromSec));
  }
}
