import { choice, group, iconButton, rename, setPressed, slider } from '../controls.ts';
import { icon } from '../icons.ts';
import { sourceOf } from './mix.ts';
import { SPEED } from './playback-settings.ts';
import type { Player } from './player.ts';

/** The controls of playback; shows what the player says, tells it what the person wants. */
export class TransportBar {
  readonly elements: readonly HTMLElement[];
  readonly #player: Player;
  readonly #play: HTMLButtonElement;
  readonly #loop: HTMLButtonElement;
  readonly #metronome: HTMLButtonElement;
  readonly #countIn: HTMLButtonElement;
  readonly #position: HTMLElement;
  readonly #source: HTMLSelectElement;
  readonly #balance: ReturnType<typeof slider>;
  readonly #speed: ReturnType<typeof slider>;
  readonly #speedWords: HTMLElement;

  /** @param press what each control does, as the keys do it */
  constructor(player: Player, press: { readonly play: () => void; readonly loop: () => void }) {
    this.#player = player;
    const { play, loop } = press;
    this.#play = iconButton('play', 'Play (Space)', play);
    this.#loop = iconButton('loop', 'Loop the selection (L)', loop);
    this.#metronome = iconButton('metronome', 'Metronome', () => {
      player.change({ hasMetronome: !player.settings.hasMetronome });
    });
    this.#countIn = iconButton('countIn', 'Count in', () => {
      player.change({ hasCountIn: !player.settings.hasCountIn });
    });
    const stop = iconButton('stop', 'Stop', () => {
      player.stop();
    });
    const start = iconButton('start', 'Back to the beginning', () => {
      player.seek(0);
    });
    this.#position = words('stemstave-position');
    this.#source = choice(
      'What is heard',
      [
        ['recording', 'Recording'],
        ['parts', 'Parts'],
        ['both', 'Both'],
      ],
      (source) => {
        player.change({ mix: { ...player.settings.mix, source } });
      },
    );
    this.#balance = slider({
      label: 'Balance of recording and parts',
      least: 0,
      most: 1,
      step: 0.05,
      words: (value) => `${Math.round(100 * (1 - value))} to ${Math.round(100 * value)}`,
      change: (balance) => {
        player.change({ mix: { ...player.settings.mix, balance } });
      },
    });
    this.#speed = slider({
      label: 'Speed',
      least: SPEED.least,
      most: SPEED.most,
      step: SPEED.step,
      words: percent,
      change: (speed) => {
        player.change({ speed });
      },
    });
    this.#speedWords = words('stemstave-speed');
    this.elements = [
      group('Playback', start, this.#play, stop),
      this.#position,
      group('Practice', this.#loop, this.#metronome, this.#countIn),
      group('Speed', this.#speed.element, this.#speedWords),
      group('Sound', this.#source, this.#balance.element),
    ];
    this.update();
  }

  /** Shows the player's state. */
  update(): void {
    const { state, settings, recording, progress } = this.#player;
    const isActive = state !== 'stopped';
    rename(this.#play, isActive ? 'Pause (Space)' : 'Play (Space)');
    this.#play.replaceChildren(icon(isActive ? 'pause' : 'play'));
    this.#play.classList.toggle('stemstave-busy', state === 'loading');
    setPressed(this.#loop, settings.isLooping);
    setPressed(this.#metronome, settings.hasMetronome);
    setPressed(this.#countIn, settings.hasCountIn);
    this.#speed.show(settings.speed);
    this.#speedWords.textContent = percent(settings.speed);
    this.#balance.show(settings.mix.balance);
    const hasRecording = recording.kind === 'found';
    this.#source.value = sourceOf(settings.mix, hasRecording);
    this.#balance.element.hidden = this.#source.value !== 'both';
    for (const option of this.#source.options) {
      option.disabled = option.value !== 'parts' && !hasRecording;
    }
    const loading =
      state === 'loading' && progress > 0 && progress < 1 ? ` (${percent(progress)})` : '';
    this.#source.title =
      recording.kind === 'found'
        ? `What is heard; the recording is ${recording.name}${loading}`
        : recording.kind === 'none'
          ? recording.sentence
          : 'What is heard';
  }

  /** Shows where we are: seconds, and the bar and the beat. */
  showPosition(text: string): void {
    if (this.#position.textContent !== text) this.#position.textContent = text;
  }
}

function words(className: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  return element;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
