import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StemstaveError } from '../../../src/errors.ts';
import { PagePainter } from '../../../src/host/page-painter.ts';
import type { RasterisePage } from '../../../src/protocol/rasterise.ts';

const drawing = { svg: '<svg/>', widthPx: 10, heightPx: 10 };

function isPaintFailed(error: unknown): boolean {
  return error instanceof StemstaveError && error.code === 'paint-failed';
}

test('each picture goes to whoever asked for it, in any order', async () => {
  const asked: RasterisePage[] = [];
  const painter = new PagePainter((message) => asked.push(message));
  const pictures = ['one', 'two'].map((svg) => painter.paint({ ...drawing, svg: `<${svg}/>` }));
  for (const { requestId, svg } of asked.toReversed()) {
    const png = Buffer.from(svg).toString('base64');
    painter.receive({ version: 1, type: 'page-rasterised', requestId, png });
  }
  const texts = (await Promise.all(pictures)).map((png) => Buffer.from(png).toString());
  assert.deepEqual(texts, ['<one/>', '<two/>']);
});

test('a page that could not be painted, or whose view is closed, is a sentence', async () => {
  const painter = new PagePainter(() => undefined);
  const first = assert.rejects(painter.paint(drawing), isPaintFailed);
  painter.receive({ version: 1, type: 'page-rasterised', requestId: 0, png: null });
  await first;
  const second = assert.rejects(painter.paint(drawing), isPaintFailed);
  painter.dispose();
  await second;
});

test('a picture nobody asked for changes nothing', () => {
  const painter = new PagePainter(() => undefined);
  painter.receive({ version: 1, type: 'page-rasterised', requestId: 99, png: 'AAAA' });
});
