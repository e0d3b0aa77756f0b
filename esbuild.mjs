// Builds everything that ships into dist/. `--production` minifies, `--watch` rebuilds on change.
import asc from 'assemblyscript/asc';
import { build, context } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledPackages, noticesFor } from './scripts/notices.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const production = process.argv.includes('--production');

/** Packages whose optional halves we do without: a 4 MB speech model, a fetch for old Nodes, and compressed sounds. */
const stubs = {
  '@wasm-audio-decoders/opus-ml': './scripts/stubs/opus-ml.mjs',
  'node-fetch': './scripts/stubs/node-fetch.mjs',
  'stb-vorbis': './scripts/stubs/stb-vorbis.mjs',
};

/** LGPL code stays in files of its own, so that anyone can replace it. */
const LGPL_PACKAGES = ['codec-parser', 'mpg123-decoder'];

const lgplApart = {
  name: 'lgpl-apart',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${LGPL_PACKAGES.join('|')})$`) }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: `./lgpl/${path}.js`, external: true },
    );
  },
};

/** What is imported at first use is loaded at first use: a bundle beside the one that asks for it. */
const lazyApart = {
  name: 'lazy-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import'
        ? { path: `./${basename(path, '.ts')}.js`, external: true }
        : undefined,
    );
  },
};

/**
 * Modules of which there is one copy for all bundles: errors are told by their class, also when one bundle throws and
 * another catches, and a secret that one bundle has read is taken out of what another one logs.
 */
const SHARED = { errors: 'src/errors.ts', redact: 'src/engines/apikley/redact.ts' };

const sharedApart = {
  name: 'shared-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind, resolveDir }) => {
      if (kind === 'entry-point') return undefined;
      const file = join(resolveDir, path);
      const shared = Object.entries(SHARED).find(([, source]) => join(root, source) === file);
      return shared && { path: `./${shared[0]}.js`, external: true };
    });
  },
};

/** Weights, binaries and fonts are shipped as they come from their packages. */
const ASSETS = [
  ['@spotify/basic-pitch/model', 'models/basic-pitch'],
  ['@vexflow-fonts/bravura/bravura.woff2', 'fonts/bravura.woff2'],
  ['@vexflow-fonts/bravura/LICENSE.txt', 'fonts/bravura-LICENSE.txt'],
  ['@vexflow-fonts/academico/academico.woff2', 'fonts/academico.woff2'],
  ['@vexflow-fonts/academico/academico-bold.woff2', 'fonts/academico-bold.woff2'],
  ['@vexflow-fonts/academico/LICENSE.txt', 'fonts/academico-LICENSE.txt'],
  // Words in scripts that Academico lacks, on paper: there no system font steps in.
  ...['cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'latin-ext', 'vietnamese'].flatMap(
    (script) =>
      [400, 700].map((weight) => {
        const file = `noto-serif-${script}-${weight}-normal.woff2`;
        return [`@fontsource/noto-serif/files/${file}`, `fonts/${file}`];
      }),
  ),
  ['@fontsource/noto-serif/LICENSE', 'fonts/noto-serif-LICENSE.txt'],
];

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
  plugins: [lgplApart, lazyApart, sharedApart],
  entryPoints: {
    ...SHARED,
    extension: 'src/extension.ts',
    service: 'src/host/service.ts',
    cli: 'src/cli/main.ts',
    'engine-worker': 'src/engines/on-device/worker.ts',
    'separation-worker': 'src/engines/on-device/separation/separation-worker.ts',
    'copy-worker': 'src/engines/smaller-copy/copy-worker.ts',
    'score-worker': 'src/host/score-worker.ts',
  },
};

/** pdfkit asks for its own address, which a bundle in CommonJS has under another name. */
const print = {
  ...node,
  entryPoints: { 'print-worker': 'src/print/worker.ts' },
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

const lgpl = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  alias: stubs,
  outdir: 'dist/lgpl',
  entryPoints: LGPL_PACKAGES,
  // The bundle takes the default export as Node would: as the whole of `module.exports`.
  footer: {
    js: 'if (module.exports.default) module.exports = Object.defineProperties(module.exports.default, Object.getOwnPropertyDescriptors(module.exports));',
  },
};

const browser = {
  ...common,
  platform: 'browser',
  format: 'iife',
  target: 'chrome128',
  alias: stubs,
  // The sound engine runs in an audio worklet, and is not loaded before something is to be heard.
  entryPoints: {
    viewer: 'src/viewer/main.ts',
    'sound-engine': 'src/viewer/playback/engine/worklet.ts',
  },
};

function copyAssets() {
  for (const [from, to] of ASSETS) {
    mkdirSync(dirname(join(dist, to)), { recursive: true });
    cpSync(join(root, 'node_modules', from), join(dist, to), { recursive: true });
  }
  cpSync(
    join(root, 'media', 'sounds', 'general-midi.sf2'),
    join(dist, 'sounds', 'general-midi.sf2'),
  );
}

/** The note model's inner loops, from AssemblyScript to WebAssembly. */
async function compileKernels() {
  mkdirSync(join(dist, 'wasm'), { recursive: true });
  const source = 'src/engines/on-device/basic-pitch/assembly/convolve.ts';
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  const { error, stderr } = await asc.main(
    [
      source,
      '--baseDir',
      root,
      '-o',
      'dist/wasm/convolve.wasm',
      '--initialMemory',
      '1',
      ...options,
    ],
    { stderr: asc.createMemoryStream() },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
}

/** Setting undici's global dispatcher would replace the `fetch` of every other extension in the host. */
function checkGlobalDispatcher() {
  for (const name of readdirSync(dist, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    if (readFileSync(join(dist, name), 'utf8').includes('undici.globalDispatcher')) {
      throw new Error(
        `dist/${name} touches undici's global dispatcher: import undici/lib/... instead.`,
      );
    }
  }
}

function writeNotices(results) {
  const copied = ASSETS.map(([from]) => from.split('/').slice(0, 2).join('/'));
  const packages = bundledPackages(
    results.map((result) => result.metafile),
    copied,
  );
  writeFileSync(join(root, 'THIRD-PARTY-NOTICES'), noticesFor(packages));
}

rmSync(dist, { recursive: true, force: true });
copyAssets();
await compileKernels();
if (process.argv.includes('--watch')) {
  const contexts = await Promise.all([node, print, lgpl, browser].map((each) => context(each)));
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  const results = await Promise.all([node, print, lgpl, browser].map((each) => build(each)));
  checkGlobalDispatcher();
  writeNotices(results);
}
