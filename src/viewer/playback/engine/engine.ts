import { assertNever } from '../../../errors.ts';
import { CONCERT_PITCH_HZ } from '../../../transcription/tuning.ts';
import { OUTPUTS, type EngineCommand, type EngineReport } from './messages.ts';
import { Metronome } from './metronome.ts';
import { NotePlayer } from './note-player.ts';
import { Synthesizer } from './synthesizer.ts';
import { Tape } from './tape.ts';
import { Transport } from './transport.ts';

/** Left and right. */
export type Stereo = readonly [Float32Array, Float32Array];

/**
 * Everything that sounds, on one clock: recording, parts and metronome follow one transport frame by
 * frame, so that they can't drift apart and nothing on the page can make them stutter. Knows no Web
 * Audio: runs in an audio worklet, and in tests anywhere.
 */
export class SoundEngine {
  readonly #sampleRate: number;
  readonly #report: (report: EngineReport) => void;
  readonly #transport: Transport;
  readonly #synth: Synthesizer;
  readonly #notes: NotePlayer;
  readonly #tape: Tape;
  readonly #metronome: Metronome;

  constructor(sampleRate: number, report: (report: EngineReport) => void) {
    this.#sampleRate = sampleRate;
    this.#report = report;
    this.#transport = new Transport(sampleRate);
    this.#synth = new Synthesizer(sampleRate);
    this.#notes = new NotePlayer(this.#synth, sampleRate);
    this.#tape = new Tape(sampleRate, (track, chunks) => {
      report({ type: 'wants', track, chunks });
    });
    this.#metronome = new Metronome(sampleRate);
  }

  /** @param contextSec the audio clock at the next frame to be rendered */
  handle(command: EngineCommand, contextSec: number): void {
    switch (command.type) {
      case 'sound-bank':
        this.#synth.loadSounds(command.bytes);
        this.#report({ type: 'sound-bank-ready' });
        return;
      case 'parts':
        this.#synth.setParts(command.sounds);
        this.#synth.setTuning(command.tuningHz ?? CONCERT_PITCH_HZ);
        this.#notes.load(command.notes);
        return;
      case 'track':
        this.#tape.load(command.track, command.channels);
        return;
      case 'stream':
        this.#tape.stream(command.track, command);
        return;
      case 'chunk':
        this.#tape.addChunk(command.track, command.chunk, command.channels);
        return;
      case 'track-gains':
        this.#tape.setGains(command.gains);
        return;
      case 'no-tracks':
        this.#tape.clear();
        return;
      case 'clicks':
        this.#metronome.load(command.clicks);
        return;
      case 'metronome':
        this.#metronome.isOn = command.isOn;
        return;
      case 'play': {
        const { fromSec, endSec, countIn } = command;
        this.#notes.stop();
        this.#tape.begin();
        this.#transport.play(fromSec, endSec, countIn?.lengthSec ?? 0);
        if (countIn !== undefined) this.#metronome.countIn(countIn.clicks);
        this.#tell(contextSec);
        return;
      }
      case 'stop':
        this.#transport.stop();
        this.#notes.stop();
        this.#tell(contextSec);
        return;
      case 'speed':
        this.#transport.setSpeed(command.speed);
        if (this.#transport.isPlaying) this.#tell(contextSec);
        return;
      case 'loop':
        this.#transport.setLoop(command.loop);
        return;
      case 'gains':
        this.#synth.setGains(command.gains);
        return;
      case 'preview':
        command.pitches.forEach((pitch, i) => {
          if (i === 0) this.#notes.preview(command.part, pitch, command.velocity);
          else this.#notes.addPreview(command.part, pitch, command.velocity);
        });
        return;
      default:
        assertNever(command);
    }
  }

  /**
   * Adds the next frames to the outputs (see `OUTPUTS`).
   * @param contextSec the audio clock at the first of them
   */
  render(outputs: readonly Stereo[], frames: number, contextSec: number): void {
    const [tape, parts] = [outputs[OUTPUTS.recording], outputs[OUTPUTS.parts]];
    const clicks = outputs[OUTPUTS.clicks];
    if (tape === undefined || parts === undefined || clicks === undefined) return;
    this.#keepUp(contextSec);
    for (let done = 0; done < frames;) {
      const { isWaiting, isPlaying } = this.#transport;
      const span = this.#transport.next(frames - done);
      if (span.isJump) this.#tell(contextSec + done / this.#sampleRate, span.fromSec);
      if (isPlaying && !this.#transport.isPlaying) this.#end(contextSec + done / this.#sampleRate);
      this.#tape.render(span, tape, done);
      this.#notes.render(span, parts[0], parts[1], done);
      this.#metronome.render(span, clicks[0], done, isWaiting);
      done += span.frames;
    }
    clicks[1].set(clicks[0]);
  }

  /** Nothing runs ahead of a recording that is still being fetched: all of it waits, and goes on together. */
  #keepUp(contextSec: number): void {
    const { positionSec, loop, isPlaying, isHeld } = this.#transport;
    this.#transport.isHeld = isPlaying && !this.#tape.follow(positionSec, loop);
    if (this.#transport.isHeld !== isHeld) this.#tell(contextSec);
  }

  #end(contextSec: number): void {
    this.#notes.stop();
    this.#tell(contextSec);
    this.#report({ type: 'ended' });
  }

  #tell(contextSec: number, positionSec = this.#transport.positionSec): void {
    this.#report({
      type: 'clock',
      reading: { contextSec, positionSec, speed: this.#transport.pace },
      isPlaying: this.#transport.isPlaying,
    });
  }
}
