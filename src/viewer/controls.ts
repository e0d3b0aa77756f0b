import { icon, type IconName } from './icons.ts';

/** A button with an icon; its words are its name and its tooltip. */
export function iconButton(name: IconName, label: string, press: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'stemstave-button';
  button.append(icon(name));
  nameControl(button, label);
  button.addEventListener('click', press);
  return button;
}

/** A button with a letter, for what every mixer calls by it. */
export function letterButton(letter: string, label: string, press: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'stemstave-button stemstave-letter';
  button.textContent = letter;
  nameControl(button, label);
  button.addEventListener('click', press);
  return button;
}

/** Gives a control the words it is known by, on screen and to a screen reader. */
export function rename(control: HTMLElement, label: string): void {
  if (control.title === label) return;
  nameControl(control, label);
}

function nameControl(control: HTMLElement, label: string): void {
  control.title = label;
  control.setAttribute('aria-label', label);
}

/** A button that is on or off. */
export function setPressed(button: HTMLButtonElement, isPressed: boolean): void {
  button.setAttribute('aria-pressed', String(isPressed));
}

/** A slider; `words` says its value to a person. */
export function slider(options: {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly words: (value: number) => string;
  readonly change: (value: number) => void;
}): { readonly element: HTMLInputElement; readonly show: (value: number) => void } {
  const { label, least, most, step, words, change } = options;
  const element = document.createElement('input');
  element.type = 'range';
  element.className = 'stemstave-slider';
  element.min = String(least);
  element.max = String(most);
  element.step = String(step);
  element.setAttribute('aria-label', label);
  const say = (value: number): void => {
    element.setAttribute('aria-valuetext', words(value));
    element.title = `${label}: ${words(value)}`;
  };
  element.addEventListener('input', () => {
    say(element.valueAsNumber);
    change(element.valueAsNumber);
  });
  return {
    element,
    show: (value) => {
      if (element.valueAsNumber === value && element.title !== '') return;
      element.value = String(value);
      say(value);
    },
  };
}

/** A list to choose one thing from. */
export function choice<Value extends string>(
  label: string,
  options: readonly (readonly [value: Value, words: string])[],
  change: (value: Value) => void,
): HTMLSelectElement {
  const element = document.createElement('select');
  element.className = 'stemstave-choice';
  element.title = label;
  element.setAttribute('aria-label', label);
  for (const [value, words] of options) element.add(new Option(words, value));
  element.addEventListener('change', () => {
    const chosen = options.find(([value]) => value === element.value);
    if (chosen !== undefined) change(chosen[0]);
  });
  return element;
}

/** A group of controls under one name. */
export function group(label: string, ...controls: readonly HTMLElement[]): HTMLElement {
  const element = document.createElement('div');
  element.className = 'stemstave-group';
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', label);
  element.append(...controls);
  return element;
}
