import type { PartHeader } from '../../protocol/header.ts';
import { group, setPressed, slider } from '../controls.ts';
import { partMix, VOLUME, withPart, type Mix, type PartMix } from '../playback/mix.ts';
import type { Player } from '../playback/player.ts';

interface Row {
  readonly id: string;
  readonly mute: HTMLButtonElement;
  readonly solo: HTMLButtonElement;
  readonly volume: ReturnType<typeof slider>;
}

/** The parts beside the score: how loud each is, and whether it is heard at all. */
export class PartsPanel {
  readonly element: HTMLElement;
  readonly #player: Player;
  readonly #rows: readonly Row[];

  constructor(player: Player, parts: readonly PartHeader[]) {
    this.#player = player;
    this.element = document.createElement('section');
    this.element.setAttribute('aria-label', 'Parts');
    const title = document.createElement('h2');
    title.textContent = 'Parts';
    const list = document.createElement('ul');
    list.className = 'stemstave-parts';
    this.#rows = parts.map((part) => {
      const row = this.#row(part);
      const item = document.createElement('li');
      const name = document.createElement('span');
      name.className = 'stemstave-part-name';
      name.textContent = part.name;
      name.title = part.name;
      item.append(name, group(part.name, row.mute, row.solo, row.volume.element));
      list.append(item);
      return row;
    });
    this.element.append(title, list);
    this.update();
  }

  /** Shows the mix as it is. */
  update(): void {
    const { mix } = this.#player.settings;
    for (const { id, mute, solo, volume } of this.#rows) {
      const part = partMix(mix, id);
      setPressed(mute, part.isMuted);
      setPressed(solo, part.isSolo);
      volume.show(part.volume);
    }
  }

  #row({ id, name }: PartHeader): Row {
    return {
      id,
      mute: letterButton('M', `Mute ${name}`, () => {
        this.#change(id, (part) => ({ isMuted: !part.isMuted }));
      }),
      solo: letterButton('S', `Solo ${name}`, () => {
        this.#change(id, (part) => ({ isSolo: !part.isSolo }));
      }),
      volume: slider({
        label: `Volume of ${name}`,
        least: VOLUME.least,
        most: VOLUME.most,
        step: VOLUME.step,
        words: (value) => `${Math.round(value * 100)} %`,
        change: (volume) => {
          this.#change(id, () => ({ volume }));
        },
      }),
    };
  }

  #change(id: string, change: (part: PartMix) => Partial<PartMix>): void {
    const { mix } = this.#player.settings;
    this.#player.change({ mix: changedPart(mix, id, change(partMix(mix, id))) });
  }
}

/** Whoever plays with single parts wants to hear them: where only the recording sounded, they join in. */
export function changedPart(mix: Mix, id: string, change: Partial<PartMix>): Mix {
  const changed = withPart(mix, id, change);
  if (mix.source !== undefined && mix.source !== 'recording') return changed;
  return { ...changed, source: change.isSolo === true ? 'parts' : 'both' };
}

function letterButton(letter: string, label: string, press: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'stemstave-button stemstave-letter';
  button.textContent = letter;
  button.title = label;
  button.setAttribute('aria-label', label);
  button.addEventListener('click', press);
  return button;
}
