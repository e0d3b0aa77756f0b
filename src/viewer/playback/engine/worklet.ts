import { SoundEngine, type Stereo } from './engine.ts';
import type { EngineCommand, EngineReport } from './messages.ts';

/** Audio worklet entry: the sound engine as a node, its messages over the node's port. */
class SoundProcessor extends AudioWorkletProcessor {
  readonly #engine = new SoundEngine(sampleRate, (report) => {
    this.#tell(report);
  });

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<EngineCommand>) => {
      try {
        this.#engine.handle(data, currentTime);
      } catch (error) {
        this.#tell({
          type: 'failed',
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    };
  }

  override process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const pairs = outputs.flatMap(([left, right]): Stereo[] =>
      left !== undefined && right !== undefined ? [[left, right]] : [],
    );
    this.#engine.render(pairs, pairs[0]?.[0].length ?? 0, currentTime);
    return true;
  }

  #tell(report: EngineReport): void {
    this.port.postMessage(report);
  }
}

registerProcessor('stemstave-sound', SoundProcessor);
