import { choice, group, iconButton, rename, setPressed, slider } from '../controls.ts';
import { icon } from '../icons.ts';
import { playsRecording, playsStems, type Available, type Source } from './mix.ts';
import { SPEED } from './playback-settings.ts';
import type { Player } from './player.ts';

const SOURCES: readonly (readonly [value: Source, words: string])[] = [
  ['recording', 'Recording'],
  ['stems', 'Stems'],
  ['parts', 'Parts'],
  ['both', 'Recording and parts'],
  ['stems-and-parts', 'Stems and parts'],
];

/** Whether a source can be had. */
function isAtHand(source: Source, { hasRecording, hasStems }: Available): boolean {
  return (!playsRecording(source) || hasRecording) && (!playsStems(source) || hasStems);
}

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
  readonly #loading: HTMLElement;

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
    this.#source = choice('What is heard', SOURCES, (source) => {
      player.change({ mix: { ...player.settings.mix, source } });
    });
    this.#balance = slider({
      label: 'Balance of the recording, or its stems, and the parts',
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
    this.#loading = words('stemstave-loading');
    this.elements = [
      group('Playback', start, this.#play, stop),
      this.#position,
      group('Practice', this.#loop, this.#metronome, this.#countIn),
      group('Speed', this.#speed.element, this.#speedWords),
      group('Sound', this.#source, this.#balance.element, this.#loading),
    ];
    this.update();
  }

  /** Shows the player's state. */
  update(): void {
    const { state, settings, source, tracks } = this.#player;
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
    this.#source.value = source;
    this.#balance.element.hidden = source !== 'both' && source !== 'stems-and-parts';
    for (const option of this.#source.options) {
      const offered = SOURCES.find(([value]) => value === option.value)?.[0] ?? 'parts';
      option.disabled = !isAtHand(offered, tracks.available);
      // Few scores have stems: where there are none, nothing is said of them.
      option.hidden = option.disabled && playsStems(offered);
    }
    const { recording, loading } = tracks;
    this.#source.title =
      recording.kind === 'found'
        ? `What is heard; the recording is ${recording.name}`
        : recording.kind === 'searching'
          ? 'What is heard'
          : recording.sentence;
    const lost = recording.kind === 'lost' ? recording.sentence : '';
    this.#loading.textContent =
      loading === undefined ? lost : `Loading ${loading.name}, ${percent(loading.share)}`;
    this.#loading.classList.toggle('stemstave-lost', loading === undefined);
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
