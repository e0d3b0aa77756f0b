import { availableParallelism } from 'node:os';
import { CancelledError } from '../../errors.ts';
import type { Transcription } from '../../transcription/model.ts';
import type { AudioFile, Engine, EngineProgress } from '../engine.ts';
import { checkFile } from './audio/check-file.ts';
import { JobThreads } from './job-threads.ts';
import type { StageTimes } from './stage-times.ts';

export interface OnDeviceEngineOptions {
  /** The bundled worker. */
  readonly workerPath: string;
  /** Folder with `models/basic-pitch/` and `wasm/`. */
  readonly assetsDir: string;
  /** The ffmpeg for M4A and AAC; without it, the one in PATH. */
  readonly ffmpegPath?: string;
  /** How many listen at once; without it, one less than there are cores, at most 4. */
  readonly maxWorkers?: number;
}

export interface OnDeviceOptions {
  /** Keep how the pitch of single lines bends: voices, guitars, winds. */
  readonly pitchBends?: boolean;
  /** Told at the end where the time went. */
  readonly onTimes?: (times: StageTimes) => void;
}

const MOST_WORKERS = 4;

/**
 * The engine that needs no key and no network: finds notes with Spotify's Basic Pitch model, drums with
 * a small net of our own, deals the notes out to parts by rule and guesses who plays them. All work is done
 * in worker threads, which end with the job.
 */
export function createOnDeviceEngine(
  options: OnDeviceEngineOptions,
): Engine<AudioFile, OnDeviceOptions> {
  return {
    async transcribe(
      { path }: AudioFile,
      { onTimes, pitchBends = false }: OnDeviceOptions,
      onProgress: (progress: EngineProgress) => void,
      signal: AbortSignal,
    ): Promise<Transcription> {
      throwIfCancelled(signal);
      onProgress({ fraction: 0, message: 'Opening the recording' });
      await checkFile(path);
      // The signal may have been aborted while the disk was asked.
      throwIfCancelled(signal);
      const threads = new JobThreads({
        workerPath: options.workerPath,
        assetsDir: options.assetsDir,
        ffmpegProgram: options.ffmpegPath ?? 'ffmpeg',
        path,
        pitchBends,
        listenerCount: listenerCount(options.maxWorkers),
        onProgress,
      });
      const { transcription, times } = await threads.run(signal);
      onTimes?.(times);
      return transcription;
    },
  };
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}

function listenerCount(maxWorkers: number | undefined): number {
  const free = Math.min(MOST_WORKERS, availableParallelism() - 1);
  return Math.max(1, maxWorkers ?? free);
}
