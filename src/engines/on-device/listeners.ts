import type { MessagePort } from 'node:worker_threads';
import type { Chunk } from './basic-pitch/chunker.ts';
import { KEYS, USED_FRAMES, WINDOWS_PER_CHUNK } from './basic-pitch/grid.ts';
import type { Activations } from './basic-pitch/model.ts';
import type { ListenerMessage } from './messages.ts';
import { findCandidates } from './notes/candidates.ts';
import { fromPlainError } from './plain-error.ts';

/** Chunks given to one listener ahead of its answers: one to work on, one to go on with. */
const AHEAD = 2;

/** From this activation on, a beginning is clear: the default of the model's makers. */
const CLEAR_ONSET = 0.5;

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
  /** Notes that begin clearly in them. A first count: what they are in the end, all of the sound decides. */
  clearNotes = 0;
  private readonly desks: readonly Desk[];
  private readonly answers: Activations[] = [];
  private given = 0;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  private readonly onHeard: () => void;

  /** @param onHeard called after each answer */
  constructor(ports: readonly MessagePort[], onHeard: () => void) {
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
      this.clearNotes += countClear(message);
      this.busyMs += message.busyMs;
      this.onHeard();
    }
    this.wake();
  }
}

function countClear(activations: Activations): number {
  const { onsets } = activations;
  return findCandidates(activations).filter(
    ({ frame, key }) => (onsets[frame * KEYS + key] ?? 0) >= CLEAR_ONSET,
  ).length;
}
