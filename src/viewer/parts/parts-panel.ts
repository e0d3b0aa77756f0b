import type { Arrangement, ArrangedPart } from '../../score/arrange.ts';
import type { CastPart } from '../../protocol/host-messages.ts';
import { group, iconButton } from '../controls.ts';
import { partMix, type PartMix } from '../playback/mix.ts';
import type { Player } from '../playback/player.ts';
import { listParts, moved, shown } from './listing.ts';
import { soundRow, type SoundRow } from './sound-row.ts';

interface Row extends SoundRow {
  readonly id: string;
}

/** What a person wants of the parts. */
export interface PartWishes {
  readonly arrange: (parts: readonly ArrangedPart[]) => void;
  /** @param name empty for that of its sound */
  readonly rename: (partId: string, name: string) => void;
}

/** The parts beside the score: which are shown, in which order, under which names, and how they sound. */
export class PartsPanel {
  readonly element: HTMLElement;
  readonly #player: Player;
  readonly #wishes: PartWishes;
  readonly #rows: readonly Row[];

  constructor(
    player: Player,
    cast: readonly CastPart[],
    arrangement: Arrangement,
    wishes: PartWishes,
  ) {
    this.#player = player;
    this.#wishes = wishes;
    this.element = document.createElement('section');
    this.element.setAttribute('aria-label', 'Parts');
    const title = document.createElement('h2');
    title.textContent = 'Parts';
    const list = document.createElement('ul');
    list.className = 'stemstave-parts';
    const parts = listParts(cast, arrangement);
    this.#rows = parts.map((part, index) => {
      const name = nameOf(cast, part.id);
      const row = this.#sounds(part.id, name);
      const item = document.createElement('li');
      item.append(this.#look(parts, index, name), group(`Sound of ${name}`, ...row.elements));
      list.append(item);
      return row;
    });
    this.element.append(title, list);
    this.update();
  }

  /** Shows the mix as it is. */
  update(): void {
    const { mix } = this.#player.settings;
    for (const { id, show } of this.#rows) show(partMix(mix, id));
  }

  /** Whether it is shown, its name, and its place. */
  #look(parts: readonly ArrangedPart[], index: number, name: string): HTMLElement {
    const { id = '', isVisible = true } = parts[index] ?? {};
    const show = document.createElement('input');
    show.type = 'checkbox';
    show.checked = isVisible;
    // The last part in sight cannot be hidden.
    show.disabled = isVisible && parts.filter((part) => part.isVisible).length === 1;
    show.setAttribute('aria-label', `Show ${name}`);
    show.title = `Show ${name}`;
    show.addEventListener('change', () => {
      this.#wishes.arrange(shown(parts, index, show.checked));
    });
    const naming = document.createElement('input');
    naming.type = 'text';
    naming.className = 'stemstave-part-name';
    naming.value = name;
    naming.maxLength = 100;
    naming.setAttribute('aria-label', `Name of ${name}`);
    naming.title = `Rename ${name}`;
    naming.addEventListener('change', () => {
      this.#wishes.rename(id, naming.value.trim());
    });
    const up = iconButton('up', `Move ${name} up`, () => {
      this.#wishes.arrange(moved(parts, index, -1));
    });
    const down = iconButton('down', `Move ${name} down`, () => {
      this.#wishes.arrange(moved(parts, index, 1));
    });
    Object.entries({ show, name: naming, up, down }).forEach(([what, control]) => {
      control.dataset['control'] = `${what} ${id}`;
    });
    up.disabled = index === 0;
    down.disabled = index === parts.length - 1;
    return group(`Look of ${name}`, show, naming, up, down);
  }

  #sounds(id: string, name: string): Row {
    const now = (): PartMix => partMix(this.#player.settings.mix, id);
    const row = soundRow(name, id, now, (change) => {
      this.#player.changePart(id, change);
    });
    return { id, ...row };
  }
}

function nameOf(cast: readonly CastPart[], id: string): string {
  return cast.find((part) => part.id === id)?.name ?? id;
}
