import { Element, Font, VexFlow } from 'vexflow/core';
import { rememberMetrics } from './fast-metrics.ts';

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
  rememberMetrics();
}

/** Width of a text in the drawing's units. @param size in units */
export function textWidth(text: string, size: number, font: string, weight = 'normal'): number {
  const context = Element.getTextMeasurementCanvas()?.getContext('2d');
  if (!(context instanceof CanvasRenderingContext2D)) return text.length * size * 0.5;
  context.font = `${weight} ${size}px ${font}`;
  return context.measureText(text).width;
}
