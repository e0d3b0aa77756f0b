import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError } from '../../errors.ts';

/** What the cells hold: the id of the process or one of these, and whether it is closed. */
const [STATE, CLOSED] = [0, 1];
const [NONE, STARTING] = [0, -1];

/** Starting a process keeps its thread busy; one that takes longer died over it. */
const START_LIMIT_MS = 5000;
/** A process that was told to end is waited for this long. */
const END_LIMIT_MS = 150;
const LOOK_EVERY_MS = 5;

/**
 * The one process that a thread has beside it, in memory that both the thread and its owner see: a message
 * about it might still be on its way, or never be sent, when the thread is ended.
 */
export class ChildSlot {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  /** @param memory of the same slot in the other thread; a new slot if absent */
  constructor(memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  /**
   * Starts the process of this thread.
   * @throws {CancelledError} when the thread is being ended
   */
  start<Child extends { readonly pid?: number | undefined }>(spawn: () => Child): Child {
    Atomics.store(this.#cells, STATE, STARTING);
    let pid: number | undefined;
    try {
      if (Atomics.load(this.#cells, CLOSED) !== 0) throw new CancelledError();
      const child = spawn();
      pid = child.pid;
      return child;
    } finally {
      Atomics.store(this.#cells, STATE, pid ?? NONE);
    }
  }

  /** The process has ended. */
  empty(): void {
    Atomics.store(this.#cells, STATE, NONE);
  }

  /**
   * Ends the process of the other thread, if there is one, and lets it start none from here on. A thread that is
   * terminated cannot collect what is left of its process: that is waited for, as long as it takes no time to
   * speak of.
   */
  async close(): Promise<void> {
    Atomics.store(this.#cells, CLOSED, 1);
    const pid = await this.#whenNot(STARTING, START_LIMIT_MS);
    if (pid <= 0) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await this.#whenNot(pid, END_LIMIT_MS);
  }

  /** @returns the state, as soon as it is another one, or when the time is over */
  async #whenNot(state: number, limitMs: number): Promise<number> {
    for (
      let ms = 0;
      ms < limitMs && Atomics.load(this.#cells, STATE) === state;
      ms += LOOK_EVERY_MS
    )
      await sleep(LOOK_EVERY_MS);
    return Atomics.load(this.#cells, STATE);
  }
}
