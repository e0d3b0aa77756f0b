import type { ScoreHeader } from '../protocol/header.ts';
import { CLASS } from './dom.ts';
import { tuningText } from '../transcription/tuning.ts';

/** The fixed parts of the page around the music. */
export interface ScorePage {
  /** Along the top: holds groups of controls. */
  readonly toolbar: HTMLElement;
  /** Scrolls; takes the focus and the keys. */
  readonly viewport: HTMLElement;
  /** Holds the lines of music. */
  readonly sheet: HTMLElement;
  /** Beside the music. */
  readonly side: HTMLElement;
  /** What is put in here is spoken by a screen reader. */
  readonly spoken: HTMLElement;
}

/**
 * Builds the page of a score: its tools, its title, its parts in words, and the place for music.
 * @param isSideOpen whether the side takes its room at once, so that the music is laid out only once
 */
export function buildScorePage(
  root: HTMLElement,
  header: ScoreHeader,
  isSideOpen: boolean,
): ScorePage {
  const viewport = document.createElement('div');
  viewport.className = CLASS.score;
  viewport.tabIndex = 0;
  // An application: arrow keys walk through the notes, a screen reader must not take them.
  viewport.setAttribute('role', 'application');
  viewport.setAttribute('aria-label', 'Score');
  viewport.setAttribute('aria-roledescription', 'score');

  const title = document.createElement('h1');
  // A file without a title in it is known by its name, which is the title of the page.
  title.textContent = header.title === '' ? document.title : header.title;

  const parts = document.createElement('ul');
  parts.className = 'stemstave-words';
  parts.setAttribute('aria-label', 'Parts');
  for (const { name } of header.parts) {
    const item = document.createElement('li');
    item.textContent = name;
    parts.append(item);
  }

  const sheet = element('div', 'stemstave-sheet');
  viewport.append(title, ...tuningLine(header), parts, sheet);

  const toolbar = element('div', 'stemstave-toolbar');
  const side = element('aside', 'stemstave-side');
  side.hidden = !isSideOpen;
  const spoken = element('div', 'stemstave-words');
  spoken.setAttribute('role', 'status');
  const desk = element('div', 'stemstave-desk');
  desk.append(viewport, side);
  root.replaceChildren(toolbar, desk, spoken);
  return { toolbar, viewport, sheet, side, spoken };
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/** How the recording is tuned, where an instrument would clash with it. */
function tuningLine({ tuningHz }: ScoreHeader): HTMLElement[] {
  if (tuningHz === undefined) return [];
  const line = element('p', 'stemstave-tuning');
  line.textContent = tuningText(tuningHz);
  return [line];
}
