import { parentPort, workerData } from 'node:worker_threads';
import { MonoStream } from '../on-device/audio/mono-stream.ts';
import { openAudio } from '../on-device/audio/open-audio.ts';
import { MODEL_RATE } from '../on-device/audio/resample.ts';
import { ChildSlot } from '../on-device/child-slot.ts';
import type { InOneWorker } from '../on-device/one-worker.ts';
import { toPlainError } from '../on-device/plain-error.ts';
import type { CopyJob, CopyMessage } from './messages.ts';
import { WavWriter } from '../on-device/audio/wav-writer.ts';

const post = (message: CopyMessage): void => {
  parentPort?.postMessage(message);
};

/** @returns length of the recording, seconds */
async function work({
  path,
  ffmpegProgram,
  outPath,
  childMemory,
}: InOneWorker<CopyJob>): Promise<number> {
  const child = new ChildSlot(childMemory);
  const mono = new MonoStream();
  const writer = outPath === undefined ? undefined : await WavWriter.create(outPath, MODEL_RATE);
  let durationSec = 0;
  try {
    for await (const block of openAudio(path, { ffmpegProgram, child })) {
      durationSec += (block.channels[0]?.length ?? 0) / block.sampleRate;
      post({ kind: 'progress', fraction: block.consumed });
      await writer?.write(mono.push(block));
    }
    await writer?.write(mono.flush());
  } catch (error) {
    await writer?.abort();
    throw error;
  }
  await writer?.finish();
  return durationSec;
}

work(workerData as InOneWorker<CopyJob>).then(
  (result) => {
    post({ kind: 'done', result });
  },
  (error: unknown) => {
    post({ kind: 'failed', error: toPlainError(error) });
  },
);
