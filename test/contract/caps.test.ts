import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { startStandIn } from './stand-in/stand-in.ts';
import { smallWav } from './support.ts';
import type { CapsOrder } from './caps-worker.ts';
import { bundleOf, startWorker, type Bundle } from './sweep/bundle.ts';

/** What one transcription costs at the stand-in: separation, then notes. */
const JOB_CREDITS = 50 + 5;

describe('a limit to spending', { timeout: 120_000 }, () => {
  let worker: Bundle;
  before(async () => {
    worker = await bundleOf('../caps-worker.ts');
  });
  after(() => worker.remove());

  /** A stand-in, and processes that share a folder of jobs and meet right before they pay. */
  async function site(t: TestContext) {
    const standIn = await startStandIn();
    const { url, uploadUrl, key, ledger } = standIn;
    const root = await mkdtemp(join(tmpdir(), 'stemstave-caps-'));
    t.after(async () => {
      await standIn.close();
      await rm(root, { recursive: true, force: true });
    });
    const run = async (perMonth: number, names: readonly string[]): Promise<readonly string[]> => {
      const meeting = { folder: join(root, names.join()), size: names.length };
      const outcomes = names.map(async (name) => {
        const recording = join(root, `${name}.wav`);
        await writeFile(recording, smallWav(2000 + name.charCodeAt(0)));
        const folder = join(root, 'jobs');
        const order: CapsOrder = { url, uploadUrl, key, folder, recording, perMonth, meeting };
        return (await startWorker(worker, order).ended).output;
      });
      return Promise.all(outcomes);
    };
    const spent = () => ledger.charges.reduce((sum, { credits }) => sum + credits, 0);
    return { run, spent };
  }

  test('of a month is not passed by two processes that both were within it', async (t) => {
    const { run, spent } = await site(t);
    const perMonth = 2 * JOB_CREDITS;
    await run(perMonth, ['a']);
    const outcomes = await run(perMonth, ['b', 'c']);
    assert.equal(spent(), perMonth);
    assert.equal(outcomes.filter((outcome) => outcome === 'month-cap-reached').length, 1);
  });

  test('holds for the very first payments, too, when nothing is known of what they cost', async (t) => {
    const { run, spent } = await site(t);
    const outcomes = await run(JOB_CREDITS, ['a', 'b']);
    assert.equal(spent(), JOB_CREDITS);
    assert.equal(outcomes.filter((outcome) => outcome === 'month-cap-reached').length, 1);
  });
});
