import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { secAtDiv } from '../../../src/score/frame.ts';
import type { Score } from '../../../src/score/model.ts';
import type { ViewState } from '../../../src/viewer/view-state.ts';
import { exampleScore } from '../../support/example-score.ts';
import { longScore } from '../../support/long-score.ts';
import { knockingWav, listen, loudest, tap, watch } from './listening.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, type ViewerHost, type OpenViewer } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 60_000 };
const SILENCE = 1e-4;
const host = sharedViewerHost();

async function opened(
  score: Score,
  given: Parameters<ViewerHost['open']>[0] = {},
  recording?: Parameters<OpenViewer['show']>[1],
): Promise<OpenViewer> {
  const view = await host.open({ ...given, prepare: tap });
  await view.show(score, recording);
  await view.receivedOf('rendered');
  await view.receivedOf('request-playback');
  await view.page.waitForFunction(
    () => document.querySelector('.stemstave-position')?.textContent !== '',
  );
  return view;
}

function assertClean(view: OpenViewer): void {
  assert.deepEqual(view.violations, [], 'the content security policy was violated');
  assert.deepEqual(view.malformed, [], 'the view sent something malformed');
  assert.deepEqual(view.failures, []);
  assert.deepEqual(
    view.received.filter((message) => message.type === 'log'),
    [],
  );
}

async function cursorDiv(view: OpenViewer): Promise<number> {
  const cursor = view.page.locator('.stemstave-cursor');
  return Number(await cursor.getAttribute('data-div', { timeout: 10_000 }));
}

async function playing(view: OpenViewer): Promise<void> {
  await view.page.keyboard.press('Space');
  await view.page.getByRole('button', { name: 'Pause (Space)' }).waitFor();
  await view.page.waitForFunction(() => document.querySelector('.stemstave-cursor') !== null);
}

/** Clicks on a notehead, again where lines that were drawn above have moved it away before the click. */
async function clickOn(view: OpenViewer, head: Locator, bar: number): Promise<void> {
  const chosenBar = () => (view.state as Partial<ViewState> | undefined)?.selection?.focus.bar;
  for (const end = Date.now() + 20_000; Date.now() < end && chosenBar() !== bar;) {
    const box = await head.boundingBox();
    assert.ok(box);
    await view.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await view.page.waitForTimeout(100);
  }
  assert.equal(chosenBar(), bar);
}

test('Space plays the parts, the cursor moves; Space again, and both rest', options, async () => {
  const view = await opened(exampleScore);
  await playing(view);
  assert.ok((await loudest(view.page, 1500)) > 0.005);
  const first = await cursorDiv(view);
  await view.page.waitForTimeout(500);
  assert.ok((await cursorDiv(view)) > first);
  await view.page.keyboard.press('Space');
  await view.page.getByRole('button', { name: 'Play (Space)' }).waitFor();
  await view.page.waitForTimeout(3500);
  assert.ok((await listen(view.page)).loudness < SILENCE);
  const rested = await cursorDiv(view);
  await view.page.waitForTimeout(200);
  assert.equal(await cursorDiv(view), rested);
  assertClean(view);
  await view.page.close();
});

test('a note that is stepped on is heard at its pitch', options, async () => {
  const view = await opened(exampleScore);
  await view.page.locator('.stemstave-score').focus();
  await view.page.keyboard.press('ArrowRight');
  let hz = 0;
  for (const end = Date.now() + 5000; Date.now() < end && Math.abs(hz - 523.25) > 8;) {
    const heard = await listen(view.page);
    if (heard.loudness > 0.002) hz = heard.hz;
    await view.page.waitForTimeout(20);
  }
  assert.ok(Math.abs(hz - 523.25) <= 8, `C 5 sounded at ${hz} Hz`);
  assertClean(view);
  await view.page.close();
});

test('muted parts are silent, one that is solo is heard alone', options, async () => {
  const view = await opened(exampleScore, { state: { isPanelOpen: true } });
  for (const name of ['Melody', 'Piano', 'Electric Bass', 'Drums']) {
    await view.page.getByRole('button', { name: `Mute ${name}` }).click();
  }
  await view.page.locator('.stemstave-score').focus();
  await playing(view);
  assert.ok((await loudest(view.page, 1200)) < SILENCE);
  await view.page.getByRole('button', { name: 'Mute Drums' }).click();
  assert.ok((await loudest(view.page, 1500)) > 0.002);
  await view.page.getByRole('button', { name: 'Solo Melody' }).click();
  await view.page.waitForTimeout(1500);
  assert.ok((await loudest(view.page, 800)) < SILENCE);
  assertClean(view);
  await view.page.close();
});

const KNOCKS = { name: 'knocks.wav', bytes: knockingWav(20, 0.5) };
const KNOCKS_PCM = {
  sampleRateHz: 48_000,
  channelCount: 1,
  sampleKind: 'integer',
  bytesPerSample: 2,
  dataOffset: 44,
  frameCount: 20 * 48_000,
} as const;

for (const [way, recording] of [
  ['whole', KNOCKS],
  ['streamed', { ...KNOCKS, pcm: KNOCKS_PCM }],
] as const) {
  test(
    `the recording, ${way}, is heard, and the cursor keeps to it within 20 ms`,
    options,
    async (t) => {
      const view = await opened(exampleScore, {}, recording);
      const source = view.page.getByRole('combobox', { name: 'What is heard' });
      assert.equal(await source.inputValue(), 'recording');
      assert.match((await source.getAttribute('title')) ?? '', /knocks\.wav/);
      await playing(view);
      // A machine that is busy elsewhere may starve the audio: one undisturbed look is enough to tell.
      let worst = Infinity;
      for (let look = 0; look < 8 && worst >= 0.02; look++) {
        worst = Math.min(worst, await cursorError(view));
      }
      t.diagnostic(`the cursor is within ${(worst * 1000).toFixed(1)} ms of the sound`);
      assert.ok(worst < 0.02, `${worst} s`);
      assertClean(view);
      await view.page.close();
    },
  );
}

/** Seconds by which the cursor differs from what is heard, in all but the worst 2 % of frames. */
async function cursorError(view: OpenViewer): Promise<number> {
  const { frames, knocksSec } = await watch(view.page, 1600);
  const [knock] = knocksSec;
  if (knock === undefined) return Infinity;
  const latencySec = await view.page.evaluate(() => {
    const { ear } = window as unknown as { readonly ear: AnalyserNode };
    return ear.context instanceof AudioContext ? ear.context.outputLatency : 0;
  });
  // Knocks are half a second apart, so the nearest one says where in the recording we are.
  const errors = frames.map(({ contextSec, div }) => {
    const sec = secAtDiv(exampleScore.tempoMap, div);
    const phase = (sec - (contextSec - latencySec - knock)) / 0.5;
    return Math.abs(phase - Math.round(phase)) * 0.5;
  });
  errors.sort((a, b) => a - b);
  return errors[Math.floor(errors.length * 0.98)] ?? Infinity;
}

test('a selection is played over and over', options, async () => {
  const view = await opened(exampleScore);
  await view.page.locator('.stemstave-score').focus();
  for (const key of ['Control+ArrowRight', 'Control+ArrowRight', 'Shift+ArrowRight', 'l']) {
    await view.page.keyboard.press(key);
  }
  const from = exampleScore.bars[1]?.startDiv ?? 0;
  const to = from + 2 * 10_080;
  await playing(view);
  const { frames } = await watch(view.page, 3500);
  const inside = frames.filter(({ div }) => div > from - 200 && div < to + 200);
  assert.ok(inside.length > frames.length * 0.97, `${inside.length} of ${frames.length}`);
  const rounds = frames.filter(({ div }, i) => div < (frames[i - 1]?.div ?? 0) - 5000).length;
  assert.ok(rounds >= 1, `${rounds} rounds`);
  await view.page.close();
});

test('plays from a note that was heard before the first play', options, async () => {
  const view = await opened(exampleScore);
  const note = view.page.locator('.stemstave-note[data-bar="2"][data-part="P1"]').first();
  await clickOn(view, note.locator('.vf-notehead').first(), 2);
  assert.ok((await loudest(view.page, 1500)) > 0.005);
  await playing(view);
  const start = exampleScore.bars[2]?.startDiv ?? 0;
  const first = await cursorDiv(view);
  assert.ok(first >= start, `${first}, not ${start} or later`);
  await view.page.keyboard.press('Escape');
  await view.page.getByRole('button', { name: 'Play (Space)' }).waitFor();
  await view.page.waitForTimeout(500);
  const back = await cursorDiv(view);
  assert.ok(Math.abs(back - start) < 100, `${back}, not ${start}`);
  assertClean(view);
  await view.page.close();
});

test('plays from the note that is clicked, and turns the page itself', options, async () => {
  const score = longScore(60);
  const view = await opened(score, {
    height: 500,
    state: { bar: 30, playback: settings({ speed: 2 }) },
  });
  await view.receivedOf('rendered', ({ first, count }) => first <= 30 && first + count > 30);
  const note = view.page.locator('.stemstave-note[data-bar="30"][data-part="P1"]').first();
  await clickOn(view, note.locator('.vf-notehead').first(), 30);
  const top = await view.page.evaluate(
    () => document.querySelector('.stemstave-score')?.scrollTop ?? 0,
  );
  await playing(view);
  const start = score.bars[30]?.startDiv ?? 0;
  const first = await cursorDiv(view);
  assert.ok(first >= start && first < start + 6 * 40_320, `${first} after ${start}`);
  await view.page.waitForFunction(
    (before) => (document.querySelector('.stemstave-score')?.scrollTop ?? 0) > before + 100,
    top,
  );
  await view.page.waitForTimeout(800);
  const isSeen = await view.page.evaluate(() => {
    const cursor = document.querySelector('.stemstave-cursor')?.getBoundingClientRect();
    const sight = document.querySelector('.stemstave-score')?.getBoundingClientRect();
    return cursor !== undefined && sight !== undefined && cursor.top >= sight.top - 5;
  });
  assert.ok(isSeen);
  assertClean(view);
  await view.page.close();
});

test(
  'where the recording cannot be decoded, the parts play, and the log says why',
  options,
  async () => {
    const bytes = new TextEncoder().encode('This is no music at all.'.repeat(100));
    const view = await opened(exampleScore, {}, { name: 'letter.mp3', bytes });
    await playing(view);
    assert.ok((await loudest(view.page, 2500)) > 0.005);
    const { text } = await view.receivedOf('log');
    assert.match(text, /^letter\.mp3 is not played: /);
    const source = view.page.getByRole('combobox', { name: 'What is heard' });
    assert.equal(await source.inputValue(), 'parts');
    await view.page.close();
  },
);

test(
  'a recording that is too large to be played is said to be, and not fetched',
  options,
  async () => {
    const recording = {
      name: 'concert.flac',
      bytes: knockingWav(1, 0.5),
      claimedBytes: 700 * 2 ** 20,
    };
    const view = await opened(exampleScore, {}, recording);
    const source = view.page.getByRole('combobox', { name: 'What is heard' });
    await view.page.waitForFunction(
      () => document.querySelector('select[title^="concert.flac"]') !== null,
    );
    const sentence =
      'concert.flac has 700 MB: of that size only WAV files on a disk can be played here, others up to 256 MB.';
    assert.equal(await source.getAttribute('title'), sentence);
    assert.ok(await view.page.locator('.stemstave-loading', { hasText: sentence }).isVisible());
    assert.equal(await source.inputValue(), 'parts');
    await playing(view);
    assert.ok((await loudest(view.page, 1500)) > 0.005);
    assert.ok(view.received.every(({ type }) => type !== 'request-recording-bytes'));
    assertClean(view);
    await view.page.close();
  },
);

function settings(change: object): object {
  return {
    mix: { balance: 0.5, parts: {} },
    speed: 1,
    hasMetronome: false,
    hasCountIn: false,
    isLooping: false,
    ...change,
  };
}
