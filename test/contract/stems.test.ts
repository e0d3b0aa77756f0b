import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { ownOriginOf } from '../../src/engines/apikley/addresses.ts';
import { fetchStems } from '../../src/engines/apikley/stems.ts';
import { throwIfCancelled, systemClock, type Clock } from '../../src/jobs/clock.ts';
import type { JobStem } from '../../src/jobs/job.ts';
import { StemstaveError } from '../../src/errors.ts';
import { errorOf, startBench } from './support.ts';

const signal = new AbortController().signal;
const quick: Clock = {
  ...systemClock,
  sleep: (_ms, stop) => {
    throwIfCancelled(stop);
    return Promise.resolve();
  },
};

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-stems-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A finished job's stems, and how to fetch them. */
async function fetcher(t: TestContext, laggingFiles = 0) {
  const bench = await startBench(t, { behaviour: { laggingFiles } });
  await bench.run();
  const [overview] = await bench.jobs.list();
  const stems = overview?.job.stems ?? [];
  const folder = await folderOf(t);
  const ownOrigin = ownOriginOf(bench.standIn.url);
  const fetch = (some: readonly JobStem[] = stems, stop = signal) =>
    fetchStems(
      { stems: some, folder, download: { ownOrigin }, clock: quick, onProgress: () => undefined },
      stop,
    );
  return { bench, stems, folder, fetch };
}

describe('the stems of a finished job', () => {
  test('are fetched by what its record says, without the key', async (t) => {
    const { bench, stems, folder, fetch } = await fetcher(t);
    assert.ok(stems.length >= 3);
    const written = await fetch();
    assert.deepEqual(written.map((path) => basename(path)).sort(), [
      'Bass.mp3',
      'Drums.mp3',
      'Keyboard.mp3',
    ]);
    assert.deepEqual((await readdir(folder)).sort(), ['Bass.mp3', 'Drums.mp3', 'Keyboard.mp3']);
    const files = bench.standIn.wireLog.filter(({ path }) => path.startsWith('/files/'));
    assert.equal(files.length, stems.length);
    for (const { keyFoundIn } of files) assert.deepEqual(keyFoundIn, []);
    assert.deepEqual(bench.standIn.problems, []);
  });

  test('are waited for where the file hosts lag behind', async (t) => {
    const { fetch } = await fetcher(t, 5);
    assert.equal((await fetch()).length, 3);
  });

  test('never take the place of a file that is there', async (t) => {
    const { folder, fetch } = await fetcher(t);
    await writeFile(join(folder, 'Drums.mp3'), 'mine');
    const written = (await fetch()).map((path) => basename(path));
    assert.ok(written.includes('Drums 2.mp3'));
    assert.equal(await readFile(join(folder, 'Drums.mp3'), 'utf8'), 'mine');
  });

  test('are named as files may be named, whatever the service calls them', async (t) => {
    const { stems, folder, fetch } = await fetcher(t);
    const url = stems[0]?.url;
    const names = ['../../evil', 'a/b\\c:d', 'con', '', '\u0000', 'FX/Other', 'Ударные'];
    const written = await fetch(names.map((name) => ({ name, url })));
    for (const path of written) assert.equal(join(folder, basename(path)), path);
    assert.deepEqual((await readdir(folder)).sort(), [
      'FX Other.mp3',
      'Stem 2.mp3',
      'Stem 3.mp3',
      'Stem.mp3',
      'a b c d.mp3',
      'evil.mp3',
      'Ударные.mp3',
    ]);
  });

  test('are not asked for at addresses of this network, and the sentence says so', async (t) => {
    const { folder, fetch } = await fetcher(t);
    for (const url of [
      'http://127.0.0.1:1/x.mp3',
      'https://10.0.0.1/x',
      'file:///etc/passwd',
      'x',
    ]) {
      const error = await errorOf(fetch([{ name: 'Bass', url }]));
      assert.equal(error.code, 'stem-address', url);
      assert.match(error.message, /Bass/);
    }
    assert.deepEqual(await readdir(folder), []);
  });

  test('that never come are given up with a sentence, and leave nothing half done', async (t) => {
    const { folder, fetch } = await fetcher(t, 1000);
    const error = await errorOf(fetch());
    assert.equal(error.code, 'stem-not-fetched');
    assert.ok(error instanceof StemstaveError);
    assert.deepEqual(await readdir(folder), []);
  });

  test('stop coming when the person cancels', async (t) => {
    const { fetch } = await fetcher(t, 1000);
    const stop = new AbortController();
    const fetching = fetch(undefined, stop.signal);
    stop.abort();
    assert.equal((await errorOf(fetching)).code, 'cancelled');
  });
});
