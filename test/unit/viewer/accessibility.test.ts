import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { errorShown } from '../../../src/protocol/host-messages.ts';
import { AS_IT_IS } from '../../../src/score/arrange.ts';
import { exampleScore } from '../../support/example-score.ts';
import { HOST_MESSAGES } from '../../support/sound-messages.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, THEMES, type ViewerHost, type OpenViewer, type Theme } from './viewer-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = { skip: noBrowser, timeout: 60_000 };
const host = sharedViewerHost();

async function opened(given: Parameters<ViewerHost['open']>[0] = {}): Promise<OpenViewer> {
  const view = await host.open(given);
  await view.show(exampleScore);
  await view.receivedOf('rendered');
  await view.receivedOf('request-playback');
  await view.page.waitForFunction(
    () => document.querySelector('.stemstave-position')?.textContent !== '',
  );
  return view;
}

/** What an accessibility scan of the whole page finds, one line each. */
async function violations(view: OpenViewer): Promise<string[]> {
  // Evaluated by the debugger, not by the page, whose policy would not have it.
  await view.page.evaluate(AXE);
  const { violations: found, passes } = await view.page.evaluate<AxeResults>('axe.run()');
  assert.ok(passes.length > 8, 'the scan looked at too little to mean anything');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 150)} ${failureSummary}`),
  );
}

function hasType(message: unknown, type: string): boolean {
  return typeof message === 'object' && message !== null && Reflect.get(message, 'type') === type;
}

async function spoken(view: OpenViewer, words: string): Promise<void> {
  await view.page
    .waitForFunction(
      (wanted) =>
        document.querySelector('[role="status"]')?.textContent.replace('\u00a0', '') === wanted,
      words,
      { timeout: 10_000 },
    )
    .catch(async () => {
      assert.equal(await view.page.getByRole('status').textContent(), words);
    });
}

for (const theme of Object.keys(THEMES) as Theme[]) {
  test(
    `a scan finds nothing against the score, its panel and its strips in ${theme}`,
    options,
    async () => {
      const arrangement = { ...AS_IT_IS, isTabShown: true };
      const state = { isPanelOpen: true, isRollShown: true, arrangement };
      const view = await opened({ theme, state });
      for (const strip of ['.stemstave-roll .played', '.stemstave-fret']) {
        await view.page.locator(strip).first().waitFor({ state: 'attached' });
      }
      await view.page.locator('.stemstave-score').focus();
      await view.page.keyboard.press('ArrowRight');
      await spoken(view, 'Melody, bar 0, beat 4, C 5, eighth');
      await view.screenshot(`desk-${theme}`);
      assert.deepEqual(await violations(view), []);
      await view.page.close();
    },
  );
}

test('nor against a sentence in place of a score', options, async () => {
  const view = await opened();
  await view.post(errorShown('This file is not a MIDI file.', 'Choose another one.'));
  await view.page.getByRole('alert').waitFor();
  assert.deepEqual(await violations(view), []);
  await view.page.close();
});

test('nor against what is heard while a recording is transcribed', options, async () => {
  const view = await host.open();
  for (const message of HOST_MESSAGES) {
    if (hasType(message, 'hearing') || hasType(message, 'notes-heard')) await view.post(message);
  }
  await view.page.getByRole('progressbar').waitFor();
  assert.deepEqual(await violations(view), []);
  await view.page.close();
});

/** Goes on by Tab, as anyone without a mouse would, to a control that is called so. */
async function tabTo(view: OpenViewer, name: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 60) {
    await view.page.keyboard.press('Tab');
    const label = await view.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? '',
    );
    if (label === name) return;
    passed.push(label);
  }
  assert.fail(`Tab never comes to “${name}”, but to ${passed.join(', ')}`);
}

const journey: readonly (readonly [key: string, words: string])[] = [
  ['ArrowRight', 'Melody, bar 0, beat 4, C 5, eighth'],
  ['ArrowRight', 'bar 0, beat 4 and a half, D 5, eighth'],
  ['ArrowRight', 'bar 1, beat 1, F 5, dotted quarter'],
  ['.', 'bar 1, beat 2, F 5, dotted quarter, held'],
  ['.', 'bar 1, beat 3, D 5, eighth'],
  [',', 'bar 1, beat 2, F 5, dotted quarter, held'],
  ['ArrowDown', 'Piano, upper staff, bar 1, beat 2, chord of A 4, C 5 and F 5, half, held'],
  ['ArrowDown', 'Piano, lower staff, bar 1, beat 2, C 3, quarter'],
  ['Control+ArrowRight', 'bar 2, beat 1, B flat 2, half'],
  ['ArrowLeft', 'bar 1, beat 4, A 3, quarter'],
  ['m', 'Piano, mute on'],
  ['m', 'Piano, mute off'],
  ['s', 'Piano, solo on'],
  ['s', 'Piano, solo off'],
  [']', 'Speed 105 percent'],
  ['[', 'Speed 100 percent'],
  ['l', 'Looping the selection'],
  ['l', 'Loop off'],
  ['Control+=', 'Size 115 percent'],
  ['Control+-', 'Size 100 percent'],
  ['Shift+ArrowLeft', 'bar 1, beat 3, F 3, quarter, selected'],
  ['Home', 'bar 0, beat 4, rest, quarter'],
  ['ArrowLeft', 'Nothing before this'],
  ['End', 'bar 8, beat 1, rest, whole bar'],
  ['w', 'Piano, lower staff, bar 8, beat 1, rest, whole bar'],
  ['Escape', 'Nothing is selected'],
];

test('by keyboard alone one can go everywhere, and hears where one is', options, async () => {
  const view = await opened();
  await tabTo(view, 'Score');
  for (const [key, words] of journey) {
    await view.page.keyboard.press(key);
    await spoken(view, words);
  }
  await view.page.keyboard.press('Space');
  await view.page.getByRole('button', { name: 'Pause (Space)' }).waitFor();
  await view.page.keyboard.press('Space');
  await view.page.getByRole('button', { name: 'Play (Space)' }).waitFor();
  assert.deepEqual(view.failures, []);
  assert.deepEqual(view.violations, []);
  await view.page.close();
});

test(
  'by keyboard alone parts are shown, hidden, moved, renamed and turned up',
  options,
  async () => {
    const view = await opened();
    const { keyboard } = view.page;
    await tabTo(view, 'Parts and mixer');
    await keyboard.press('Enter');
    await tabTo(view, 'Show Piano');
    await keyboard.press('Space');
    assert.deepEqual((await view.receivedOf('arrange')).parts[1], { id: 'P2', isVisible: false });
    await view.receivedOf('rendered', ({ revision }) => revision === 2);
    // Where one was, one still is, though the score is another.
    await tabTo(view, 'Move Piano up');
    await keyboard.press('Enter');
    await view.receivedOf('arrange', ({ parts }) => parts[0]?.id === 'P2');
    await view.receivedOf('rendered', ({ revision }) => revision === 3);
    await tabTo(view, 'Volume of Piano');
    await keyboard.press('Home');
    await tabTo(view, 'Name of Melody');
    await keyboard.press('Control+a');
    await keyboard.type('Oboe');
    await keyboard.press('Enter');
    assert.equal((await view.receivedOf('rename-part')).name, 'Oboe');
    assert.match(JSON.stringify(view.state), /"P2":\{[^}]*"volume":0[,}]/);
    assert.deepEqual([view.violations, view.failures, view.malformed], [[], [], []]);
    await view.page.close();
  },
);

test(
  'where one stands, the mix, the panel and the size come back after the tab was hidden',
  options,
  async () => {
    const view = await opened({ state: { isPanelOpen: true } });
    await view.page.locator('.stemstave-score').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'm', ']', 'Control+=']) {
      await view.page.keyboard.press(key);
    }
    await spoken(view, 'Size 115 percent');
    await view.page.waitForFunction(() => document.querySelector('.stemstave-selected') !== null);
    const { state } = view;
    await view.page.close();
    const again = await opened({ state });
    await again.page.waitForFunction(() => document.querySelector('.stemstave-selected') !== null);
    await again.page.locator('.stemstave-score').focus();
    await again.page.keyboard.press('w');
    await spoken(again, 'Melody, bar 0, beat 4 and a half, D 5, eighth');
    const mute = again.page.getByRole('button', { name: 'Mute Melody' });
    assert.equal(await mute.getAttribute('aria-pressed'), 'true');
    assert.equal(await again.page.getByRole('slider', { name: 'Speed' }).inputValue(), '1.05');
    assert.deepEqual((again.state as { zoom?: number } | undefined)?.zoom ?? 1.15, 1.15);
    await again.page.close();
  },
);
