import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { viewerHtml } from '../../../src/protocol/html.ts';
import { projectRoot } from '../../support/source-files.ts';

/** The page of the view, as served from an address. */
export function pageAt(origin: string, keptView = ''): string {
  return viewerHtml({
    cspSource: origin,
    nonce: randomBytes(16).toString('hex'),
    scriptUri: `${origin}/viewer.js`,
    styleUri: `${origin}/viewer.css`,
    fontUris: {
      bravura: `${origin}/fonts/bravura.woff2`,
      academico: `${origin}/fonts/academico.woff2`,
      academicoBold: `${origin}/fonts/academico-bold.woff2`,
    },
    soundUris: {
      engine: `${origin}/sound-engine.js`,
      bank: `${origin}/sounds/general-midi.sf2`,
    },
    title: 'Score',
    keptView,
  });
}

/** Everything the page loads, built as for the product, by its path. */
export async function viewerFiles(): Promise<Map<string, { type: string; body: Buffer }>> {
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: {
      viewer: 'src/viewer/main.ts',
      'sound-engine': 'src/viewer/playback/engine/worklet.ts',
    },
    alias: { 'stb-vorbis': './scripts/stubs/stb-vorbis.mjs' },
    bundle: true,
    minify: true,
    write: false,
    outdir: 'dist',
    format: 'iife',
    platform: 'browser',
    target: 'chrome128',
    logLevel: 'error',
  });
  const files = new Map<string, { type: string; body: Buffer }>();
  for (const { path, contents } of outputFiles) {
    files.set(`/${basename(path)}`, {
      type: 'text/javascript; charset=utf-8',
      body: Buffer.from(contents),
    });
  }
  const sounds = readFileSync(join(projectRoot, 'media', 'sounds', 'general-midi.sf2'));
  files.set('/sounds/general-midi.sf2', {
    type: 'application/octet-stream',
    body: sounds,
  });
  const css = readFileSync(join(projectRoot, 'media', 'viewer.css'));
  files.set('/viewer.css', { type: 'text/css; charset=utf-8', body: css });
  for (const [family, file] of [
    ['bravura', 'bravura.woff2'],
    ['academico', 'academico.woff2'],
    ['academico', 'academico-bold.woff2'],
  ] as const) {
    const path = join(projectRoot, 'node_modules', '@vexflow-fonts', family, file);
    files.set(`/fonts/${file}`, {
      type: 'font/woff2',
      body: readFileSync(path),
    });
  }
  return files;
}
