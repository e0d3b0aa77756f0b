import { parentPort, workerData } from 'node:worker_threads';
import { StemstaveError } from '../../../errors.ts';
import { fileError, MAX_DURATION_SEC, tooLong } from '../audio/check-file.ts';
import { openAudio } from '../audio/open-audio.ts';
import { asStereo } from '../audio/pcm.ts';
import { WavWriter } from '../audio/wav-writer.ts';
import { toPlainError } from '../plain-error.ts';
import type { SeparationJob, SeparationMessage, WrittenStem } from './messages.ts';
import { MixStems, type StemSamples } from './mix-stems.ts';

const post = (message: SeparationMessage): void => {
  parentPort?.postMessage(message);
};

/** The stems of a recording, each in its file. */
class StemFiles {
  readonly written: readonly WrittenStem[];
  private readonly writers: readonly WavWriter[];

  private constructor(written: readonly WrittenStem[], writers: readonly WavWriter[]) {
    this.written = written;
    this.writers = writers;
  }

  static async create(
    names: readonly string[],
    prefix: string,
    sampleRate: number,
    channels: number,
  ): Promise<StemFiles> {
    const written = names.map((name, i) => ({ name, path: `${prefix}${i}.part` }));
    const writers: WavWriter[] = [];
    for (const { path } of written) {
      writers.push(await WavWriter.create(path, sampleRate, channels));
    }
    return new StemFiles(written, writers);
  }

  async write(stretches: readonly StemSamples[]): Promise<void> {
    for (const stems of stretches) {
      for (const [i, samples] of stems.entries()) await this.writers[i]?.writeIntegers(samples);
    }
  }

  async finish(): Promise<readonly WrittenStem[]> {
    for (const writer of this.writers) await writer.finish();
    return this.written;
  }
}

async function work(job: SeparationJob): Promise<readonly WrittenStem[]> {
  const audio = openAudio(job.path, {
    ffmpegProgram: job.ffmpegProgram,
    onProcess: (pid) => {
      post({ kind: 'process', pid });
    },
  });
  let stems: MixStems | undefined;
  let files: StemFiles | undefined;
  let [rate, durationSec] = [0, 0];
  for await (const { channels, sampleRate, consumed } of audio) {
    if (stems === undefined || files === undefined) {
      rate = sampleRate;
      const sides = channels.length === 1 ? 1 : 2;
      stems = new MixStems(sampleRate, sides, job.notes);
      files = await StemFiles.create(stems.names, job.outPrefix, sampleRate, sides);
    }
    if (sampleRate !== rate) throw rateChanges();
    durationSec += (channels[0]?.length ?? 0) / sampleRate;
    if (durationSec > MAX_DURATION_SEC) throw tooLong();
    await files.write(stems.push(asStereo(channels)));
    post({ kind: 'progress', fraction: consumed });
  }
  await files?.write(stems?.flush() ?? []);
  return (await files?.finish()) ?? [];
}

function rateChanges(): StemstaveError {
  return new StemstaveError(
    'rate-changes',
    'This recording is put together from pieces of different sample rates, and cannot be taken apart. Please convert it to WAV first.',
  );
}

work(workerData as SeparationJob).then(
  (result) => {
    post({ kind: 'done', result });
  },
  (error: unknown) => {
    const isSystemError = error instanceof Error && 'syscall' in error;
    post({ kind: 'failed', error: toPlainError(isSystemError ? fileError(error) : error) });
  },
);
