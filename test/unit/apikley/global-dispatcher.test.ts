import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ENTRY = 'src/engines/apikley/apikley-engine.ts';

/** Loads the bundle in a fresh process and says what it has left on everybody's global object. */
const LOOK = `
  require(process.argv[1]).createApikleyEngine({
    jobs: {},
    getKey: async () => 'some-key-12345',
  });
  process.stdout.write(JSON.stringify(Object.getOwnPropertySymbols(globalThis).map(String)));
`;

test('the engine leaves the global dispatcher, and so everybody’s fetch, alone', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-bundle-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'engine.cjs');
  const { metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    metafile: true,
    logLevel: 'error',
  });
  const code = await readFile(outfile, 'utf8');
  assert.ok(!code.includes('globalDispatcher'), 'the bundle names the global dispatcher');
  const inputs = Object.keys(metafile.inputs).filter((path) => path.includes('undici/'));
  assert.ok(inputs.length > 10, 'undici is in the bundle');
  assert.ok(
    !inputs.some((path) => /undici\/(index|lib\/global|lib\/web\/fetch\/index)\.js$/.test(path)),
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', LOOK, outfile]);
  const names = JSON.parse(stdout) as readonly string[];
  assert.deepEqual(
    names.filter((name) => name.includes('undici')),
    [],
  );
});
