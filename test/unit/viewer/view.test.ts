import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorShown } from '../../../src/protocol/host-messages.ts';
import type { Score } from '../../../src/score/model.ts';
import { exampleScore } from '../../support/example-score.ts';
import { countNoteheads, longScore } from '../../support/long-score.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, THEMES, type ViewerHost, type OpenViewer } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 60_000 };
const host = sharedViewerHost();

async function opened(given: Parameters<ViewerHost['open']>[0] = {}): Promise<OpenViewer> {
  return host.open(given);
}

async function drawnWhole(view: OpenViewer, score: Score): Promise<void> {
  const bars = new Set<number>();
  await view.receivedOf('rendered', ({ first, count }) => {
    for (let i = first; i < first + count; i++) bars.add(i);
    return bars.size === score.bars.length;
  });
}

function assertClean(view: OpenViewer): void {
  assert.deepEqual(view.violations, [], 'the content security policy was violated');
  assert.deepEqual(view.malformed, [], 'the view sent something malformed');
  assert.deepEqual(view.failures, []);
  const logged = view.received.filter((message) => message.type === 'log');
  assert.deepEqual(logged, []);
}

for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const) {
  test(`draws every notehead of every part, in the colours of ${theme}`, options, async () => {
    const view = await opened({ theme, height: 1100 });
    await view.show(exampleScore);
    await drawnWhole(view, exampleScore);
    await view.screenshot(`view-${theme}`);
    const expected = countNoteheads(exampleScore);
    assert.deepEqual(
      await view.noteheads(),
      Object.fromEntries(exampleScore.parts.map(({ id }, i) => [id, expected[i]])),
    );
    assert.ok(await view.page.evaluate(() => document.fonts.size >= 3));
    assert.ok(
      await view.page.evaluate(() => [...document.fonts].every((font) => font.status === 'loaded')),
    );
    assert.deepEqual(await inks(view), [rgb(THEMES[theme].foreground)]);
    assertClean(view);
    await view.page.close();
  });
}

test('follows a change of theme without drawing anew', options, async () => {
  const view = await opened({ theme: 'light' });
  await view.show(exampleScore);
  await drawnWhole(view, exampleScore);
  const drawn = (): number => view.received.filter(({ type }) => type === 'rendered').length;
  const before = drawn();
  await view.page.evaluate(() => {
    document.documentElement.style.setProperty('--vscode-editor-foreground', '#00ff00');
  });
  assert.deepEqual(await inks(view), ['rgb(0, 255, 0)']);
  assert.equal(drawn(), before);
  await view.page.close();
});

test(
  'draws only what is near, asks for what it needs, and drops what is far',
  options,
  async () => {
    const score = longScore(600);
    const view = await opened();
    await view.show(score);
    await view.receivedOf('rendered');
    await view.page.waitForTimeout(300);
    const lines = view.page.locator('.stemstave-line');
    const all = await lines.count();
    const near = await view.page.locator('.stemstave-line-drawn').count();
    assert.ok(all > 100 && near < 10, `${near} of ${all} lines drawn`);

    await view.page.locator('.stemstave-score').focus();
    await view.page.keyboard.press('End');
    await view.receivedOf('rendered', ({ first, count }) => first + count === 600);
    await view.page.waitForTimeout(300);
    assert.ok((await view.page.locator('.stemstave-line-drawn').count()) < 12);
    const label = await lines.last().getAttribute('aria-label');
    assert.match(label ?? '', /^Bars? .*600$/);
    assertClean(view);
    await view.page.close();
  },
);

test('a line of many staves comes onto the page over several frames', options, async () => {
  const score = longScore(60, 3);
  const view = await opened();
  await view.show(score);
  await view.receivedOf('rendered');
  await view.page.evaluate(() => {
    const arrivals: number[] = [];
    Object.assign(window, { arrivals });
    // Told once for all that one task has done to the page.
    new MutationObserver((records) => {
      const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
      arrivals.push(
        added
          .map((node) => (node instanceof Element ? 1 + node.querySelectorAll('*').length : 0))
          .reduce((sum, count) => sum + count, 0),
      );
    }).observe(document.querySelector('.stemstave-score') ?? document.body, {
      childList: true,
      subtree: true,
    });
  });
  await view.page.locator('.stemstave-score').focus();
  await view.page.keyboard.press('End');
  await view.receivedOf('rendered', ({ first, count }) => first + count === 60);
  const { arrivals, inLine } = await view.page.evaluate(() => ({
    arrivals: (window as unknown as { readonly arrivals: readonly number[] }).arrivals,
    inLine: Math.max(
      ...[...document.querySelectorAll('.stemstave-line-drawn')].map(
        (line) => line.querySelectorAll('*').length,
      ),
    ),
  }));
  const most = Math.max(...arrivals);
  assert.ok(inLine > 1000 && most > 0 && most < 500, `${most} of ${inLine} elements at once`);
  const opacities = await view.page
    .locator('.stemstave-line-drawn > svg')
    .evaluateAll((drawings) => drawings.map((drawing) => getComputedStyle(drawing).opacity));
  assert.ok(opacities.length > 0 && opacities.every((opacity) => opacity === '1'));
  assertClean(view);
  await view.page.close();
});

test('comes back to the same bars and size after the tab was hidden', options, async () => {
  const score = longScore(300);
  const view = await opened({ state: { bar: 150, zoom: 1.3 } });
  await view.show(score);
  await view.receivedOf('rendered', ({ first, count }) => first <= 150 && first + count > 150);
  await view.page.keyboard.press('Control+-');
  await view.page.waitForFunction(() => document.querySelector('.stemstave-line-drawn') !== null);
  assert.ok(view.state !== null && typeof view.state === 'object');
  const kept = view.state as { readonly bar: number; readonly zoom: number };
  assert.ok(Math.abs(kept.bar - 150) <= 6 && kept.zoom < 1.3, JSON.stringify(kept));
  await view.page.close();
});

test('a score that is opened again looks as the tab that was closed left it', options, async () => {
  const before = await opened({ state: { bar: 150, isPanelOpen: true } });
  await before.show(longScore(300));
  await before.receivedOf('rendered', ({ first, count }) => first <= 150 && first + count > 150);
  await before.page.keyboard.press('Control+-');
  const { state: keptView } = await before.receivedOf('keep-view');
  await before.page.close();
  const view = await opened({ keptView });
  await view.show(longScore(300));
  await view.receivedOf('rendered', ({ first, count }) => first <= 150 && first + count > 150);
  await view.page.keyboard.press('Control+-');
  const { state } = await view.receivedOf('keep-view', (kept) => kept.state !== keptView);
  const { zoom } = JSON.parse(state) as { readonly zoom: number };
  assert.ok(zoom < 0.8, `${zoom} after two steps`);
  await view.page.close();
  const unread = await opened({ keptView: '{"bar": 15' });
  await unread.show(exampleScore);
  await drawnWhole(unread, exampleScore);
  assertClean(unread);
  await unread.page.close();
});

test('state of another shape is no obstacle', options, async () => {
  const view = await opened({ state: { bar: -3, zoom: 'big', path: '../..' } });
  await view.show(exampleScore);
  await drawnWhole(view, exampleScore);
  assertClean(view);
  await view.page.close();
});

test(
  'a bar that cannot be drawn leaves its place, its neighbours and a reason',
  options,
  async () => {
    const view = await opened({ height: 1100 });
    await view.show(withImpossibleBar(exampleScore));
    await drawnWhole(view, exampleScore);
    await view.screenshot('view-failed-bar');
    assert.equal(await view.page.locator('.stemstave-failed-bar').count(), 1);
    const { text } = await view.receivedOf('log');
    assert.match(text, /^Bar 2 of P1 could not be drawn: /);
    const [expected = 0] = countNoteheads(exampleScore);
    const [lost = 0] = countNoteheads(exampleScore, 2, 3);
    assert.equal((await view.noteheads())['P1'], expected - lost);
    await view.page.close();
  },
);

test('says in words what is wrong, and treats them as text', options, async () => {
  const view = await opened({ height: 400 });
  await view.post(errorShown('This file is <b>not</b> a MIDI file.', 'Choose another one.'));
  const panel = view.page.getByRole('alert');
  await panel.waitFor();
  assert.equal(await panel.locator('h1').textContent(), 'This file is <b>not</b> a MIDI file.');
  assert.equal(await panel.locator('p').textContent(), 'Choose another one.');
  await view.screenshot('view-error');
  await view.show({ ...exampleScore, parts: [] });
  await view.page.getByRole('status').getByText('There are no notes in this file.').waitFor();
  assertClean(view);
  await view.page.close();
});

test('a malformed message is dropped with a reason', options, async () => {
  const view = await opened();
  await view.post({ version: 1, type: 'error', sentence: 5, hint: '' });
  const { level, text } = await view.receivedOf('log');
  assert.equal(level, 'warn');
  assert.match(text, /dropped: sentence/);
  await view.page.getByRole('alert').getByText('This score could not be shown.').waitFor();
  await view.page.close();
});

test('a narrow pane shows all of every line', options, async () => {
  const view = await opened({ width: 320, height: 900 });
  await view.show(exampleScore);
  await view.receivedOf('rendered');
  await view.page.waitForTimeout(300);
  const overflow = await view.page.evaluate(() => {
    const score = document.querySelector('.stemstave-score');
    return score === null ? -1 : score.scrollWidth - score.clientWidth;
  });
  assert.equal(overflow, 0);
  await view.screenshot('view-narrow');
  assertClean(view);
  await view.page.close();
});

/** Writes down how the page asks for each scrolling. */
const WATCH_SCROLLING = `
  window.asked = [];
  const scroll = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (given) {
    window.asked.push(given.behavior);
    return scroll.call(this, given);
  };
`;

for (const [reducedMotion, behavior] of [
  ['reduce', 'instant'],
  ['no-preference', 'smooth'],
] as const) {
  test(
    `asked for “${reducedMotion}” of motion, the page scrolls ${behavior}`,
    options,
    async () => {
      const view = await opened({
        height: 300,
        prepare: async (page) => {
          await page.emulateMedia({ reducedMotion });
          await page.addInitScript({ content: WATCH_SCROLLING });
        },
      });
      const { page } = view;
      await view.show(longScore(40));
      await view.receivedOf('request-playback');
      await page.locator('.stemstave-score').focus();
      // Walking scrolls, and so does the page that turns while it plays.
      for (const [times, key] of ['End', 'Home', 'Space'].entries()) {
        await page.keyboard.press(key);
        await page.waitForFunction(
          (count) => (window as unknown as { asked: string[] }).asked.length >= count,
          times + 1,
        );
      }
      const asked = await page.evaluate(() => (window as unknown as { asked: string[] }).asked);
      assert.deepEqual([...new Set(asked)], [behavior]);
      if (reducedMotion === 'reduce') assert.deepEqual(await moving(view), []);
      await page.close();
    },
  );
}

/** Classes of all that glides, fades or spins, now or when it changes. */
async function moving(view: OpenViewer): Promise<string[]> {
  return view.page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
        return (
          transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior === 'smooth'
        );
      })
      .map((element) => element.getAttribute('class') ?? element.tagName),
  );
}

/** All colours that anything of the music is painted in. */
async function inks(view: OpenViewer): Promise<string[]> {
  return view.page.evaluate(() => {
    const colours = new Set<string>();
    for (const shape of document.querySelectorAll('.stemstave-line :is(path, rect, text)')) {
      const { fill, stroke } = getComputedStyle(shape);
      for (const colour of [fill, stroke]) if (colour !== 'none') colours.add(colour);
    }
    return [...colours];
  });
}

function rgb(hex: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${channels.join(', ')})`;
}

/** A beam over a whole note passes the protocol, but no engraver can draw it. */
function withImpossibleBar(score: Score): Score {
  const [melody, ...others] = score.parts;
  const staff = melody?.staves[0];
  if (melody === undefined || staff === undefined) throw new Error('no melody');
  const bars = staff.bars.map((bar, index) => {
    const [voice] = bar.voices;
    if (index !== 2 || voice === undefined) return bar;
    const elements = voice.elements.map((element) => ({
      ...element,
      value: { type: 2, dots: 0 } as const,
    }));
    return { ...bar, voices: [{ ...voice, elements }] };
  });
  return { ...score, parts: [{ ...melody, staves: [{ ...staff, bars }] }, ...others] };
}
