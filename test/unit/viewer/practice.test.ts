import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secAtDiv } from '../../../src/score/frame.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { exampleScore } from '../../support/example-score.ts';
import { onsets, RenderedSound } from '../playback/rendered.ts';
import { commandsOf, loudest, noteCommands, tap, watch } from './listening.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, type OpenViewer } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 120_000 };
const host = sharedViewerHost();
const SILENCE = 1e-4;
const START_DIV = exampleScore.bars[0]?.startDiv ?? 0;

/** Seconds of the score from its beginning to a quarter later; its tempo stays the same for a while. */
const beatSec =
  secAtDiv(exampleScore.tempoMap, START_DIV + DIVS_PER_QUARTER) -
  secAtDiv(exampleScore.tempoMap, START_DIV);

function beatsUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, beat) => beat * beatSec);
}

/** A view in which only the metronome can be heard. */
async function withoutParts(): Promise<OpenViewer> {
  const parts = Object.fromEntries(
    exampleScore.parts.map(({ id }) => [id, { isMuted: true, isSolo: false, volume: 1 }]),
  );
  const playback = {
    mix: { balance: 0.5, parts },
    speed: 1,
    hasMetronome: false,
    hasCountIn: false,
    isLooping: false,
  };
  const view = await host.open({
    state: { playback },
    prepare: async (page) => {
      await tap(page);
      await noteCommands(page);
    },
  });
  await view.show(exampleScore);
  await view.receivedOf('request-playback');
  await view.page.waitForFunction(
    () => document.querySelector('.stemstave-position')?.textContent !== '',
  );
  return view;
}

async function press(view: OpenViewer, name: string): Promise<void> {
  const button = view.page.getByRole('button', { name, exact: true });
  await button.focus();
  await view.page.keyboard.press('Enter');
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
}

async function play(view: OpenViewer): Promise<void> {
  await view.page.locator('.stemstave-score').focus();
  await view.page.keyboard.press('Space');
  await view.page.getByRole('button', { name: 'Pause (Space)' }).waitFor();
}

/** When strokes are heard, in seconds from the start of play, of what the page told its engine. */
async function strokes(view: OpenViewer, forSec: number): Promise<number[]> {
  const sound = new RenderedSound();
  for (const command of await commandsOf(view.page)) sound.say(command);
  return onsets(sound.next(forSec, 'clicks'));
}

test(
  'the metronome is heard on every beat, and only while its button is down',
  options,
  async () => {
    const view = await withoutParts();
    await press(view, 'Metronome');
    await play(view);
    assert.ok((await loudest(view.page, 2500)) > 0.005, 'no stroke is heard');
    assertNear((await strokes(view, 4)).slice(0, 5), beatsUpTo(5));
    await view.page.getByRole('button', { name: 'Metronome', exact: true }).click();
    await view.page.waitForTimeout(500);
    assert.ok((await loudest(view.page, 1200)) < SILENCE, 'it goes on after it was turned off');
    assert.deepEqual([view.violations, view.failures, view.malformed], [[], [], []]);
    await view.page.close();
  },
);

test('a bar is counted in before the music moves, then no stroke more', options, async () => {
  const view = await withoutParts();
  await press(view, 'Count in');
  await play(view);
  const { frames, knocksSec } = await watch(view.page, 1500);
  const [first] = knocksSec;
  assert.ok(first !== undefined, 'no stroke is heard');
  // The pickup is the fourth beat of its bar: a bar and the three beats before it are counted.
  assertNear(await strokes(view, 8 * beatSec), beatsUpTo(7));
  const waiting = frames.filter(({ contextSec }) => contextSec < first + 1);
  assert.ok(
    waiting.every(({ div }) => !(div > START_DIV)),
    'the cursor moved before the music began',
  );
  await view.page.waitForFunction(
    () => Number(document.querySelector<HTMLElement>('.stemstave-cursor')?.dataset['div']) > 50_000,
  );
  assert.ok((await loudest(view.page, 1200)) < SILENCE, 'it counts on in the music');
  assert.deepEqual([view.violations, view.failures, view.malformed], [[], [], []]);
  await view.page.close();
});

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  const says = `strokes at ${actual.join()} s instead of ${expected.join()} s`;
  assert.equal(actual.length, expected.length, says);
  for (const [i, sec] of expected.entries()) {
    assert.ok(Math.abs((actual[i] ?? Infinity) - sec) < 0.004, says);
  }
}
