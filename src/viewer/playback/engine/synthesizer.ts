import { SoundBankLoader, SpessaSynthProcessor } from 'spessasynth_core';
import { CONCERT_PITCH_HZ } from '../../../transcription/tuning.ts';
import type { PartSound } from './messages.ts';

/** Frames the synthesiser renders at once at most. */
const MOST_FRAMES = 128;

/** General MIDI sound, one channel a part. Silent until it has a sound bank. */
export class Synthesizer {
  readonly #core: SpessaSynthProcessor;
  #hasSounds = false;
  #parts: readonly PartSound[] = [];
  #gains: readonly number[] = [];

  constructor(sampleRate: number) {
    this.#core = new SpessaSynthProcessor(sampleRate, {
      maxBufferSize: MOST_FRAMES,
      eventsEnabled: false,
    });
  }

  /**
   * Takes the sounds from a SoundFont 2 file.
   * @throws {Error} if it is none
   */
  loadSounds(bytes: ArrayBuffer): void {
    this.#core.soundBankManager.addSoundBank(SoundBankLoader.fromArrayBuffer(bytes), 'sounds');
    this.#hasSounds = true;
    this.setParts(this.#parts);
  }

  /** Gives every part its instrument. */
  setParts(parts: readonly PartSound[]): void {
    this.#parts = parts;
    if (!this.#hasSounds) return;
    this.stopAll();
    while (this.#core.midiChannels.length < parts.length) this.#core.createMIDIChannel();
    parts.forEach(({ program, isDrum }, part) => {
      this.#core.midiChannels[part]?.setDrums(isDrum);
      this.#core.programChange(part, isDrum ? 0 : program);
    });
    this.setGains(this.#gains);
  }

  /** @param tuningHz frequency of A4; drums have none */
  setTuning(tuningHz: number): void {
    const cents = 1200 * Math.log2(tuningHz / CONCERT_PITCH_HZ);
    this.#core.setSystemParameter('fineTune', cents);
  }

  /** @param gains loudness of each part; 1 is usual */
  setGains(gains: readonly number[]): void {
    this.#gains = gains;
    gains.forEach((gain, part) => {
      this.#core.midiChannels[part]?.setSystemParameter('gain', gain);
    });
  }

  /** @param velocity 0–1 */
  noteOn(part: number, pitch: number, velocity: number): void {
    if (!this.#hasSounds) return;
    this.#core.noteOn(part, pitch, Math.min(127, Math.max(1, Math.round(velocity * 127))));
  }

  noteOff(part: number, pitch: number): void {
    if (this.#hasSounds) this.#core.noteOff(part, pitch);
  }

  /** Lets every note go; they ring out as their instruments do. */
  stopAll(): void {
    this.#core.stopAllChannels();
  }

  /** Adds sound to both outputs. */
  render(left: Float32Array, right: Float32Array, offset: number, frames: number): void {
    if (!this.#hasSounds) return;
    for (let done = 0; done < frames; done += MOST_FRAMES) {
      this.#core.process(left, right, offset + done, Math.min(MOST_FRAMES, frames - done));
    }
  }
}
