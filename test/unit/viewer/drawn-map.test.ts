import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { elementKey, xAtDiv, type SystemMap } from '../../../src/viewer/layout/system-map.ts';
import { gallery } from '../../support/gallery/index.ts';
import { projectRoot } from '../../support/source-files.ts';
import { noBrowser, ViewerHost } from './viewer-page.ts';

interface DrawnHead {
  readonly key: string;
  readonly note: number;
  readonly x: number;
  readonly y: number;
}

let host: ViewerHost | undefined;
let script = '';

before(async () => {
  if (noBrowser !== false) return;
  host = await ViewerHost.start();
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/unit/viewer/engraving-entry.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'engraving',
    target: 'chrome128',
  });
  script = outputFiles[0]?.text ?? '';
});

after(async () => {
  await host?.stop();
});

for (const [name, score] of Object.entries(gallery)) {
  const title = `the map of “${name}” says where each notehead stands, and what sounds when`;
  test(title, { skip: noBrowser, timeout: 60_000 }, async () => {
    if (host === undefined) throw new Error('no browser');
    const { page } = await host.open();
    await page.evaluate(`${script}; globalThis.engraving = engraving;`);
    const map = await page.evaluate<SystemMap>(`engraving.engrave(${JSON.stringify(score)})`);
    const heads = await page.evaluate<DrawnHead[]>(HEADS);
    const boxes = new Map(
      map.elements.flatMap((element) =>
        element.notes.map((note, i) => [`${elementKey(element)}#${i}`, { element, note }] as const),
      ),
    );
    assert.equal(heads.length, boxes.size);
    for (const { key, note, x, y } of heads) {
      const box = boxes.get(`${key}#${note}`);
      assert.ok(box !== undefined, key);
      assert.ok(Math.abs(box.note.x - x) < 1.5, `${key}: ${box.note.x} is not ${x}`);
      assert.ok(Math.abs(box.note.y + 5 - y) < 0.5, `${key}: ${box.note.y + 5} is not ${y}`);
      // Voices that would touch stand aside of their moment, by a notehead or two.
      assert.ok(Math.abs(xAtDiv(map, box.element.onsetDiv) - (x + 6)) < 32, key);
    }
    const { moments } = map;
    moments.slice(1).forEach(({ div, x }, i) => {
      const earlier = moments[i];
      assert.ok(earlier !== undefined && div > earlier.div && x > earlier.x, `${div} at ${x}`);
    });
    assert.deepEqual([map.firstBar, map.endBar], [0, score.bars.length]);
    await page.close();
  });
}

test(
  'what warms the engraver up can be drawn, in steps, and leaves the page as it was',
  {
    skip: noBrowser,
    timeout: 60_000,
  },
  async () => {
    if (host === undefined) throw new Error('no browser');
    const { page } = await host.open();
    await page.evaluate(`${script}; globalThis.engraving = engraving;`);
    const before = await page.locator('body').innerHTML();
    assert.ok((await page.evaluate<number>('engraving.warm()')) > 5);
    assert.equal(await page.locator('body').innerHTML(), before);
    await page.close();
  },
);

test(
  'a drawing that does not come onto the page to its end leaves nothing there but its place',
  { skip: noBrowser, timeout: 60_000 },
  async () => {
    if (host === undefined) throw new Error('no browser');
    const { page } = await host.open();
    await page.evaluate(`${script}; globalThis.engraving = engraving;`);
    assert.ok((await page.evaluate<number>('engraving.come(false)')) > 5);
    assert.equal(await page.locator('svg > path').count(), 2000);
    const { height } = (await page.locator('body > div').boundingBox()) ?? { height: 0 };
    assert.equal(await page.evaluate<number>('engraving.come(true)'), 3);
    assert.equal(await page.locator('svg').count(), 0);
    const left = await page.locator('body > div').boundingBox();
    assert.ok(height > 0 && left?.height === height, `${left?.height} of ${height}`);
    await page.close();
  },
);

/** Text, because compiled functions would miss the compiler's helpers in the page. */
const HEADS = `[...document.querySelectorAll('[data-note]')].map((head) => {
  const { part, staff, bar, voice, element } = head.closest('[data-element]').dataset;
  const text = head.querySelector('text');
  return {
    key: [part, staff, bar, voice, element].join('/'),
    note: Number(head.dataset.note),
    x: Number(text.getAttribute('x')),
    y: Number(text.getAttribute('y')),
  };
})`;
