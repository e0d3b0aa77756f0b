import { parentPort, workerData } from 'node:worker_threads';
import { StemstaveError } from '../../../errors.ts';
import { fileError, MAX_DURATION_SEC, tooLong } from '../audio/check-file.ts';
import { openAudio } from '../audio/open-audio.ts';
import { asStereo } from '../audio/pcm.ts';
import { WavWriter } from '../audio/wav-writer.ts';
import { ChildSlot } from '../child-slot.ts';
import type { InOneWorker } from '../one-worker.ts';
import { toPlainError } from '../plain-error.ts';
import type {
  SeparationJob,
  SeparationMessage,
  StemSamples,
  StemSource,
  WrittenStem,
} from './messages.ts';
import { MixStems } from './mix-stems.ts';
import { ModelStems } from './model-stems.ts';

const post = (message: SeparationMessage): void => {
  parentPort?.postMessage(message);
};

/** The stems of a recording, each in its file. */
class StemFiles {
  readonly written: WrittenStem[] = [];
  private readonly prefix: string;
  private readonly source: StemSource;
  private readonly writers: WavWriter[] = [];

  constructor(source: StemSource, prefix: string) {
    this.source = source;
    this.prefix = prefix;
  }

  async write(stretches: readonly StemSamples[]): Promise<void> {
    if (stretches.length > 0 && this.writers.length === 0) await this.open();
    for (const stems of stretches) {
      for (const [i, samples] of stems.entries()) await this.writers[i]?.writeIntegers(samples);
    }
  }

  async finish(): Promise<readonly WrittenStem[]> {
    for (const writer of this.writers) await writer.finish();
    return this.written;
  }

  private async open(): Promise<void> {
    const { names, sampleRate, channels } = this.source;
    for (const [i, name] of names.entries()) {
      const path = `${this.prefix}${i}.part`;
      this.written.push({ name, path });
      this.writers.push(await WavWriter.create(path, sampleRate, channels));
    }
  }
}

async function work(job: InOneWorker<SeparationJob>): Promise<readonly WrittenStem[]> {
  const audio = openAudio(job.path, {
    ffmpegProgram: job.ffmpegProgram,
    child: new ChildSlot(job.childMemory),
  });
  let stems: StemSource | undefined;
  let files: StemFiles | undefined;
  let [rate, durationSec] = [0, 0];
  for await (const { channels, sampleRate, consumed } of audio) {
    if (stems === undefined || files === undefined) {
      rate = sampleRate;
      stems =
        'model' in job.how
          ? await ModelStems.load(job.how.model, sampleRate)
          : new MixStems(sampleRate, channels.length === 1 ? 1 : 2, job.how.notes);
      files = new StemFiles(stems, job.outPrefix);
    }
    if (sampleRate !== rate) throw rateChanges();
    durationSec += (channels[0]?.length ?? 0) / sampleRate;
    if (durationSec > MAX_DURATION_SEC) throw tooLong();
    await files.write(await stems.push(asStereo(channels)));
    post({ kind: 'progress', fraction: consumed });
  }
  await files?.write((await stems?.flush()) ?? []);
  return (await files?.finish()) ?? [];
}

function rateChanges(): StemstaveError {
  return new StemstaveError(
    'rate-changes',
    'This recording is put together from pieces of different sample rates, and cannot be taken apart. Please convert it to WAV first.',
  );
}

work(workerData as InOneWorker<SeparationJob>).then(
  (result) => {
    post({ kind: 'done', result });
  },
  (error: unknown) => {
    const isSystemError = error instanceof Error && 'syscall' in error;
    post({ kind: 'failed', error: toPlainError(isSystemError ? fileError(error) : error) });
  },
);
