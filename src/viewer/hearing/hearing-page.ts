import {
  columnNotes,
  type HearingShown,
  type NotesHeardShown,
} from '../../protocol/hearing-messages.ts';
import { Announcer } from '../announcer.ts';
import { prefersStillness } from '../motion.ts';
import { LiveRoll } from './live-roll.ts';
import { onThemeChange, rollColours } from './roll-colours.ts';

/** What is spoken is spoken when another of so many parts of the work is done. */
const SPOKEN_SHARES = 4;
const FADE_MS = 180;
/** The roll goes in any case after so long, whatever keeps the score from being drawn. */
const LONGEST_STAY_MS = 3000;

/** The page while a recording is transcribed: what was heard so far, how far it is, and the way out. */
export class HearingPage {
  readonly #element = document.createElement('section');
  readonly #title = document.createElement('h1');
  readonly #activity = document.createElement('p');
  readonly #bar = document.createElement('div');
  readonly #done = document.createElement('div');
  readonly #cancel = document.createElement('button');
  readonly #parts = document.createElement('ul');
  readonly #spoken = document.createElement('div');
  readonly #roll = new LiveRoll();
  readonly #announcer = new Announcer(this.#spoken);
  readonly #endTheme: () => void;
  #shown: HearingShown | undefined;

  /** @param cancel the person wants the work to end */
  constructor(root: HTMLElement, cancel: () => void) {
    this.#element.className = 'stemstave-hearing';
    this.#bar.className = 'stemstave-progress';
    this.#bar.setAttribute('role', 'progressbar');
    this.#bar.setAttribute('aria-label', 'Transcribed');
    this.#bar.append(this.#done);
    this.#cancel.type = 'button';
    this.#cancel.className = 'stemstave-cancel';
    this.#cancel.textContent = 'Cancel';
    this.#cancel.addEventListener('click', () => {
      this.#cancel.disabled = true;
      cancel();
    });
    this.#parts.className = 'stemstave-heard-parts';
    this.#parts.setAttribute('aria-label', 'Instruments heard');
    this.#spoken.className = 'stemstave-words';
    this.#spoken.setAttribute('role', 'status');
    const head = document.createElement('header');
    const words = document.createElement('div');
    words.append(this.#title, this.#activity);
    head.append(words, this.#cancel);
    this.#element.append(head, this.#bar, this.#parts, this.#roll.element, this.#spoken);
    root.replaceChildren(this.#element);
    this.#endTheme = onThemeChange(() => {
      this.#showParts();
    });
  }

  /** The work has come so far. */
  goOn(state: HearingShown): void {
    const before = this.#shown;
    this.#shown = state;
    if (before?.draft !== state.draft) {
      this.#roll.clear();
      this.#showParts();
    }
    const percent = Math.floor(state.fraction * 100);
    this.#title.textContent = state.title;
    this.#activity.textContent = [
      state.activity,
      `${percent} %`,
      ...(state.noteCount === 0 ? [] : [notes(state.noteCount)]),
    ].join(' · ');
    this.#bar.setAttribute('aria-valuenow', String(percent));
    this.#done.style.width = `${state.fraction * 100}%`;
    this.#roll.element.setAttribute(
      'aria-label',
      `Piano roll of what was heard so far: ${notes(state.noteCount)}`,
    );
    this.#roll.goOn(state);
    this.#say(before, state);
  }

  add({ draft, notes: columns }: NotesHeardShown): void {
    if (draft === this.#shown?.draft) this.#roll.add(columnNotes(columns));
  }

  /** Has the focus anywhere in it. */
  get hasFocus(): boolean {
    return this.#element.contains(document.activeElement);
  }

  /** Takes it off the page at once. */
  close(): void {
    this.#endTheme();
    this.#roll.close();
    this.#element.remove();
  }

  /**
   * Lies over what is built under it, and goes when that can be seen.
   * @returns to be called then
   */
  giveWay(): () => void {
    const { scrollTop } = this.#roll.element;
    this.#element.classList.add('stemstave-leaving');
    this.#element.setAttribute('aria-hidden', 'true');
    this.#element.inert = true;
    document.body.append(this.#element);
    this.#roll.element.scrollTop = scrollTop;
    let isGoing = false;
    const go = (): void => {
      if (isGoing) return;
      isGoing = true;
      if (prefersStillness()) {
        this.close();
        return;
      }
      this.#element.classList.add('stemstave-gone');
      setTimeout(() => {
        this.close();
      }, FADE_MS);
    };
    setTimeout(go, LONGEST_STAY_MS);
    return go;
  }

  #showParts(): void {
    const colours = rollColours();
    const items = (this.#shown?.parts ?? []).map(({ name }, index) => {
      const item = document.createElement('li');
      const sample = document.createElement('span');
      sample.className = 'stemstave-swatch';
      sample.style.backgroundColor = colours.part(index);
      item.append(sample, name);
      return item;
    });
    this.#parts.replaceChildren(...items);
  }

  /** A few words at the beginning, at every quarter, and when the notes are found. */
  #say(before: HearingShown | undefined, now: HearingShown): void {
    if (before === undefined) {
      this.#announcer.say(`Transcribing ${now.title}`);
      return;
    }
    if (before.draft !== now.draft) {
      const parts = now.parts.length === 1 ? 'one part' : `${now.parts.length} parts`;
      this.#announcer.say(`${notes(now.noteCount)} in ${parts}`);
      return;
    }
    const quarters = ({ fraction }: HearingShown): number => Math.floor(fraction * SPOKEN_SHARES);
    if (quarters(now) === quarters(before) || now.fraction === 1) return;
    this.#announcer.say(`${Math.floor(now.fraction * 100)} percent, ${notes(now.noteCount)}`);
  }
}

function notes(count: number): string {
  return count === 1 ? '1 note' : `${count} notes`;
}
