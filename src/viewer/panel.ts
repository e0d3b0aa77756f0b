import { CLASS } from './dom.ts';

/** Shows words where the music would be: while it loads, when it is empty, when it cannot be shown. */
export function showPanel(
  root: HTMLElement,
  kind: 'loading' | 'empty' | 'error',
  sentence: string,
  hint = '',
): void {
  const panel = document.createElement('section');
  panel.className = `${CLASS.panel} ${CLASS.panel}-${kind}`;
  panel.setAttribute('role', kind === 'error' ? 'alert' : 'status');
  const heading = document.createElement('h1');
  heading.textContent = sentence;
  panel.append(heading);
  if (hint !== '') {
    const paragraph = document.createElement('p');
    paragraph.textContent = hint;
    panel.append(paragraph);
  }
  root.replaceChildren(panel);
}
