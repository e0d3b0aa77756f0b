import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SoundEngine, type Stereo } from '../../../src/viewer/playback/engine/engine.ts';
import {
  OUTPUTS,
  type EngineCommand,
  type EngineNotes,
  type EngineReport,
} from '../../../src/viewer/playback/engine/messages.ts';
import { projectRoot } from '../../support/source-files.ts';

export const SAMPLE_RATE = 48_000;
const BLOCK = 128;

/** What a worklet would do, without a browser: the engine itself, block by block. */
export class RenderedSound {
  readonly reports: EngineReport[] = [];
  readonly #engine = new SoundEngine(SAMPLE_RATE, (report) => this.reports.push(report));
  #frame = 0;

  say(command: EngineCommand): void {
    this.#engine.handle(command, this.#frame / SAMPLE_RATE);
  }

  /** Loads the sounds that ship. */
  withSounds(): this {
    const bytes = readFileSync(join(projectRoot, 'media', 'sounds', 'general-midi.sf2'));
    this.say({ type: 'sound-bank', bytes: new Uint8Array(bytes).buffer });
    return this;
  }

  /** The next seconds of one output, left channel. */
  next(sec: number, output: keyof Omit<typeof OUTPUTS, 'count'>): Float32Array {
    const all = this.nextOfAll(sec);
    return all[OUTPUTS[output]] ?? new Float32Array(0);
  }

  /** The next seconds of all outputs, left channels. */
  nextOfAll(sec: number): Float32Array[] {
    const blocks = Math.round((sec * SAMPLE_RATE) / BLOCK);
    const whole = Array.from({ length: OUTPUTS.count }, () => new Float32Array(blocks * BLOCK));
    for (let block = 0; block < blocks; block++) {
      const outputs = whole.map((): Stereo => [new Float32Array(BLOCK), new Float32Array(BLOCK)]);
      this.#engine.render(outputs, BLOCK, this.#frame / SAMPLE_RATE);
      outputs.forEach(([left], i) => whole[i]?.set(left, block * BLOCK));
      this.#frame += BLOCK;
    }
    return whole;
  }
}

export interface TestNote {
  readonly part?: number;
  readonly pitch: number;
  readonly startSec: number;
  readonly endSec: number;
}

export function engineNotes(notes: readonly TestNote[]): EngineNotes {
  return {
    parts: Uint16Array.from(notes, ({ part }) => part ?? 0),
    pitches: Uint8Array.from(notes, ({ pitch }) => pitch),
    startsSec: Float64Array.from(notes, ({ startSec }) => startSec),
    endsSec: Float64Array.from(notes, ({ endSec }) => endSec),
    velocities: Float32Array.from(notes, () => 0.8),
  };
}

export function loudness(samples: Float32Array, fromSec = 0, toSec = Infinity): number {
  const part = samples.subarray(
    Math.round(fromSec * SAMPLE_RATE),
    Math.min(samples.length, toSec * SAMPLE_RATE),
  );
  let sum = 0;
  for (const sample of part) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, part.length));
}

/** The first second at which the sound is louder than a hundredth of its peak. */
export function onsetSec(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return samples.findIndex((sample) => Math.abs(sample) > peak / 100) / SAMPLE_RATE;
}

/** Every second at which sound begins after 50 ms of silence. */
export function onsets(samples: Float32Array): number[] {
  const found: number[] = [];
  let quiet = Infinity;
  samples.forEach((sample, i) => {
    if (Math.abs(sample) < 1e-3) {
      quiet++;
      return;
    }
    if (quiet > 0.05 * SAMPLE_RATE) found.push(i / SAMPLE_RATE);
    quiet = 0;
  });
  return found;
}

/** How much of a frequency is in the sound (the Goertzel algorithm under a Hann window). */
export function strengthAt(samples: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  samples.forEach((sample, i) => {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length);
    const phase = (2 * Math.PI * hz * i) / SAMPLE_RATE;
    re += weight * sample * Math.cos(phase);
    im -= weight * sample * Math.sin(phase);
  });
  return Math.hypot(re, im) / samples.length;
}

/** The strongest frequency, searched by sixteenths of a semitone. */
export function strongestHz(samples: Float32Array, fromHz: number, toHz: number): number {
  let [best, bestStrength] = [0, 0];
  for (let hz = fromHz; hz <= toHz; hz *= 2 ** (1 / 192)) {
    const strength = strengthAt(samples, hz);
    if (strength > bestStrength) [best, bestStrength] = [hz, strength];
  }
  return best;
}
