import { group } from '../controls.ts';
import { playsStems, type Mix, type PartMix } from '../playback/mix.ts';
import type { Player } from '../playback/player.ts';
import { stemMix, withStem, type Stem } from '../playback/stem-mix.ts';
import { soundRow } from './sound-row.ts';

interface Row {
  readonly stem: Stem;
  readonly failure: HTMLElement;
  readonly show: (mix: PartMix) => void;
}

/** The stems of the recording in the mixer; out of sight where there are none. */
export class StemsPanel {
  readonly element: HTMLElement;
  readonly #player: Player;
  readonly #nameOf: (partId: string) => string;
  readonly #list: HTMLElement;
  #stems: readonly Stem[] = [];
  #rows: readonly Row[] = [];

  /** @param nameOf the name a part goes by */
  constructor(player: Player, nameOf: (partId: string) => string) {
    this.#player = player;
    this.#nameOf = nameOf;
    this.element = document.createElement('section');
    this.element.setAttribute('aria-label', 'Stems');
    const title = document.createElement('h2');
    title.textContent = 'Stems';
    this.#list = document.createElement('ul');
    this.#list.className = 'stemstave-parts stemstave-stems';
    this.element.append(title, this.#list);
    this.update();
  }

  /** Shows the stems there are, and the mix as it is. */
  update(): void {
    const { tracks, settings } = this.#player;
    if (this.#stems !== tracks.stems) this.#build(tracks.stems);
    this.element.hidden = this.#stems.length === 0;
    for (const { stem, failure, show } of this.#rows) {
      show(stemMix(settings.mix, stem));
      failure.textContent = tracks.failureOf(stem) ?? '';
    }
  }

  #build(stems: readonly Stem[]): void {
    this.#stems = stems;
    this.#list.replaceChildren();
    this.#rows = stems.map((stem) => this.#row(stem));
  }

  #row(stem: Stem): Row {
    const { name, byteLength, partIds } = stem;
    const label = document.createElement('span');
    label.className = 'stemstave-stem-name';
    label.textContent = name;
    const size = `${Math.max(1, Math.round(byteLength / 2 ** 20))} MB`;
    const tied = partIds.map(this.#nameOf).join(', ');
    label.title = tied === '' ? `${name}, ${size}` : `${name}, ${size}; together with ${tied}`;
    const row = soundRow(
      `stem ${name}`,
      `stem:${name}`,
      () => stemMix(this.#player.settings.mix, stem),
      (change) => {
        this.#change(stem, change);
      },
    );
    const failure = document.createElement('p');
    failure.className = 'stemstave-failure';
    const item = document.createElement('li');
    item.append(label, group(`Sound of stem ${name}`, ...row.elements), failure);
    this.#list.append(item);
    return { stem, failure, show: row.show };
  }

  /** Whoever plays with single stems wants to hear them: they take the place of the recording. */
  #change(stem: Stem, change: Partial<PartMix>): void {
    const { settings, source } = this.#player;
    const mix = withStem(settings.mix, stem, change);
    this.#player.change({ mix: playsStems(source) ? mix : withStems(mix, source) });
  }
}

function withStems(mix: Mix, source: Player['source']): Mix {
  return { ...mix, source: source === 'both' ? 'stems-and-parts' : 'stems' };
}
