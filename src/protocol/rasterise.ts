import * as v from 'valibot';
import { id, version } from './fields.ts';
import { LIMITS } from './limits.ts';
import type { PROTOCOL_VERSION } from './version.ts';

/** Asks the view, which has a browser's painter, for a picture of a drawing. */
export interface RasterisePage {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'rasterise-page';
  readonly requestId: number;
  /** Self-contained SVG. */
  readonly svg: string;
  /** Size of the picture in pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
}

const side = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.pictureSidePx));

export const rasterisePageSchema = v.strictObject({
  version,
  type: v.literal('rasterise-page'),
  requestId: id,
  svg: v.pipe(v.string(), v.startsWith('<'), v.maxLength(LIMITS.drawingLength)),
  widthPx: side,
  heightPx: side,
});

/** The answer: a PNG file as base64, or `null` where the page could not be painted. */
export const pageRasterisedSchema = v.strictObject({
  version,
  type: v.literal('page-rasterised'),
  requestId: id,
  png: v.nullable(
    v.pipe(v.string(), v.maxLength(LIMITS.pictureLength), v.regex(/^[A-Za-z0-9+/]+={0,2}$/)),
  ),
});
