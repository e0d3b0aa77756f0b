import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gallery } from '../../support/gallery/index.ts';
import { countNoteheads } from '../../support/long-score.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 60_000 };
const host = sharedViewerHost();

for (const [name, score] of Object.entries(gallery)) {
  test(
    `gallery: every note of “${name}” is drawn, on lines that keep to the page`,
    options,
    async () => {
      const view = await host.open({ height: 2400 });
      await view.show(score);
      const bars = new Set<number>();
      await view.receivedOf('rendered', ({ first, count }) => {
        for (let i = first; i < first + count; i++) bars.add(i);
        return bars.size === score.bars.length;
      });
      const expected = countNoteheads(score);
      assert.deepEqual(
        await view.noteheads(),
        Object.fromEntries(
          score.parts.flatMap(({ id }, i) => (expected[i] === 0 ? [] : [[id, expected[i]]])),
        ),
      );
      assert.deepEqual(
        view.received.filter(({ type }) => type === 'log'),
        [],
      );
      assert.deepEqual(await view.page.evaluate<string[]>(OUT_OF_PLACE), []);
      await view.page.close();
    },
  );
}

/**
 * Text, because compiled functions would miss the compiler's helpers in the page. What reaches out
 * of its line's place to the side, or into the next line.
 */
const OUT_OF_PLACE = `(() => {
  const found = [];
  let lowest = 0;
  for (const line of document.querySelectorAll('.stemstave-line')) {
    const place = line.getBoundingClientRect();
    for (const shape of line.querySelectorAll('path, text')) {
      const { left, right, top, bottom, width } = shape.getBoundingClientRect();
      // Glyphs have the height of their font, of which they fill little: only paths tell the height.
      const isPath = shape.tagName === 'path';
      if (width > 0 && (left < place.left - 2 || right > place.right + 2)) found.push('side');
      if (isPath && (top < lowest || bottom > place.bottom + 30)) found.push('line');
    }
    lowest = place.bottom;
  }
  return found;
})()`;
