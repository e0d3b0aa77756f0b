import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PackageManager, listFiles } from '@vscode/vsce';
import { projectRoot } from '../support/source-files.ts';

const MAX_VSIX_BYTES = 8 * 1024 * 1024;

test('the packaged extension is small', () => {
  const { size } = statSync(join(projectRoot, 'build', 'stemstave.vsix'));
  assert.ok(size <= MAX_VSIX_BYTES, `${size} bytes`);
});

test('the package holds what runs and its notices, and nothing else', async () => {
  const files = await listFiles({ cwd: projectRoot, packageManager: PackageManager.None });
  for (const needed of [
    'package.json',
    'package.nls.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'THIRD-PARTY-NOTICES',
    'dist/extension.js',
    'dist/service.js',
    'dist/copy-worker.js',
    'dist/engine-worker.js',
    'dist/score-worker.js',
    'dist/viewer.js',
    'dist/lgpl/mpg123-decoder.js',
    'dist/lgpl/codec-parser.js',
    'dist/fonts/bravura.woff2',
    'dist/fonts/bravura-LICENSE.txt',
    'dist/wasm/convolve.wasm',
    'media/viewer.css',
  ]) {
    assert.ok(files.includes(needed), `${needed} is missing`);
  }
  const strays = files.filter((file) =>
    /(^|\/)(src|test|scripts|node_modules)\/|\.(ts|map)$/.test(file),
  );
  assert.deepEqual(strays, []);
});

test('no bundle touches the global dispatcher that every extension in the host shares', async () => {
  const files = await listFiles({ cwd: projectRoot, packageManager: PackageManager.None });
  const bundles = files.filter((file) => file.endsWith('.js'));
  assert.ok(bundles.length >= 6);
  for (const bundle of bundles) {
    const text = readFileSync(join(projectRoot, bundle), 'utf8');
    assert.ok(!text.includes('undici.globalDispatcher'), bundle);
  }
});

test('the notices name every kind of licence that is inside', () => {
  const notices = readFileSync(join(projectRoot, 'THIRD-PARTY-NOTICES'), 'utf8');
  for (const name of [
    'vexflow',
    'undici',
    'midi-file',
    'libmpg123',
    'codec-parser',
    '@spotify/basic-pitch',
    '@vexflow-fonts/bravura',
  ]) {
    assert.ok(notices.includes(name), `${name} is missing`);
  }
});
