import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Score } from '../../../src/score/model.ts';
import { withTablature } from '../../../src/score/tablature/with-tablature.ts';
import { band } from '../../support/gallery/band.ts';
import { fretted } from '../../support/gallery/fretted.ts';
import { loadEngraver } from '../../support/ink/engraver.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 60_000 };
const BUTTON = 'Tablature for guitar and bass';
const host = sharedViewerHost();

/** Numbers there must be: for each note struck, and where a bar begins on a note that is held. */
function numbersIn(score: Score): number {
  return score.parts
    .flatMap(({ staves }) => staves.flatMap(({ bars }) => bars.flatMap(({ voices }) => voices)))
    .flatMap(({ elements }) => elements)
    .reduce((sum, element) => {
      if (element.kind === 'rest') return sum;
      const own = element.notes.filter(
        ({ tiedFromPrevious }) => !tiedFromPrevious || element.offsetDivs === 0,
      );
      const graces = element.graceNotes.flatMap(({ notes }) => notes);
      return sum + [...own, ...graces].filter(({ stringFret }) => stringFret).length;
    }, 0);
}

test(
  'tablature comes under its own staves with the score, and the view says where notes are fretted',
  options,
  async () => {
    const view = await host.open({ theme: 'dark', height: 2400 });
    await view.show(band);
    const { page } = view;
    await view.receivedOf('rendered');
    await page.getByRole('button', { name: BUTTON }).click();
    assert.equal((await view.receivedOf('arrange')).isTabShown, true);
    // Lines are drawn from the middle of the page outwards.
    const bars = new Set<number>();
    await view.receivedOf('rendered', ({ revision, first, count }) => {
      for (let bar = first; revision > 1 && bar < first + count; bar++) bars.add(bar);
      return bars.size === band.bars.length;
    });
    const frets = page.locator('.stemstave-fret');
    assert.equal(await frets.count(), numbersIn(withTablature(band)));
    await view.screenshot('tablature');
    assert.equal(
      await page.getByRole('button', { name: BUTTON }).getAttribute('aria-pressed'),
      'true',
    );

    // A number is as good to click as its note; what is said goes on to where it is fretted.
    const box = await frets.first().boundingBox();
    assert.ok(box !== null);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const spoken = page.getByRole('status').filter({ hasText: /on string \d, (open|fret \d+)/ });
    await spoken.waitFor({ state: 'attached' });
    assert.match((await spoken.textContent()) ?? '', /^Electric Guitar, bar 1, beat 1/);
    assert.deepEqual(view.violations, []);
    assert.deepEqual(view.failures, []);
    assert.deepEqual(view.malformed, []);
    const { state } = view;

    await page.getByRole('button', { name: BUTTON }).click();
    await page.waitForFunction(() => document.querySelector('.stemstave-fret') === null);
    await page.close();

    const again = await host.open({ state });
    assert.equal((await again.receivedOf('arrange')).isTabShown, true, 'it comes back so');
    await again.page.close();
  },
);

test('numbers stand on their strings, under their notes, and strings are broken for them', async () => {
  const engrave = await loadEngraver();
  for (const width of [800, 1500]) {
    for (const { ink } of await engrave(fretted, width)) {
      const numbers = ink.filter(({ kind, text }) => kind === 'words' && /^\(?\d+\)?$/.test(text));
      const strings = ink.filter(
        ({ kind, left, right, topAt, bottomAt }) =>
          kind === 'line' && right - left > 3 && bottomAt(left) - topAt(left) < 1.15,
      );
      assert.ok(numbers.length > 10 && strings.length > 10);
      for (const number of numbers) {
        const middle = (number.topAt(number.left) + number.bottomAt(number.left)) / 2;
        for (const string of strings) {
          const y = (string.topAt(string.left) + string.bottomAt(string.left)) / 2;
          const isBeside = string.right <= number.left + 0.5 || string.left >= number.right - 0.5;
          assert.ok(Math.abs(y - middle) > 6 || isBeside, `string through ${number.text}`);
        }
      }
    }
  }
});
