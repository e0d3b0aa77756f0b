import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesPerFrame, type PcmLayout } from '../../../src/protocol/pcm-layout.ts';
import { secAtDiv } from '../../../src/score/frame.ts';
import { PcmChunks } from '../../../src/viewer/playback/pcm-chunks.ts';
import { longScore } from '../../support/long-score.ts';
import {
  chunksAgainst,
  heardWindows,
  keepChunks,
  listen,
  loudest,
  tap,
  waitForChunks,
} from './listening.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, type OpenViewer, type SoundFile } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 150_000 };
const host = sharedViewerHost();
const score = longScore(800);

/** An hour and a half at a rate no sound card has, so that all of it is resampled. */
const PCM: PcmLayout = {
  sampleRateHz: 32_000,
  channelCount: 2,
  sampleKind: 'integer',
  bytesPerSample: 2,
  dataOffset: 44,
  frameCount: 32_000 * 5700,
};
const BYTES = PCM.dataOffset + PCM.frameCount * bytesPerFrame(PCM);
const HZ = 437;

/** Samples of an endless tone, louder left than right, wherever one looks. */
function toneAt(offset: number, byteCount: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(byteCount));
  for (let at = 0; at + 2 <= byteCount; at += 2) {
    const sample = (offset - PCM.dataOffset + at) / 2;
    const frame = Math.floor(sample / 2);
    const phase = 2 * Math.PI * ((HZ * frame) % PCM.sampleRateHz) * (1 / PCM.sampleRateHz);
    const level = sample % 2 === 0 ? 6000 : 4000;
    view.setInt16(at, Math.round(level * Math.sin(phase)), true);
  }
  return new Uint8Array(view.buffer);
}

function concert(change: Partial<SoundFile> = {}): SoundFile {
  const name = 'concert.wav';
  return { name, bytes: new Uint8Array(0), claimedBytes: BYTES, pcm: PCM, read: toneAt, ...change };
}

async function opened(
  recording: SoundFile,
  { speed = 1, isWaitedFor = true } = {},
): Promise<OpenViewer> {
  const mix = { balance: 0.5, parts: {} };
  const playback = { mix, speed, hasMetronome: false, hasCountIn: false, isLooping: false };
  const view = await host.open({
    state: { playback },
    prepare: async (page) => {
      await tap(page);
      await keepChunks(page);
      if (isWaitedFor) await waitForChunks(page);
    },
  });
  await view.show(score, recording);
  await view.receivedOf('request-recording');
  await view.page.waitForFunction(
    () => document.querySelector('.stemstave-position')?.textContent !== '',
  );
  await view.page.locator('.stemstave-score').focus();
  return view;
}

/** Seconds of the recording that were asked for, from the first to the last. */
function askedSec(view: OpenViewer): { readonly fromSec: number; readonly toSec: number } {
  const bytesPerSec = PCM.sampleRateHz * bytesPerFrame(PCM);
  const asked = view.received.filter((message) => message.type === 'request-recording-bytes');
  return {
    fromSec: Math.min(...asked.map(({ offset }) => offset)) / bytesPerSec,
    toSec: Math.max(...asked.map(({ offset, byteCount }) => offset + byteCount)) / bytesPerSec,
  };
}

function assertClean(view: OpenViewer): void {
  assert.deepEqual([view.violations, view.malformed, view.failures], [[], [], []]);
}

test(
  'chunks laid end to end are the recording as the browser decodes it whole',
  options,
  async () => {
    const view = await opened(concert());
    await view.page.keyboard.press('Space');
    const wav = new PcmChunks(PCM, 48_000).wavOf(toneAt(PCM.dataOffset, 2_700_000));
    const { worst, sampleCount } = await chunksAgainst(view.page, 4, wav);
    assert.ok(sampleCount >= 19.9 * 44_100, `${sampleCount} samples`);
    for (const difference of worst) assert.ok(difference < 1e-4, `${difference}`);
    assertClean(view);
    await view.page.close();
  },
);

for (const speed of [1, 2]) {
  test(
    `700 MB are heard at ${speed * 100} % without a gap or a click, and no more of them is fetched than is near`,
    options,
    async () => {
      const view = await opened(concert(), { speed });
      await view.page.keyboard.press('Space');
      await view.page.getByRole('button', { name: 'Pause (Space)' }).waitFor();
      const windows = await heardWindows(view.page, { forMs: 12_000 / speed, hz: HZ });
      assert.ok(windows.length > 5);
      for (const { purity, quietest } of windows) {
        assert.ok(
          quietest > 0.9,
          `a hundredth of a second was only ${quietest} as loud as the rest`,
        );
        // Pieces that are laid over one another to change the tempo bend a tone a little.
        assert.ok(purity > (speed === 1 ? 0.999 : 0.93), `${purity} of what sounded was the tone`);
      }
      const { fromSec, toSec } = askedSec(view);
      assert.ok(fromSec < 0.01 && toSec < 12 * 1.5 + 40, `${toSec} s`);
      assertClean(view);
      await view.page.close();
    },
  );
}

test('far away in it, only what lies there is fetched and heard', options, async () => {
  const view = await opened(concert());
  await view.page.keyboard.press('End');
  await view.page.keyboard.press('Control+ArrowLeft');
  await view.page.keyboard.press('Enter');
  const windows = await heardWindows(view.page, { forMs: 2000, hz: HZ });
  assert.ok(windows.length > 0 && windows.every(({ purity }) => purity > 0.99));
  const bar = score.bars.at(-3);
  const sec = secAtDiv(score.tempoMap, bar?.startDiv ?? 0);
  const { fromSec, toSec } = askedSec(view);
  assert.ok(fromSec > sec - 20 && toSec < sec + 60, `${fromSec} to ${toSec} around ${sec}`);
  assertClean(view);
  await view.page.close();
});

for (const [state, sentence] of [
  ['changed', 'concert.wav has changed on disk.'],
  ['gone', 'concert.wav cannot be read any more.'],
] as const) {
  test(
    `a recording that is ${state} in the middle is said to be, and the parts go on`,
    options,
    async () => {
      let isWell = true;
      const read = (
        offset: number,
        byteCount: number,
      ): ReturnType<NonNullable<SoundFile['read']>> => (isWell ? toneAt(offset, byteCount) : state);
      const view = await opened(concert({ read }), { isWaitedFor: false });
      await view.page.keyboard.press('Space');
      await heardWindows(view.page, { forMs: 1000, hz: HZ });
      isWell = false;
      await view.page.locator('.stemstave-loading', { hasText: sentence }).waitFor();
      const spoken = view.page.getByRole('status').filter({ hasText: sentence });
      await spoken.waitFor({ state: 'attached' });
      const source = view.page.getByRole('combobox', { name: 'What is heard' });
      assert.equal(await source.inputValue(), 'parts');
      assert.equal(await view.page.getByRole('button', { name: 'Pause (Space)' }).count(), 1);
      assert.ok((await loudest(view.page, 2500)) > 0.005);
      assert.deepEqual(view.failures, []);
      await view.page.close();
    },
  );
}

test('a recording that was exported anew is heard as it is now', options, async () => {
  const view = await opened(concert());
  await view.page.keyboard.press('Space');
  await heardWindows(view.page, { forMs: 500, hz: HZ });
  const silent: SoundFile = concert({
    claimedBytes: BYTES - 4000,
    pcm: { ...PCM, frameCount: PCM.frameCount - 1000 },
    read: (_, byteCount) => new Uint8Array(byteCount),
  });
  await view.offerRecording(silent);
  // The old one is held for half a minute on from here.
  for (const end = Date.now() + 25_000; Date.now() < end;) {
    if ((await listen(view.page)).loudness === 0) break;
    await view.page.waitForTimeout(100);
  }
  assert.equal(await loudest(view.page, 1000), 0);
  await view.offerRecording(concert());
  const windows = await heardWindows(view.page, { forMs: 500, hz: HZ });
  assert.ok(windows.length > 0 && windows.every(({ purity }) => purity > 0.99));
  assertClean(view);
  await view.page.close();
});
