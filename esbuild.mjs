// Builds everything that ships into dist/. `--watch` rebuilds on change.
import { context } from 'esbuild';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const production = process.argv.includes('--production');

/** Packages whose optional halves we do without: a 4 MB speech model, and a fetch for old Nodes. */
const stubs = {
  '@wasm-audio-decoders/opus-ml': './scripts/stubs/opus-ml.mjs',
  'node-fetch': './scripts/stubs/node-fetch.mjs',
};

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  outdir: 'dist',
};

const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  alias: stubs,
  entryPoints: {
    extension: 'src/extension.ts',
    cli: 'src/cli/main.ts',
    'engine-worker': 'src/engines/on-device/worker.ts',
    'score-worker': 'src/host/score-worker.ts',
  },
};

const browser = {
  ...common,
  platform: 'browser',
  format: 'iife',
  target: 'chrome128',
  entryPoints: { viewer: 'src/viewer/main.ts' },
};

/** Weights and binaries are shipped as they come from their packages. */
function copyAssets() {
  const modules = join(root, 'node_modules');
  const assets = [
    ['@spotify/basic-pitch/model', 'models/basic-pitch'],
    [
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      'wasm/tfjs-backend-wasm-simd.wasm',
    ],
  ];
  for (const [from, to] of assets) {
    mkdirSync(dirname(join(dist, to)), { recursive: true });
    cpSync(join(modules, from), join(dist, to), { recursive: true });
  }
}

rmSync(dist, { recursive: true, force: true });
copyAssets();
const builds = await Promise.all([context(node), context(browser)]);
if (process.argv.includes('--watch')) {
  await Promise.all(builds.map((build) => build.watch()));
} else {
  await Promise.all(builds.map((build) => build.rebuild()));
  await Promise.all(builds.map((build) => build.dispose()));
}
