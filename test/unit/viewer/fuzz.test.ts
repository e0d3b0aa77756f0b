import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exampleScore } from '../../support/example-score.ts';
import { malformed } from '../../support/malformed.ts';
import { HOST_MESSAGES } from '../../support/sound-messages.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 120_000 };
const host = sharedViewerHost();

/** Values that the way into the page carries as they are. */
const CARRIED = [NaN, Infinity, -1.5, 1e308, '×'.repeat(3000), [[[[]]]]];
const DIFFERENT = 400;
const TIMES = 250;

test('100 000 malformed messages leave the view as it was, and it goes on', options, async () => {
  const bytes = (message: unknown): boolean => JSON.stringify(message).includes('recording');
  const sound = HOST_MESSAGES.filter((message) => !bytes(message));
  const messages = fc.sample(malformed(sound, CARRIED, 'spoiled only'), DIFFERENT);
  const view = await host.open();
  await view.show(exampleScore);
  const bars = exampleScore.bars.length;
  await view.receivedOf('rendered', ({ first, count }) => first + count === bars);
  // The music; the controls above it go on learning what can be played, whatever is thrown at the view.
  const page = (): Promise<string> => view.page.locator('.stemstave-sheet').innerHTML();
  const before = await page();
  const known = view.received.length;
  await view.page.evaluate(
    async ({ all, times }) => {
      for (let i = 0; i < times; i++) {
        for (const message of all) window.postMessage(message, '*');
        // Lets them arrive.
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
    { all: messages, times: TIMES },
  );
  assert.equal(await page(), before);
  const said = view.received.slice(known).filter(({ type }) => type === 'log');
  assert.ok(said.length > 0 && said.length < 40, `${said.length} lines in the log`);
  assert.deepEqual(view.failures, []);
  assert.deepEqual(view.violations, []);
  await view.show({ ...exampleScore, title: 'And on' });
  await view.page.getByRole('heading', { name: 'And on' }).waitFor();
  await view.page.close();
});
