import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleScore } from '../../support/example-score.ts';
import { projectRoot } from '../../support/source-files.ts';
import { printed } from '../print/printed.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 60_000 };
const host = sharedViewerHost();

/** Width and height a PNG says it has. */
function sizeOf(png: Buffer): readonly [number, number] {
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('the view paints a page at print quality, words included', options, async () => {
  const [page = Buffer.alloc(0)] = await printed(
    { ...exampleScore, title: 'Восемь bars' },
    'svg-outlines',
  );
  const view = await host.open();
  await view.show(exampleScore);
  const [widthPx, heightPx] = [2480, 3508];
  const request = { version: 1, type: 'rasterise-page', requestId: 7, widthPx, heightPx };
  await view.post({ ...request, svg: page.toString('utf8') });
  const { png } = await view.receivedOf('page-rasterised', ({ requestId }) => requestId === 7);
  const bytes = Buffer.from(png ?? '', 'base64');
  assert.deepEqual(sizeOf(bytes), [widthPx, heightPx]);
  const shots = join(projectRoot, 'build', 'screenshots');
  mkdirSync(shots, { recursive: true });
  writeFileSync(join(shots, 'page.png'), bytes);
  const ink = await view.page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const { data = [] } = context?.getImageData(0, 0, image.width, image.height) ?? {};
    let black = 0;
    let white = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] === 0) black += 1;
      if (data[i] === 255 && data[i + 3] === 255) white += 1;
    }
    return { black: black / (data.length / 4), white: white / (data.length / 4) };
  }, bytes.toString('base64'));
  assert.ok(ink.black > 0.01 && ink.black < 0.2, `black ${ink.black}`);
  assert.ok(ink.white > 0.75, `white ${ink.white}`);
  assert.deepEqual(view.violations, []);
  assert.deepEqual(view.failures, []);
  await view.page.close();
});

test('what is no drawing is answered with nothing, and the score stays', options, async () => {
  const view = await host.open();
  await view.show(exampleScore);
  const bars = exampleScore.bars.length;
  await view.receivedOf('rendered', ({ first, count }) => first + count === bars);
  const before = await view.noteheads();
  const request = { version: 1, type: 'rasterise-page', requestId: 8, widthPx: 10, heightPx: 10 };
  await view.post({ ...request, svg: '<not a drawing' });
  const { png } = await view.receivedOf('page-rasterised', ({ requestId }) => requestId === 8);
  assert.equal(png, null);
  assert.deepEqual(await view.noteheads(), before);
  await view.page.close();
});
