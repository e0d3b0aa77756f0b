import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { countNotes } from '../../src/transcription/model.ts';
import { CALLS } from './stand-in/behaviour.ts';
import { startBench, type Bench } from './support.ts';

/** A process of its own that transcribes, in which everything is agreed to. */
const WORKER = `
  const [bundle, base, upload, key, folder, recording] = process.argv.slice(1);
  const { createApikleyEngine, JobStore } = require(bundle);
  const clock = { now: Date.now, monotonicMs: Date.now, sleep: () => new Promise(setImmediate) };
  const engine = createApikleyEngine({
    jobs: new JobStore(folder, { clock }),
    getKey: async () => key,
    baseUrl: base,
    uploadBaseUrl: upload,
  });
  const source = { kind: 'audio', path: recording };
  engine.transcribe(source, { confirm: async () => true }, () => {}, new AbortController().signal);
`;

/** Starts the process and kills it as soon as its request of that kind has arrived. */
async function killAt(bench: Bench, bundle: string, call: string): Promise<void> {
  const { url, uploadUrl, key } = bench.standIn;
  const args = [bundle, url, uploadUrl, key, bench.jobs.folder, bench.recording];
  const child = spawn(process.execPath, ['-e', WORKER, ...args], { stdio: 'inherit' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await bench.arrived(call);
  child.kill('SIGKILL');
  await gone;
}

describe('a process killed in the middle', { timeout: 60_000 }, () => {
  let bundle = '';
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stemstave-crash-'));
    bundle = join(folder, 'engine.cjs');
    const contents = `
      export { createApikleyEngine } from './src/engines/apikley/apikley-engine.ts';
      export { JobStore } from './src/jobs/job-store.ts';`;
    await build({
      stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: bundle,
      logLevel: 'error',
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const call of CALLS.filter((name) => name !== 'credits')) {
    test(`while ${call} is under way loses nothing and pays nothing twice unasked`, async (t) => {
      const bench = await startBench(t, { scenario: 'cover' });
      await killAt(bench, bundle, call);
      const { transcription } = await bench.run();
      assert.ok(countNotes(transcription) > 0);
      const asked = bench.questions.filter(({ kind }) => kind === 'start-anew').length;
      assert.ok(bench.standIn.ledger.secondCharges.length <= asked);
    });
  }
});
