import { Element, Font, MetricsDefaults, VexFlow } from 'vexflow/core';
import { rememberLookups, rememberMetrics } from './fast-metrics.ts';

/** Where the font files are. */
export interface FontUris {
  readonly bravura: string;
  readonly academico: string;
  readonly academicoBold: string;
}

export const TEXT_FONT = 'Academico';
export const MUSIC_FONT = 'Bravura';
/** In points; other accidentals have 30. */
const COURTESY_SIZE = 26;

/** What is used of the library's table of sizes, which has no types. */
interface AccidentalSizes {
  readonly Accidental: { readonly cautionary: { fontSize: number } };
}

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
  tellLibrary();
  rememberMetrics();
}

/** What a canvas is asked for when texts are measured. */
export interface MeasuringCanvas {
  getContext(kind: '2d'): { font: string; measureText(text: string): TextMetrics } | null;
}

/** Measures with `canvas` from now on: where music is engraved without a browser. */
export function measureWith(canvas: MeasuringCanvas): void {
  tellLibrary();
  // The library needs nothing of the canvas but this.
  Element.setTextMeasurementCanvas(canvas as HTMLCanvasElement);
  rememberLookups();
}

function tellLibrary(): void {
  VexFlow.setFonts(MUSIC_FONT, TEXT_FONT);
  // In its own size a courtesy sign in parentheses can hardly be read.
  (MetricsDefaults as AccidentalSizes).Accidental.cautionary.fontSize = COURTESY_SIZE;
}

/** Width of a text in the drawing's units. @param size in units */
export function textWidth(text: string, size: number, font: string, weight = 'normal'): number {
  const canvas: MeasuringCanvas | undefined = Element.getTextMeasurementCanvas();
  const context = canvas?.getContext('2d');
  if (context === null || context === undefined) return text.length * size * 0.5;
  context.font = `${weight} ${size}px ${font}`;
  return context.measureText(text).width;
}
