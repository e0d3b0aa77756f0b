import type { ScoreHeader } from '../protocol/header.ts';
import { CLASS } from './dom.ts';

/** The fixed parts of the page around the music. */
export interface ScorePage {
  /** Scrolls; takes the focus, so that the keyboard scrolls it. */
  readonly viewport: HTMLElement;
  /** Holds the lines of music. */
  readonly sheet: HTMLElement;
}

/** Builds the page of a score: its title, its tools, its parts in words, and the place for music. */
export function buildScorePage(
  root: HTMLElement,
  header: ScoreHeader,
  zoomBy: (factor: number) => void,
): ScorePage {
  const viewport = document.createElement('div');
  viewport.className = CLASS.score;
  viewport.tabIndex = 0;
  viewport.setAttribute('role', 'region');
  viewport.setAttribute('aria-label', 'Score');

  const title = document.createElement('h1');
  // A file without a title in it is known by its name, which is the title of the page.
  title.textContent = header.title === '' ? document.title : header.title;

  const tools = document.createElement('div');
  tools.className = 'stemstave-tools';
  tools.setAttribute('role', 'group');
  tools.setAttribute('aria-label', 'Zoom');
  tools.append(
    toolButton('−', 'Make the music smaller', () => {
      zoomBy(-1);
    }),
    toolButton('+', 'Make the music larger', () => {
      zoomBy(1);
    }),
  );

  const parts = document.createElement('ul');
  parts.className = 'stemstave-words';
  parts.setAttribute('aria-label', 'Parts');
  for (const { name } of header.parts) {
    const item = document.createElement('li');
    item.textContent = name;
    parts.append(item);
  }

  const sheet = document.createElement('div');
  sheet.className = 'stemstave-sheet';
  viewport.append(title, parts, sheet);
  root.replaceChildren(tools, viewport);
  return { viewport, sheet };
}

function toolButton(sign: string, label: string, press: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = sign;
  button.title = label;
  button.setAttribute('aria-label', label);
  button.addEventListener('click', press);
  return button;
}
