import { StemstaveError } from '../../../errors.ts';
import { MODEL_RATE, Resampler } from '../audio/resample.ts';
import { stemFileName } from '../../stem-file-name.ts';
import type { SeparationModel, StemSamples, StemSource, Stereo } from './messages.ts';
import { loadRuntime, loadSession, type OnnxRuntime, type Session } from './onnx-runtime.ts';
import { samplesOf } from './samples.ts';

/** The rate that models of this kind listen at, Hz. */
const RATE = 44_100;
/** Samples given at once to a model that takes any number: 7.8 s. */
const USUAL_SAMPLES = 343_980;
/** Fewer make no sense; more would not fit in memory. */
const FEWEST_SAMPLES = 1024;
const MOST_SAMPLES = 60 * RATE;
/** Of each stretch, the part that is also in the next: stems go over into each other there. */
const OVERLAP = 4;
const MOST_STEMS = 16;
/** By how many there are: the order of Demucs and of Spleeter. */
const USUAL_NAMES: Readonly<Record<number, readonly string[]>> = {
  2: ['Vocals', 'Accompaniment'],
  4: ['Drums', 'Bass', 'Other', 'Vocals'],
};

/** Stems by a model that the user points at: see MODELS.md. Stretch after stretch, so that memory stays flat. */
export class ModelStems implements StemSource {
  readonly sampleRate = RATE;
  readonly channels = 2;
  names: readonly string[] = [];
  private readonly runtime: OnnxRuntime;
  private readonly session: Session;
  private readonly model: SeparationModel;
  private readonly resamplers: readonly [Resampler, Resampler] | undefined;
  private readonly samples: number;
  private readonly stride: number;
  private readonly mix: Stereo;
  /** Of each stem, what overlaps with the stretch to come. */
  private sums: Stereo[] = [];
  private filled = 0;
  private runs = 0;

  private constructor(
    runtime: OnnxRuntime,
    session: Session,
    model: SeparationModel,
    sampleRate: number,
  ) {
    this.runtime = runtime;
    this.session = session;
    this.model = model;
    this.samples = samplesAtOnce(session);
    this.stride = this.samples - Math.floor(this.samples / OVERLAP);
    this.mix = [new Float32Array(this.samples), new Float32Array(this.samples)];
    // The converter halves to its own rate: told of half the rate, it gives twice that.
    const from = (sampleRate * MODEL_RATE) / RATE;
    this.resamplers = sampleRate === RATE ? undefined : [new Resampler(from), new Resampler(from)];
  }

  /** @throws {StemstaveError} for each way in which runtime and model can be wrong */
  static async load(model: SeparationModel, sampleRate: number): Promise<ModelStems> {
    const runtime = await loadRuntime(model.runtimePath);
    const session = await loadSession(runtime, model.modelPath);
    if (session.inputNames.length !== 1 || session.outputNames.length !== 1) {
      throw wrongShape(
        `It has ${session.inputNames.length} inputs and ${session.outputNames.length} outputs.`,
      );
    }
    return new ModelStems(runtime, session, model, sampleRate);
  }

  async push([left, right]: Stereo): Promise<readonly StemSamples[]> {
    const [first, second] = this.resamplers ?? [];
    return this.take([first?.push(left) ?? left, second?.push(right) ?? right]);
  }

  async flush(): Promise<readonly StemSamples[]> {
    const [first, second] = this.resamplers ?? [];
    const none = new Float32Array();
    const ready = [...(await this.take([first?.flush() ?? none, second?.flush() ?? none]))];
    // What is left, followed by silence.
    for (const channel of this.mix) channel.fill(0, this.filled);
    if (this.filled > 0) ready.push(await this.next(this.filled, true));
    this.filled = 0;
    return ready;
  }

  private async take([left, right]: Stereo): Promise<readonly StemSamples[]> {
    const ready: StemSamples[] = [];
    for (let at = 0; at < left.length;) {
      const count = Math.min(left.length - at, this.samples - this.filled);
      this.mix[0].set(left.subarray(at, at + count), this.filled);
      this.mix[1].set(right.subarray(at, at + count), this.filled);
      this.filled += count;
      at += count;
      if (this.filled < this.samples) break;
      ready.push(await this.next(this.stride, false));
      for (const channel of this.mix) channel.copyWithin(0, this.stride);
      this.filled -= this.stride;
    }
    return ready;
  }

  /** Listens to what is there. @returns the first `count` samples of each stem */
  private async next(count: number, isLast: boolean): Promise<StemSamples> {
    const { samples, stride } = this;
    const { data, stems } = await this.listen();
    if (this.runs === 0) {
      this.names = namesOf(this.model.stemNames, stems);
      const sum = (): Stereo => [new Float32Array(samples), new Float32Array(samples)];
      this.sums = Array.from({ length: stems }, sum);
    }
    const isFirst = this.runs++ === 0;
    const overlap = samples - stride;
    this.sums.forEach((channels, stem) => {
      channels.forEach((channel, side) => {
        const from = (2 * stem + side) * samples;
        for (let i = 0; i < samples; i++) {
          const rise = isFirst ? 1 : Math.min(1, (i + 0.5) / overlap);
          const fall = isLast ? 1 : (samples - i - 0.5) / overlap;
          const value = data[from + i] ?? 0;
          channel[i] =
            (channel[i] ?? 0) + (Number.isFinite(value) ? rise * Math.min(1, fall) * value : 0);
        }
      });
    });
    return this.sums.map((channels) => {
      const [left, right] = channels;
      const given = samplesOf([left.subarray(0, count), right.subarray(0, count)], 2);
      for (const channel of channels) {
        channel.copyWithin(0, stride);
        channel.fill(0, overlap);
      }
      return given;
    });
  }

  private async listen(): Promise<{ data: Float32Array; stems: number }> {
    const { samples, session } = this;
    const input = new Float32Array(2 * samples);
    input.set(this.mix[0]);
    input.set(this.mix[1], samples);
    const tensor = new this.runtime.Tensor('float32', input, [1, 2, samples]);
    const output = await session
      .run({ [session.inputNames[0] ?? '']: tensor })
      .catch((cause: unknown) => {
        throw wrongShape(`It does not take a [1, 2, ${samples}] input.`, cause);
      });
    const { dims = [], data } = output[session.outputNames[0] ?? ''] ?? {};
    const [one, stems = 0, sides, length] = dims;
    const isRight = dims.length === 4 && one === 1 && sides === 2 && length === samples;
    if (!isRight || stems < 1 || stems > MOST_STEMS || !(data instanceof Float32Array)) {
      throw wrongShape(`Its output is [${dims.join(', ')}].`);
    }
    return { data, stems };
  }
}

function samplesAtOnce({ inputMetadata }: Session): number {
  const samples = inputMetadata?.[0]?.shape?.[2];
  if (typeof samples !== 'number' || samples <= 0) return USUAL_SAMPLES;
  if (samples >= FEWEST_SAMPLES && samples <= MOST_SAMPLES) return samples;
  throw wrongShape(`It takes ${samples} samples at once.`);
}

/** Those the user gave, where there is one for each stem. */
function namesOf(given: readonly string[], stems: number): readonly string[] {
  if (given.length === stems) return given.map(stemFileName);
  return USUAL_NAMES[stems] ?? Array.from({ length: stems }, (_, i) => `Stem ${i + 1}`);
}

function wrongShape(what: string, cause?: unknown): StemstaveError {
  return new StemstaveError(
    'model-wrong-shape',
    `The separation model cannot be used here. ${what} Needed are one input [1, 2, samples] and one output [1, stems, 2, samples], both float32.`,
    { action: 'open-settings', cause },
  );
}
