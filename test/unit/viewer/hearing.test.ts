import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  notesHeardShown,
  type ColumnNote,
  type HearingShown,
} from '../../../src/protocol/hearing-messages.ts';
import { linesOf, rollLines } from '../../../src/viewer/hearing/roll-lines.ts';
import { exampleScore } from '../../support/example-score.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, type OpenViewer, type Theme } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 60_000 };
const host = sharedViewerHost();

const DURATION_SEC = 95;

function state(change: Partial<HearingShown>): HearingShown {
  return {
    version: 1,
    type: 'hearing',
    draft: 0,
    title: 'First Light',
    activity: 'Listening for notes',
    fraction: 0,
    heardToSec: 0,
    durationSec: DURATION_SEC,
    noteCount: 0,
    parts: [],
    ...change,
  };
}

/** A tune over a walking bass, with a drum now and then. */
const TUNE: readonly ColumnNote[] = Array.from({ length: DURATION_SEC * 2 - 2 }, (_, i) => {
  const startSec = i * 0.5;
  const rest = { startSec, endSec: startSec + 0.45, isContinued: false };
  return [
    { ...rest, part: 0, pitch: 72 + ((i * 5) % 12), confidence: 0.4 + ((i * 7) % 10) / 16 },
    { ...rest, part: 1, pitch: 36 + ((i * 7) % 12), confidence: 0.9 },
    ...(i % 2 === 0 ? [{ ...rest, part: 2, pitch: i % 4 === 0 ? 36 : 38, confidence: 1 }] : []),
  ];
}).flat();

/** What was heard up to a time, nobody's yet, and no drums. */
function heardTo(sec: number): ColumnNote[] {
  return TUNE.filter(({ part, endSec }) => part < 2 && endSec <= sec).map((note) => ({
    ...note,
    part: 0,
  }));
}

async function tell(view: OpenViewer, change: Partial<HearingShown>, notes: readonly ColumnNote[]) {
  const shown = state({ noteCount: notes.length, ...change });
  await view.post(shown);
  for (const message of notesHeardShown(shown.draft, notes)) await view.post(message);
  await view.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** How many painted points a line of the roll has, left and right of its middle. */
async function inkOf(view: OpenViewer, line: number): Promise<readonly [number, number]> {
  return view.page.evaluate((index) => {
    const canvas = document.querySelectorAll('canvas')[index];
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
    const ink: [number, number] = [0, 0];
    for (let i = 0; data !== undefined && i < data.width * data.height; i++) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.data.subarray(i * 4, i * 4 + 4);
      // Rules are grey, notes are coloured.
      const isColoured = Math.max(red, green, blue) - Math.min(red, green, blue) > 60;
      if (alpha > 60 && isColoured) ink[i % data.width < data.width / 2 ? 0 : 1]++;
    }
    return ink;
  }, line);
}

function assertClean(view: OpenViewer): void {
  assert.deepEqual(view.violations, []);
  assert.deepEqual(view.malformed, []);
  assert.deepEqual(view.failures, []);
}

test('lines cover the whole recording, and every span lies on lines that hold it', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 7200, noNaN: true }),
      fc.integer({ min: 100, max: 4000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (durationSec, width, a, b) => {
        const lines = rollLines(durationSec, width);
        assert.equal(lines[0]?.startSec, 0);
        assert.ok((lines.at(-1)?.endSec ?? 0) >= durationSec * (1 - 1e-9));
        const span = {
          startSec: Math.min(a, b) * durationSec,
          endSec: Math.max(a, b) * durationSec,
        };
        const lineSec = lines[0].endSec - lines[0].startSec;
        const [first, last] = linesOf({ count: lines.length, lineSec }, span);
        const [from, to] = [lines[first], lines[last]];
        assert.ok(from !== undefined && to !== undefined && first <= last);
        assert.ok(from.startSec <= span.startSec + 1e-6 && to.endSec >= span.endSec - 1e-6);
      },
    ),
  );
});

for (const theme of ['light', 'dark', 'high-contrast'] as const satisfies Theme[]) {
  test(
    `the roll fills from left to right as the recording is heard, in ${theme}`,
    options,
    async () => {
      const view = await host.open({ theme, height: 900 });
      await tell(view, { fraction: 0.02, activity: 'Finding the tuning', durationSec: 0 }, []);
      await tell(view, { fraction: 0.1, heardToSec: 8 }, heardTo(8));
      const [left, right] = await inkOf(view, 0);
      assert.ok(left > 200, `only ${left} points of colour where it was heard`);
      assert.equal(right, 0, 'nothing is painted before it is heard');
      const more = heardTo(60).slice(heardTo(8).length);
      await tell(view, { fraction: 0.6, heardToSec: 60, noteCount: heardTo(60).length }, more);
      const [, later] = await inkOf(view, 0);
      assert.ok(later > 200);
      await view.screenshot(`hearing-${theme}`);
      const bar = view.page.getByRole('progressbar');
      assert.equal(await bar.getAttribute('aria-valuenow'), '60');
      assertClean(view);
      await view.page.close();
    },
  );
}

test('what was heard gets its instruments, and becomes the score', options, async () => {
  const view = await host.open({ height: 900 });
  const spoken = view.page.getByRole('status');
  await tell(view, { fraction: 0.1, heardToSec: 8 }, heardTo(8));
  assert.equal(await spoken.textContent(), 'Transcribing First Light');
  await tell(view, { fraction: 0.55, heardToSec: 50, noteCount: 200 }, []);
  assert.equal(await spoken.textContent(), '55 percent, 200 notes');
  await view.page.getByRole('button', { name: 'Cancel' }).focus();
  const parts = [
    { name: 'Lead (guessed)', isDrum: false },
    { name: 'Bass', isDrum: false },
    { name: 'Drums', isDrum: true },
  ];
  const judged = { draft: 1, fraction: 1, activity: 'Writing the score', heardToSec: DURATION_SEC };
  await tell(view, { ...judged, parts, noteCount: TUNE.length }, TUNE);
  assert.equal(await spoken.textContent(), `${TUNE.length} notes in 3 parts`);
  const legend = view.page.getByRole('list', { name: 'Instruments heard' }).getByRole('listitem');
  assert.deepEqual(
    await legend.allTextContents(),
    parts.map(({ name }) => name),
  );
  await view.screenshot('hearing-judged');
  // Notes of a draft that is over are no news.
  for (const message of notesHeardShown(0, heardTo(95))) await view.post(message);

  await view.show(exampleScore);
  await view.receivedOf('rendered');
  await view.page.locator('.stemstave-hearing').waitFor({ state: 'detached' });
  const focused = await view.page.evaluate(() => document.activeElement?.getAttribute('role'));
  assert.equal(focused, 'application', 'who waited by keyboard is in the score');
  assert.ok(((await view.noteheads())['P1'] ?? 0) > 0);
  assertClean(view);
  await view.page.close();
});

test('at no moment between the roll and the score is the page empty', options, async () => {
  const view = await host.open();
  await tell(view, { draft: 1, fraction: 1, heardToSec: DURATION_SEC }, TUNE);
  // Text, because a compiled function would miss the compiler's helpers in the page.
  await view.page.evaluate(`(() => {
    window.seen = [];
    const look = () => {
      window.seen.push(document.querySelector('.stemstave-hearing canvas, .vf-notehead') !== null);
      requestAnimationFrame(look);
    };
    look();
  })()`);
  await view.show(exampleScore);
  await view.page.locator('.stemstave-hearing').waitFor({ state: 'detached' });
  const seen = await view.page.evaluate(() => Reflect.get(window, 'seen') as boolean[]);
  assert.ok(seen.length > 2 && seen.every(Boolean), JSON.stringify(seen));
  await view.page.close();
});

test(
  'whoever cancels says so once; the sentence or score that was there comes back',
  options,
  async () => {
    const view = await host.open();
    await view.show(exampleScore);
    await view.receivedOf('rendered');
    await tell(view, { fraction: 0.3, heardToSec: 20 }, heardTo(20));
    assert.deepEqual(
      await view.noteheads(),
      {},
      'the score that is to be replaced is out of sight',
    );
    const cancel = view.page.getByRole('button', { name: 'Cancel' });
    await cancel.click();
    await view.receivedOf('cancel-hearing');
    assert.ok(await cancel.isDisabled());
    await view.show(exampleScore);
    await view.page.locator('.stemstave-hearing').waitFor({ state: 'detached' });
    assertClean(view);
    await view.page.close();
  },
);
