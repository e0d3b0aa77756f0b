import type { RasterisePage } from '../../protocol/rasterise.ts';
import type { Bridge } from '../bridge.ts';

/** Paints a page for the host and sends it back as a PNG. */
export async function rasterise(page: RasterisePage, bridge: Bridge): Promise<void> {
  const { requestId } = page;
  try {
    bridge.send({ type: 'page-rasterised', requestId, png: await paint(page) });
  } catch (error) {
    bridge.log('error', `A page could not be painted: ${String(error)}`);
    bridge.send({ type: 'page-rasterised', requestId, png: null });
  }
}

async function paint({ svg, widthPx, heightPx }: RasterisePage): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = heightPx;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This page has no canvas.');
  context.drawImage(image, 0, 0, widthPx, heightPx);
  const url = canvas.toDataURL('image/png');
  // Frees its memory at once: a page at print quality takes some 35 MB.
  canvas.width = 0;
  const png = url.slice(url.indexOf(',') + 1);
  if (!url.startsWith('data:image/png;base64,') || png === '') throw new Error('Nothing painted.');
  return png;
}
