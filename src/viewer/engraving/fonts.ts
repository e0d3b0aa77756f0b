import { Element, Font, VexFlow } from 'vexflow/core';

/** Where the font files are. */
export interface FontUris {
  readonly bravura: string;
  readonly academico: string;
  readonly academicoBold: string;
}

export const TEXT_FONT = 'Academico';
export const MUSIC_FONT = 'Bravura';

/**
 * Loads the music and text fonts. Must be awaited before anything is laid out: every width comes
 * from them.
 * @throws if a font cannot be loaded
 */
export async function loadFonts(uris: FontUris): Promise<void> {
  await Promise.all([
    Font.load(MUSIC_FONT, uris.bravura),
    Font.load(TEXT_FONT, uris.academico),
    Font.load(TEXT_FONT, uris.academicoBold, { weight: 'bold' }),
  ]);
  VexFlow.setFonts(MUSIC_FONT, TEXT_FONT);
  cacheTextMeasurement();
}

/**
 * The same few hundred glyphs are measured over and over; a canvas that remembers makes engraving
 * several times faster.
 */
function cacheTextMeasurement(): void {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) return;
  const measure = context.measureText.bind(context);
  const known = new Map<string, TextMetrics>();
  let font = '';
  const own = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, 'font');
  if (own?.set === undefined) return;
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
      if (known.size < 5000) known.set(key, metrics);
    }
    return metrics;
  };
  Element.setTextMeasurementCanvas(canvas);
}

/** Width of a text in the drawing's units. @param size in units */
export function textWidth(text: string, size: number, font: string, weight = 'normal'): number {
  const context = Element.getTextMeasurementCanvas()?.getContext('2d');
  if (!(context instanceof CanvasRenderingContext2D)) return text.length * size * 0.5;
  context.font = `${weight} ${size}px ${font}`;
  return context.measureText(text).width;
}
