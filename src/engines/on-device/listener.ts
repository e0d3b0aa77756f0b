import type { Chunk } from './basic-pitch/chunker.ts';
import { loadNoteModel } from './basic-pitch/model.ts';
import type { ListenerJob, ListenerMessage } from './messages.ts';
import { toPlainError } from './plain-error.ts';

/** Answers every chunk that arrives with what the note model hears in it, in order. */
export function serveListener({ assetsDir, conductor, pitchBends }: ListenerJob): void {
  const model = loadNoteModel(assetsDir);
  const hear = async (chunk: Chunk): Promise<void> => {
    try {
      const noteModel = await model;
      const startMs = performance.now();
      const heardNow = noteModel.listen(chunk.samples, chunk.windows, pitchBends);
      const busyMs = performance.now() - startMs;
      const heard: ListenerMessage = { kind: 'heard', chunk: chunk.index, busyMs, ...heardNow };
      const { frames, onsets, bends } = heardNow;
      const moved = [frames, onsets, ...(bends === undefined ? [] : [bends])];
      conductor.postMessage(
        heard,
        moved.map(({ buffer }) => buffer),
      );
    } catch (error) {
      conductor.postMessage({
        kind: 'failed',
        error: toPlainError(error),
      } satisfies ListenerMessage);
    }
  };
  conductor.on('message', (chunk: Chunk) => void hear(chunk));
}
