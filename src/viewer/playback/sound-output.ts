import { OUTPUTS, type EngineCommand, type EngineReport } from './engine/messages.ts';

/** Gains move this fast, so that a change is no click. */
const GLIDE_SEC = 0.015;

/** The page's audio: one context and one engine node, made at the first sound, kept for good. */
export class SoundOutput {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  readonly #gains: readonly GainNode[];
  readonly #listeners = new Set<(report: EngineReport) => void>();

  private constructor(context: AudioContext) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, 'stemstave-sound', {
      numberOfInputs: 0,
      numberOfOutputs: OUTPUTS.count,
      outputChannelCount: [2, 2, 2],
    });
    const main = new GainNode(context);
    this.#gains = [OUTPUTS.recording, OUTPUTS.parts, OUTPUTS.clicks].map((output) => {
      const gain = new GainNode(context);
      this.#node.connect(gain, output);
      gain.connect(main);
      return gain;
    });
    // Recording and parts together may be louder than full scale.
    const limiter = new DynamicsCompressorNode(context, {
      threshold: -3,
      knee: 3,
      ratio: 20,
      attack: 0.002,
      release: 0.1,
    });
    main.connect(limiter).connect(context.destination);
    this.#node.port.onmessage = ({ data }: MessageEvent<EngineReport>) => {
      for (const listener of this.#listeners) listener(data);
    };
  }

  /**
   * Opens the audio; call it from a key press or a click, or browsers keep it silent.
   * @param engineUri script of the engine's worklet
   */
  static async open(engineUri: string): Promise<SoundOutput> {
    const context = new AudioContext({ latencyHint: 'interactive' });
    const running = context.resume();
    await context.audioWorklet.addModule(engineUri);
    await running;
    return new SoundOutput(context);
  }

  get sampleRate(): number {
    return this.#context.sampleRate;
  }

  /** The audio clock, in seconds, of what is heard at this moment. */
  get heardSec(): number {
    const { currentTime, outputLatency } = this.#context;
    const { contextTime = 0, performanceTime = 0 } = this.#context.getOutputTimestamp();
    const since = contextTime + (performance.now() - performanceTime) / 1000;
    // Some devices say nothing of use here; then what is being rendered is the best guess.
    const isPlausible = contextTime > 0 && since <= currentTime + 0.02 && since > currentTime - 0.5;
    return isPlausible ? since : currentTime - (Number.isFinite(outputLatency) ? outputLatency : 0);
  }

  send(command: EngineCommand, transfer: readonly Transferable[] = []): void {
    this.#node.port.postMessage(command, [...transfer]);
  }

  /** @returns takes the listener off again */
  listen(listener: (report: EngineReport) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setGain(output: keyof Omit<typeof OUTPUTS, 'count'>, gain: number): void {
    this.#gains[OUTPUTS[output]]?.gain.setTargetAtTime(gain, this.#context.currentTime, GLIDE_SEC);
  }

  /** Samples of an audio file at the context's rate, one array per channel. */
  async decode(bytes: ArrayBuffer): Promise<Float32Array<ArrayBuffer>[]> {
    const buffer = await this.#context.decodeAudioData(bytes);
    return Array.from({ length: Math.min(2, buffer.numberOfChannels) }, (_, channel) =>
      buffer.getChannelData(channel).slice(),
    );
  }

  /**
   * The same in 16 bits, which takes half as much to hold. What is silent all through has no channel,
   * and what is the same left and right has one.
   */
  async decode16(bytes: ArrayBuffer): Promise<Int16Array<ArrayBuffer>[]> {
    const buffer = await this.#context.decodeAudioData(bytes);
    const channels = Array.from({ length: Math.min(2, buffer.numberOfChannels) }, (_, channel) =>
      in16Bits(buffer.getChannelData(channel)),
    );
    const [left, right] = channels;
    if (channels.every((samples) => samples.every((sample) => sample === 0))) return [];
    const isMono = left !== undefined && right?.every((sample, i) => sample === left[i]) === true;
    return isMono ? [left] : channels;
  }

  wake(): Promise<void> {
    return this.#context.resume();
  }

  /** Lets the machine rest while nothing sounds. */
  sleep(): Promise<void> {
    return this.#context.suspend();
  }
}

function in16Bits(samples: Float32Array): Int16Array<ArrayBuffer> {
  const whole = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    whole[i] = Math.max(-32_768, Math.min(32_767, Math.round((samples[i] ?? 0) * 32_768)));
  }
  return whole;
}
