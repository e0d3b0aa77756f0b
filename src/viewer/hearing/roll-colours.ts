/** What the roll is painted with, as the theme has it now. */
export interface RollColours {
  readonly text: string;
  readonly rule: string;
  readonly lane: string;
  readonly head: string;
  /** Around every note, where the theme asks for contrast. */
  readonly outline: string | undefined;
  /** Of notes by part, and of those nobody's yet. */
  readonly part: (index: number) => string;
}

/** Far apart for all kinds of colour blindness: blue, orange, purple, green, red, yellow. */
const PARTS = ['blue', 'orange', 'purple', 'green', 'red', 'yellow'] as const;
const WITHOUT_THEME = {
  blue: '#3794ff',
  orange: '#d18616',
  purple: '#b180d7',
  green: '#388a34',
  red: '#e51400',
  yellow: '#bf8803',
} as const;

/** Reads the colours that VS Code gives the page. */
export function rollColours(): RollColours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, otherwise: string): string => {
    const value = style.getPropertyValue(`--vscode-${name}`).trim();
    return value === '' ? otherwise : value;
  };
  const ink = colour('editor-foreground', '#808080');
  const isHighContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    text: colour('descriptionForeground', ink),
    rule: ink,
    lane: colour('editor-lineHighlightBackground', 'transparent'),
    head: colour('progressBar-background', colour('focusBorder', ink)),
    outline: isHighContrast ? ink : undefined,
    part: (index) => {
      const name = PARTS[index % PARTS.length] ?? 'blue';
      return colour(`charts-${name}`, WITHOUT_THEME[name]);
    },
  };
}

/** Calls `changed` whenever the theme does. @returns what stops it */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => {
    observer.disconnect();
  };
}
