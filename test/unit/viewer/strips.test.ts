import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleScore } from '../../support/example-score.ts';
import { performanceOf } from '../../support/performance-of.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, type ViewerHost, type OpenViewer } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 120_000 };
const BUTTON = 'Piano roll: what was played against what is written';
const host = sharedViewerHost();

async function shown(given: Parameters<ViewerHost['open']>[0] = {}): Promise<OpenViewer> {
  const view = await host.open({ height: 1300, ...given });
  await view.show(exampleScore);
  const bars = exampleScore.bars.length;
  await view.receivedOf('rendered', ({ first, count }) => first + count === bars);
  return view;
}

test(
  'the piano roll shows every note played and every note written, and goes again',
  options,
  async () => {
    const view = await shown({ theme: 'dark' });
    const { page } = view;
    await page.getByRole('button', { name: BUTTON }).click();
    const played = performanceOf(exampleScore).instruments.reduce(
      (sum, { notes }) => sum + notes.length,
      0,
    );
    await page.waitForFunction(
      (count) => document.querySelectorAll('.stemstave-roll .played').length >= count,
      played,
    );
    await view.screenshot('piano-roll');
    const heads = await page.locator('.stemstave-note .vf-notehead').count();
    const written = await page.locator('.stemstave-roll .written').count();
    // Grace notes are printed, but have no time of their own.
    assert.ok(written > 0 && written <= heads, `${written} of ${heads}`);
    assert.equal(
      await page.locator('.stemstave-roll').count(),
      await page.locator('.stemstave-line').count(),
    );
    assert.deepEqual(view.violations, []);
    assert.deepEqual(view.failures, []);
    assert.match(JSON.stringify(view.state), /"isRollShown":true/);
    await page.getByRole('button', { name: BUTTON }).click();
    assert.equal(await page.locator('.stemstave-roll').count(), 0);
    await page.close();
  },
);

test('the piano roll is there again when the view comes back', options, async () => {
  const view = await shown({ state: { isRollShown: true } });
  await view.page.locator('.stemstave-roll .played').first().waitFor({ state: 'attached' });
  const button = view.page.getByRole('button', { name: BUTTON });
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  await view.page.close();
});

test('the piano roll follows what is shown, in its order', options, async () => {
  const view = await shown({ state: { isRollShown: true, isPanelOpen: true }, width: 1300 });
  const { page } = view;
  const labels = (ids: readonly string[]): string[] =>
    ids.map((id) => exampleScore.parts.find((part) => part.id === id)?.abbreviation ?? id);
  const lanesAre = async (ids: readonly string[]): Promise<void> => {
    const played = performanceOf(exampleScore).instruments.reduce(
      (sum, { notes }, i) => sum + (ids.includes(`P${i + 1}`) ? notes.length : 0),
      0,
    );
    await page
      .waitForFunction(
        ({ wanted, count }) => {
          const strips = [...document.querySelectorAll('.stemstave-roll')];
          const names = strips.map((strip) =>
            [...strip.querySelectorAll('.name')].map(({ textContent }) => textContent).join(),
          );
          return (
            strips.length === document.querySelectorAll('.stemstave-line').length &&
            names.every((name) => name === wanted) &&
            // A note held over the end of a line is on both.
            document.querySelectorAll('.stemstave-roll .played').length >= count
          );
        },
        { wanted: labels(ids).join(), count: played },
      )
      .catch(async () => {
        const found = await page
          .locator('.stemstave-roll')
          .first()
          .locator('.name')
          .allTextContents();
        assert.deepEqual(found, labels(ids));
        assert.fail('notes or strips are missing');
      });
  };
  await lanesAre(['P1', 'P2', 'P3', 'P4']);
  await page.getByRole('checkbox', { name: 'Show Piano' }).click();
  await lanesAre(['P1', 'P3', 'P4']);
  await page.getByRole('button', { name: 'Move Drums up' }).click();
  await lanesAre(['P1', 'P4', 'P3']);
  await page.getByRole('checkbox', { name: 'Show Piano' }).click();
  await lanesAre(['P1', 'P2', 'P4', 'P3']);
  assert.deepEqual([view.violations, view.failures, view.malformed], [[], [], []]);
  await page.close();
});

test('Ctrl+C asks for the selected bars and parts, without a path', options, async () => {
  const view = await shown();
  await view.page.locator('.stemstave-score').focus();
  for (const key of ['ArrowRight', 'Shift+Control+ArrowRight', 'Control+c']) {
    await view.page.keyboard.press(key);
  }
  const { firstBar, endBar, partIds } = await view.receivedOf('copy-selection');
  assert.equal(firstBar, 0);
  assert.ok(endBar > 0 && endBar <= 3, `to ${endBar}`);
  assert.deepEqual(partIds, ['P1']);
  assert.deepEqual(view.malformed, []);
  await view.page.close();
});
