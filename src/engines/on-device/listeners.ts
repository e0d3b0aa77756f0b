import type { MessagePort } from 'node:worker_threads';
import type { Chunk } from './basic-pitch/chunker.ts';
import { KEYS, USED_FRAMES, WINDOWS_PER_CHUNK } from './basic-pitch/grid.ts';
import type { Activations } from './basic-pitch/model.ts';
import type { ListenerMessage } from './messages.ts';
import { fromPlainError } from './plain-error.ts';

/** Chunks given to one listener ahead of its answers: one to work on, one to go on with. */
const AHEAD = 2;

interface Desk {
  readonly port: MessagePort;
  waiting: number;
}

/**
 * Deals chunks to the listeners and puts their answers together in order. The sound that waits is
 * bounded: `listen` resolves only when a listener has room.
 */
export class Listeners {
  /** Time the listeners were busy, all together. */
  busyMs = 0;
  /** Chunks answered. */
  heard = 0;
  private readonly desks: readonly Desk[];
  private readonly answers: Activations[] = [];
  private given = 0;
  /** Answers told of: all before them have come, too. */
  private told = 0;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  private readonly onHeard: (next: readonly Activations[]) => void;

  /** @param onHeard called after each answer, with those that can be told of now: in order, without a gap */
  constructor(ports: readonly MessagePort[], onHeard: (next: readonly Activations[]) => void) {
    this.onHeard = onHeard;
    this.desks = ports.map((port) => ({ port, waiting: 0 }));
    for (const desk of this.desks) {
      desk.port.on('message', (message: ListenerMessage) => {
        this.receive(desk, message);
      });
    }
  }

  async listen(chunk: Chunk): Promise<void> {
    const desk = await this.freeDesk();
    desk.waiting++;
    this.given++;
    desk.port.postMessage(chunk, [chunk.samples.buffer]);
  }

  /** All answers in one piece, `frameCount` frames long. */
  async finish(frameCount: number): Promise<Activations> {
    while (this.heard < this.given) await this.nextAnswer();
    for (const { port } of this.desks) port.close();
    const frames = new Float32Array(frameCount * KEYS);
    const onsets = new Float32Array(frameCount * KEYS);
    this.answers.forEach((answer, index) => {
      const at = index * WINDOWS_PER_CHUNK * USED_FRAMES * KEYS;
      frames.set(answer.frames.subarray(0, frames.length - at), at);
      onsets.set(answer.onsets.subarray(0, onsets.length - at), at);
    });
    if (this.answers[0]?.bends === undefined) return { frames, onsets };
    const bends = new Int8Array(frameCount * KEYS);
    this.answers.forEach((answer, index) => {
      const at = index * WINDOWS_PER_CHUNK * USED_FRAMES * KEYS;
      if (answer.bends !== undefined) bends.set(answer.bends.subarray(0, bends.length - at), at);
    });
    return { frames, onsets, bends };
  }

  private async freeDesk(): Promise<Desk> {
    for (;;) {
      const free = this.desks
        .filter((desk) => desk.waiting < AHEAD)
        .sort((a, b) => a.waiting - b.waiting)[0];
      if (free !== undefined) return free;
      await this.nextAnswer();
    }
  }

  private async nextAnswer(): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure === undefined) await answered;
    if (this.failure !== undefined) throw this.failure;
  }

  private receive(desk: Desk, message: ListenerMessage): void {
    desk.waiting--;
    if (message.kind === 'failed') {
      this.failure = fromPlainError(message.error);
    } else {
      this.answers[message.chunk] = message;
      this.heard++;
      this.busyMs += message.busyMs;
      this.onHeard(this.takeInOrder());
    }
    this.wake();
  }

  private takeInOrder(): Activations[] {
    const next: Activations[] = [];
    for (;;) {
      const answer = this.answers[this.told];
      if (answer === undefined) return next;
      next.push(answer);
      this.told++;
    }
  }
}
