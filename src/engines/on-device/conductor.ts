import { toPlainError } from './plain-error.ts';
import type { Transcription } from '../../transcription/model.ts';
import type { EngineProgress, NotesHeard } from '../engine.ts';
import { fileError, MAX_DURATION_SEC, tooLong } from './audio/check-file.ts';
import { Loudness } from './audio/loudness.ts';
import { MonoStream } from './audio/mono-stream.ts';
import { openAudio } from './audio/open-audio.ts';
import { MODEL_RATE } from './audio/resample.ts';
import { Chunker, type Chunk } from './basic-pitch/chunker.ts';
import { HOP_SAMPLES } from './basic-pitch/grid.ts';
import type { Activations } from './basic-pitch/model.ts';
import { ChildSlot } from './child-slot.ts';
import { BandStream } from './drums/bands.ts';
import { findDrums } from './drums/find-drums.ts';
import { Listeners } from './listeners.ts';
import type { ConductorJob, JobMessage } from './messages.ts';
import type { PcmBlock } from './audio/pcm.ts';
import { FirstHearing } from './notes/first-hearing.ts';
import { withBends } from './parts/with-bends.ts';
import { findParts } from './parts/find-parts.ts';
import { StopClock, type StageTimes } from './stage-times.ts';
import { asPlayed, correctionOf } from './tuning/correction.ts';
import { TuningFinder, type Tuning } from './tuning/tuning-finder.ts';

/** Of the whole job, the share that is over when the tuning is known … */
const TUNED = 0.05;
/** … and when all is heard; the rest is putting the notes together. */
const HEARD = 0.96;

/** Transcribes one recording and posts the result, or what went wrong. Never throws. */
export async function conduct(
  job: ConductorJob,
  post: (message: JobMessage) => void,
): Promise<void> {
  try {
    post({ kind: 'done', ...(await new Conductor(job, post).transcribe()) });
  } catch (error) {
    const isSystemError = error instanceof Error && 'syscall' in error;
    post({ kind: 'failed', error: toPlainError(isSystemError ? fileError(error) : error) });
  }
}

class Conductor {
  private readonly clock = new StopClock<'decode' | 'tuning' | 'resample' | 'drums' | 'notes'>();
  private mono = new MonoStream();
  private readonly chunker = new Chunker();
  private readonly loudness = new Loudness();
  private readonly bands = new BandStream();
  private readonly listeners: Listeners;
  private readonly job: ConductorJob;
  private readonly post: (message: JobMessage) => void;
  private hearing = new FirstHearing(0);
  private chunksCut = 0;
  private consumed = 0;
  /** Length of the recording in seconds, known once it has been decoded for its tuning. */
  private lengthSec = 0;

  constructor(job: ConductorJob, post: (message: JobMessage) => void) {
    this.job = job;
    this.post = post;
    this.listeners = new Listeners(job.listeners, (next) => {
      this.reportListening(next);
    });
  }

  async transcribe(): Promise<{ transcription: Transcription; times: StageTimes }> {
    const tuning = await this.findTuning();
    const pitchRatio = correctionOf(tuning);
    this.mono = new MonoStream(pitchRatio);
    this.hearing = new FirstHearing(this.lengthSec, pitchRatio);
    await this.readAll();
    const frameCount = Math.ceil(this.mono.samples / HOP_SAMPLES);
    const activations = await this.listeners.finish(frameCount);
    this.post({
      kind: 'progress',
      progress: {
        fraction: HEARD,
        message: 'Finding the parts',
        notesHeard: this.hearing.finish(),
        notesSoFar: this.hearing.count,
        durationSec: this.lengthSec,
      },
    });
    const durationSec = this.mono.samples / MODEL_RATE;
    const levels = this.bands.finish();
    const hits = this.clock.measure('drums', () => findDrums(levels, durationSec));
    const asTuned = this.clock.measure('notes', () =>
      findParts({
        activations,
        levels,
        hits,
        loudnessDb: this.loudness.finish(),
        durationSec,
      }),
    );
    const bent = withBends(asTuned, activations.bends);
    const transcription = asPlayed(bent, pitchRatio, tuning);
    const times = {
      tuningMs: this.clock.totalMs('tuning'),
      decodeMs: this.clock.totalMs('decode'),
      resampleMs: this.clock.totalMs('resample'),
      drumsMs: this.clock.totalMs('drums'),
      listenMs: this.listeners.busyMs,
      notesMs: this.clock.totalMs('notes'),
    };
    return { transcription, times };
  }

  /** Decodes once only to learn how the recording is tuned: what is heard before that may be wrong. */
  private async findTuning(): Promise<Tuning | undefined> {
    const finder = new TuningFinder();
    this.lengthSec = await this.decode((block) => {
      this.clock.measure('tuning', () => {
        finder.push(block);
      });
      const fraction = TUNED * block.consumed;
      this.post({ kind: 'progress', progress: { fraction, message: 'Finding the tuning' } });
    });
    return finder.finish();
  }

  /** Decodes to the end; waits where the listeners are behind, so that little sound is held at a time. */
  private async readAll(): Promise<void> {
    await this.decode(async (block) => {
      this.consumed = block.consumed;
      await this.hear(this.clock.measure('resample', () => this.mono.push(block)));
    });
    this.consumed = 1;
    await this.hear(this.mono.flush());
    const last = this.chunker.flush();
    if (last !== undefined) await this.give(last);
  }

  /**
   * @returns how many seconds there are
   * @throws {StemstaveError} `audio-too-long`, and what `openAudio` throws
   */
  private async decode(take: (block: PcmBlock) => void | Promise<void>): Promise<number> {
    const audio = openAudio(this.job.path, {
      ffmpegProgram: this.job.ffmpegProgram,
      child: new ChildSlot(this.job.childMemory),
    });
    let decodedSec = 0;
    for (;;) {
      const next = await this.clock.measureAsync('decode', () => audio.next());
      if (next.done === true) return decodedSec;
      const { channels, sampleRate } = next.value;
      decodedSec += (channels[0]?.length ?? 0) / sampleRate;
      if (decodedSec > MAX_DURATION_SEC) throw tooLong();
      await take(next.value);
    }
  }

  private async hear(samples: Float32Array): Promise<void> {
    this.loudness.push(samples);
    this.clock.measure('drums', () => {
      this.bands.push(samples);
    });
    for (const chunk of this.chunker.push(samples)) await this.give(chunk);
  }

  private async give(chunk: Chunk): Promise<void> {
    this.chunksCut++;
    await this.listeners.listen(chunk);
  }

  /** Chunks cut so far are to all chunks as bytes read are to all bytes. */
  private reportListening(next: readonly Activations[]): void {
    const all = this.consumed > 0 ? this.chunksCut / this.consumed : Infinity;
    const fraction = TUNED + (HEARD - TUNED) * (this.listeners.heard / all);
    for (const activations of next) {
      const notesHeard = this.hearing.push(activations);
      this.post({ kind: 'progress', progress: this.listening(fraction, notesHeard) });
    }
    if (next.length === 0) this.post({ kind: 'progress', progress: this.listening(fraction) });
  }

  private listening(fraction: number, notesHeard?: NotesHeard): EngineProgress {
    return {
      fraction,
      message: 'Listening for notes',
      notesSoFar: this.hearing.count,
      durationSec: this.lengthSec,
      ...(notesHeard === undefined ? {} : { notesHeard }),
    };
  }
}
