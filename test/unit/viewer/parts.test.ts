import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleScore } from '../../support/example-score.ts';
import { note, played, scoreOf } from '../../support/played.ts';
import { loudest, tap } from './listening.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, type OpenViewer } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 60_000 };
const host = sharedViewerHost();

async function partsShown(view: OpenViewer, names: readonly string[]): Promise<void> {
  const list = view.page.getByRole('list', { name: 'Parts', exact: true }).first();
  for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
    const shown = await list.locator('li').allTextContents();
    if (shown.join() === names.join()) return;
    await view.page.waitForTimeout(30);
  }
  assert.deepEqual(await list.locator('li').allTextContents(), names);
}

test('parts are hidden, shown, moved and renamed, and come back so', options, async () => {
  const view = await host.open({ state: { isPanelOpen: true }, width: 1300 });
  await view.show(exampleScore);
  const { page } = view;
  await page.getByRole('checkbox', { name: 'Show Piano' }).click();
  await partsShown(view, ['Melody', 'Electric Bass', 'Drums']);
  await page.getByRole('button', { name: 'Move Drums up' }).click();
  await partsShown(view, ['Melody', 'Drums', 'Electric Bass']);
  const name = page.getByRole('textbox', { name: 'Name of Melody' });
  await name.fill('Oboe');
  await name.press('Enter');
  const { partId, name: wanted } = await view.receivedOf('rename-part');
  assert.deepEqual([partId, wanted], ['P1', 'Oboe']);
  await partsShown(view, ['Oboe', 'Drums', 'Electric Bass']);
  await view.receivedOf('rendered', ({ revision }) => revision === 4);
  assert.deepEqual(Object.keys(await view.noteheads()).sort(), ['P1', 'P3', 'P4']);
  await view.screenshot('parts-arranged');

  // Hidden parts sound on; the mixer still has them.
  await page.getByRole('button', { name: 'Mute Piano' }).waitFor();
  await page.getByRole('checkbox', { name: 'Show Piano' }).click();
  await partsShown(view, ['Oboe', 'Piano', 'Drums', 'Electric Bass']);
  await page.getByRole('checkbox', { name: 'Show Drums' }).click();
  await partsShown(view, ['Oboe', 'Piano', 'Electric Bass']);
  const { state } = view;
  assert.deepEqual(view.malformed, []);
  assert.deepEqual(view.failures, []);
  await page.close();

  const again = await host.open({ state, width: 1300 });
  const { parts } = await again.receivedOf('arrange');
  assert.deepEqual(
    parts.map(({ id, isVisible }) => [id, isVisible]),
    [
      ['P1', true],
      ['P2', true],
      ['P4', false],
      ['P3', true],
    ],
  );
  await again.page.close();
});

test('what plays plays on while parts are moved, hidden and transposed', options, async () => {
  const notes = Array.from({ length: 64 }, (_, beat) => note(60 + (beat % 12), beat, 1));
  const score = scoreOf([
    { ...played(71, notes), name: 'Clarinet' },
    { ...played(0, notes), name: 'Piano' },
  ]);
  const view = await host.open({ state: { isPanelOpen: true }, width: 1300, prepare: tap });
  const { page } = view;
  await view.show(score);
  await view.receivedOf('request-playback');
  await page.locator('.stemstave-score').focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Pause (Space)' }).waitFor();
  const cursor = async (): Promise<number> =>
    Number(await page.locator('.stemstave-cursor').getAttribute('data-div'));
  let before = await cursor();
  const goesOn = async (names: readonly string[]): Promise<void> => {
    await partsShown(view, names);
    await page.locator('.stemstave-cursor').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Pause (Space)' }).isVisible());
    const after = await cursor();
    assert.ok(after > before, `the cursor went from ${before} to ${after}`);
    assert.ok((await loudest(page, 600)) > 0.005);
    before = after;
  };
  await page.getByRole('button', { name: 'Move Piano up' }).focus();
  await page.keyboard.press('Enter');
  await goesOn(['Piano', 'Clarinet']);
  // Whoever works by keyboard is where they were: on the same part.
  assert.equal(
    await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    'Move Piano down',
  );
  await page.getByRole('checkbox', { name: 'Show Piano' }).click();
  await goesOn(['Clarinet']);
  await page.getByRole('combobox', { name: 'Pitch of the notes' }).selectOption('transposed');
  await goesOn(['Clarinet in B♭']);
  const asked = view.received.filter(({ type }) => type === 'request-notes').length;
  assert.equal(asked, 2, 'what was played is asked for once');
  await page.close();
});

test('the last part in sight cannot be hidden', options, async () => {
  const view = await host.open({ state: { isPanelOpen: true } });
  await view.show({ ...exampleScore, parts: exampleScore.parts.slice(0, 1) });
  assert.ok(await view.page.getByRole('checkbox', { name: 'Show Melody' }).isDisabled());
  await view.page.close();
});

test(
  'a clarinet is read at concert pitch or transposed, and the choice is kept',
  options,
  async () => {
    const notes = [60, 62, 64, 65, 67, 69, 71, 72].map((pitch, beat) => note(pitch, beat, 1));
    const score = scoreOf(
      [
        { ...played(71, notes), name: 'Clarinet' },
        { ...played(0, notes), name: 'Piano' },
      ],
      { key: { fifths: 0, mode: 'major' } },
    );
    const view = await host.open({ width: 1300 });
    await view.show(score);
    const pitch = view.page.getByRole('combobox', { name: 'Pitch of the notes' });
    assert.equal(await pitch.inputValue(), 'concert');
    await pitch.selectOption('transposed');
    await partsShown(view, ['Clarinet in B♭', 'Piano']);
    await view.screenshot('transposed');
    assert.deepEqual(view.malformed, []);
    assert.deepEqual(view.failures, []);
    const { state } = view;
    await view.page.close();
    const again = await host.open({ state, width: 1300 });
    assert.equal((await again.receivedOf('arrange')).isTransposed, true);
    await again.page.close();
  },
);
