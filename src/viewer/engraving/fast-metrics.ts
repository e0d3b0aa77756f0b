import { Element, Metrics } from 'vexflow/core';

/**
 * The library asks for the same few dozen fonts and styles, and measures the same few hundred signs,
 * thousands of times a page, and copies each answer with a deep clone or sets a canvas font for it.
 * Remembering the answers halves the time a line of music takes. Called once, after the fonts are
 * loaded: what was measured before that would be wrong.
 */
export function rememberMetrics(): void {
  rememberLookups();
  rememberTextWidths();
}

/** The half of it that needs no browser. */
export function rememberLookups(): void {
  Metrics.getFontInfo = remembered(Metrics.getFontInfo.bind(Metrics));
  Metrics.getStyle = remembered(Metrics.getStyle.bind(Metrics));
}

/** The answers are flat objects that callers change: each gets a copy of its own. */
function remembered<Answer extends object>(ask: (key: string) => Answer): (key: string) => Answer {
  const known = new Map<string, Answer>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      answer = ask(key);
      known.set(key, answer);
    }
    return { ...answer };
  };
}

const MOST_TEXTS = 5000;

function rememberTextWidths(): void {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const own = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, 'font');
  if (context === null || own?.set === undefined) return;
  const measure = context.measureText.bind(context);
  const known = new Map<string, TextMetrics>();
  let font = '';
  // Setting a canvas font parses CSS: only done when something new is measured in it.
  Object.defineProperty(context, 'font', {
    set: (value: string) => {
      font = value;
    },
    get: () => font,
  });
  context.measureText = (text) => {
    const key = `${font}|${text}`;
    let metrics = known.get(key);
    if (metrics === undefined) {
      own.set?.call(context, font);
      metrics = measure(text);
      if (known.size < MOST_TEXTS) known.set(key, metrics);
    }
    return metrics;
  };
  Element.setTextMeasurementCanvas(canvas);
}
