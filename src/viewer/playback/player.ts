import type { PlaybackOpened } from '../../protocol/performance-messages.ts';
import type { PerformanceFeed } from '../performance-feed.ts';
import type { EngineReport, Loop } from './engine/messages.ts';
import {
  partGains,
  playsParts,
  playsStems,
  sourceGains,
  sourceOf,
  withPart,
  type PartMix,
  type Source,
} from './mix.ts';
import type { PlaybackSettings } from './playback-settings.ts';
import { ScoreClock } from './score-clock.ts';
import type { SoundOutput } from './sound-output.ts';
import { endOf, loadParts } from './sound-source.ts';
import { countInBefore, startOfPlay } from './start-of-play.ts';
import { Tracks } from './tracks.ts';

/** An instrument that is silent for so long may let the machine rest: tails ring, and people press play again. */
const REST_AFTER_MS = 4000;
const PREVIEW_VELOCITY = 0.75;

export type PlayerState = 'stopped' | 'loading' | 'playing';

/** Plays one score. Loads what it needs at the first sound; tells its listeners when anything changes. */
export class Player {
  readonly #feed: PerformanceFeed;
  readonly #openOutput: () => Promise<SoundOutput>;
  readonly #log: (text: string) => void;
  /** The recording and its stems. */
  readonly tracks: Tracks;
  readonly #clock = new ScoreClock();
  readonly #listeners = new Set<() => void>();
  #settings: PlaybackSettings;
  #state: PlayerState = 'stopped';
  #output: SoundOutput | undefined;
  #opened: PlaybackOpened | undefined;
  #loading: Promise<void> | undefined;
  #loop: Loop | undefined;
  #startedSec = 0;
  /** Counts the wishes to play: a wish that was withdrawn while the sounds came is not fulfilled. */
  #wish = 0;
  #restTimer = 0;
  #takeOff: () => void = () => undefined;

  /** @param openOutput called at the first sound, on a key press or a click */
  constructor(
    feed: PerformanceFeed,
    settings: PlaybackSettings,
    openOutput: () => Promise<SoundOutput>,
    log: (text: string) => void,
  ) {
    this.#feed = feed;
    this.#settings = settings;
    this.#openOutput = openOutput;
    this.#log = log;
    this.#clock.reset(0);
    this.tracks = new Tracks(feed, log, () => {
      this.#sendMix();
      if (this.#state === 'playing') void this.#load();
      this.#changed();
    });
  }

  get state(): PlayerState {
    return this.#state;
  }

  get settings(): PlaybackSettings {
    return this.#settings;
  }

  /** What sounds: what the person chose, as far as it is at hand. */
  get source(): Source {
    return sourceOf(this.#settings.mix, this.tracks.available);
  }

  get loop(): Loop | undefined {
    return this.#loop;
  }

  /** Where we are in the score, as it is heard at this moment. */
  get positionSec(): number {
    const loop = this.#settings.isLooping ? this.#loop : undefined;
    return this.#clock.positionAt(this.#output?.heardSec ?? 0, loop);
  }

  /** Calls `listener` after every change but that of the position. @returns takes it off again */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async toggle(): Promise<void> {
    if (this.#state === 'stopped') await this.play();
    else this.pause();
  }

  /** @param fromSec where; where it stands if absent */
  async play(fromSec?: number): Promise<void> {
    const wish = ++this.#wish;
    window.clearTimeout(this.#restTimer);
    if (this.#state === 'stopped') this.#enter('loading');
    try {
      await this.#load();
      await this.#output?.wake();
    } catch (error) {
      this.#enter('stopped');
      throw error;
    }
    const output = this.#output;
    const opened = this.#opened;
    if (wish !== this.#wish || output === undefined || opened === undefined) return;
    const { isLooping, hasCountIn, speed } = this.#settings;
    const startSec = startOfPlay(fromSec ?? this.positionSec, {
      opened,
      source: this.source,
      loop: isLooping ? this.#loop : undefined,
    });
    this.#startedSec = startSec;
    output.send({
      type: 'play',
      fromSec: startSec,
      endSec: endOf(opened),
      countIn: hasCountIn ? countInBefore(startSec, opened, speed) : undefined,
    });
    this.#enter('playing');
  }

  /** Stays where it is. */
  pause(): void {
    this.#wish += 1;
    if (this.#state === 'playing') {
      this.#output?.send({ type: 'stop' });
      this.#clock.reset(this.positionSec);
    }
    this.#enter('stopped');
    this.#restSoon();
  }

  /** Goes back to where play started; stopped already, to the beginning. */
  stop(): void {
    const backSec = this.#state === 'stopped' ? 0 : this.#startedSec;
    this.pause();
    this.seek(backSec);
  }

  /** Goes somewhere else; plays on from there if it plays. */
  seek(sec: number): void {
    if (this.#state === 'playing') {
      void this.play(sec);
      return;
    }
    this.#startedSec = sec;
    this.#clock.reset(sec);
    this.#changed();
  }

  /** What is played over and over while looping is on. */
  setLoop(loop: Loop | undefined): void {
    this.#loop = loop;
    this.#sendLoop();
    this.#changed();
  }

  change(settings: Partial<PlaybackSettings>): void {
    const before = this.#settings;
    this.#settings = { ...before, ...settings };
    if (before.speed !== this.#settings.speed) {
      this.#output?.send({ type: 'speed', speed: this.#settings.speed });
    }
    if (before.isLooping !== this.#settings.isLooping) this.#sendLoop();
    this.#sendMix();
    if (this.#state === 'playing') void this.#load();
    this.#changed();
  }

  /**
   * Mutes, solos or turns up one part. Whoever plays with single parts wants to hear them: where
   * neither they nor a stem of theirs sounds, they join in.
   */
  changePart(id: string, change: Partial<PartMix>): void {
    const { source } = this;
    const mix = withPart(this.#settings.mix, id, change);
    const isHeard =
      playsParts(source) ||
      (playsStems(source) && this.tracks.stems.some(({ partIds }) => partIds.includes(id)));
    if (isHeard) this.change({ mix });
    else this.change({ mix: { ...mix, source: joinedBy(source, change) } });
  }

  /** Lets notes be heard by themselves. */
  async preview(instrument: number, pitches: readonly number[]): Promise<void> {
    if (this.#state === 'playing') return;
    await this.#loadNotes();
    await this.#output?.wake();
    // A note that was asked for is heard, even where only the recording plays.
    this.#output?.setGain('parts', 1);
    this.#output?.send({ type: 'preview', part: instrument, pitches, velocity: PREVIEW_VELOCITY });
    this.#restSoon();
  }

  /** Falls silent for good. */
  close(): void {
    this.pause();
    this.#takeOff();
    this.tracks.close();
    this.#listeners.clear();
    this.#output?.send({ type: 'no-tracks' });
  }

  async #load(): Promise<void> {
    await this.#loadNotes();
    const gains = this.tracks.wantedGains(this.#settings.mix, this.source);
    if (this.#output !== undefined) await this.tracks.load(this.#output, gains);
  }

  #loadNotes(): Promise<void> {
    this.#loading ??= this.#openAndLoad().catch((error: unknown) => {
      // The next press tries again.
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #openAndLoad(): Promise<void> {
    const output = await this.#openOutput();
    this.#output = output;
    this.#takeOff();
    this.#takeOff = output.listen((report) => {
      this.#hear(report);
    });
    await this.tracks.look();
    this.#opened = await this.#feed.opened();
    await loadParts(this.#feed, output);
    output.send({ type: 'speed', speed: this.#settings.speed });
    this.#sendLoop();
    this.#sendMix();
  }

  #hear(report: EngineReport): void {
    switch (report.type) {
      case 'clock':
        // What the engine says of a place while nothing plays may be older than where somebody has gone.
        if (this.#state === 'playing') this.#clock.add(report.reading);
        return;
      case 'ended':
        this.#enter('stopped');
        this.#restSoon();
        return;
      case 'failed':
        this.#log(`The sound engine said: ${report.reason}`);
        return;
      case 'wants':
        this.tracks.want(report.chunks);
        return;
      case 'sound-bank-ready':
        return;
    }
  }

  #sendLoop(): void {
    const loop = this.#settings.isLooping ? this.#loop : undefined;
    this.#output?.send({ type: 'loop', loop });
  }

  #sendMix(): void {
    const output = this.#output;
    if (output === undefined || this.#opened === undefined) return;
    const { mix, hasMetronome } = this.#settings;
    const ids = this.#opened.instruments.map((_, index) => `P${index + 1}`);
    output.send({ type: 'gains', gains: partGains(mix, ids) });
    const wanted = this.tracks.wantedGains(mix, this.source);
    output.send({ type: 'track-gains', gains: this.tracks.heardGains(wanted) });
    const gains = sourceGains(mix, this.source);
    output.setGain('recording', gains.recording);
    output.setGain('parts', gains.parts);
    output.send({ type: 'metronome', isOn: hasMetronome });
  }

  #restSoon(): void {
    window.clearTimeout(this.#restTimer);
    this.#restTimer = window.setTimeout(() => {
      if (this.#state === 'stopped') void this.#output?.sleep();
    }, REST_AFTER_MS);
  }

  #enter(state: PlayerState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A part that is to be heard alone is heard without the recording. */
function joinedBy(source: Source, { isSolo }: Partial<PartMix>): Source {
  if (isSolo === true) return 'parts';
  return source === 'stems' ? 'stems-and-parts' : 'both';
}
