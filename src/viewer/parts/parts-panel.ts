import type { Arrangement, ArrangedPart } from '../../score/arrange.ts';
import { group, iconButton, setPressed, slider } from '../controls.ts';
import { partMix, VOLUME, withPart, type Mix, type PartMix } from '../playback/mix.ts';
import type { Player } from '../playback/player.ts';
import { listParts, moved, renamed, shown, type CastPart } from './listing.ts';

interface Row {
  readonly id: string;
  readonly mute: HTMLButtonElement;
  readonly solo: HTMLButtonElement;
  readonly volume: ReturnType<typeof slider>;
}

/** The parts beside the score: which are shown, in which order, under which names, and how they sound. */
export class PartsPanel {
  readonly element: HTMLElement;
  readonly #player: Player;
  readonly #arrange: (parts: readonly ArrangedPart[]) => void;
  readonly #rows: readonly Row[];

  /** @param arrange told how the person wants the parts */
  constructor(
    player: Player,
    cast: readonly CastPart[],
    arrangement: Arrangement,
    arrange: (parts: readonly ArrangedPart[]) => void,
  ) {
    this.#player = player;
    this.#arrange = arrange;
    this.element = document.createElement('section');
    this.element.setAttribute('aria-label', 'Parts');
    const title = document.createElement('h2');
    title.textContent = 'Parts';
    const list = document.createElement('ul');
    list.className = 'stemstave-parts';
    const parts = listParts(cast, arrangement);
    this.#rows = parts.map((part, index) => {
      const name = part.name === '' ? nameOf(cast, part.id) : part.name;
      const row = this.#sounds(part.id, name);
      const item = document.createElement('li');
      item.append(
        this.#look(parts, index, name, nameOf(cast, part.id)),
        group(`Sound of ${name}`, row.mute, row.solo, row.volume.element),
      );
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

  /** Whether it is shown, its name, and its place. */
  #look(parts: readonly ArrangedPart[], index: number, name: string, ownName: string): HTMLElement {
    const isVisible = parts[index]?.isVisible !== false;
    const show = document.createElement('input');
    show.type = 'checkbox';
    show.checked = isVisible;
    // The last part in sight cannot be hidden.
    show.disabled = isVisible && parts.filter((part) => part.isVisible).length === 1;
    show.setAttribute('aria-label', `Show ${name}`);
    show.title = `Show ${name}`;
    show.addEventListener('change', () => {
      this.#arrange(shown(parts, index, show.checked));
    });
    const naming = document.createElement('input');
    naming.type = 'text';
    naming.className = 'stemstave-part-name';
    naming.value = name;
    naming.maxLength = 100;
    naming.setAttribute('aria-label', `Name of ${name}`);
    naming.title = `Rename ${name}`;
    naming.addEventListener('change', () => {
      const wanted = naming.value.trim();
      this.#arrange(renamed(parts, index, wanted === ownName ? '' : wanted));
    });
    const up = iconButton('up', `Move ${name} up`, () => {
      this.#arrange(moved(parts, index, -1));
    });
    const down = iconButton('down', `Move ${name} down`, () => {
      this.#arrange(moved(parts, index, 1));
    });
    up.disabled = index === 0;
    down.disabled = index === parts.length - 1;
    return group(`Look of ${name}`, show, naming, up, down);
  }

  #sounds(id: string, name: string): Row {
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

function nameOf(cast: readonly CastPart[], id: string): string {
  return cast.find((part) => part.id === id)?.name ?? id;
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
