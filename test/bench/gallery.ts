// Draws scores side by side: by the view, by MuseScore and by Verovio, both from our MusicXML, into
// build/gallery. For eyes: `npm run gallery [-- name or file.mid …]`; all of the gallery by default.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import createVerovioModule from 'verovio/wasm';
import { VerovioToolkit } from 'verovio/esm';
import { readMidi } from '../../src/formats/midi/read.ts';
import { scoreOfDocument } from '../../src/formats/midi/score-of-document.ts';
import { writeMusicXml } from '../../src/formats/musicxml/write.ts';
import type { Score } from '../../src/score/model.ts';
import { gallery } from '../support/gallery/index.ts';
import { projectRoot } from '../support/source-files.ts';
import { noBrowser, ViewerHost } from '../unit/viewer/viewer-page.ts';

const folder = join(projectRoot, 'build', 'gallery');
const MUSESCORE = ['/usr/bin/mscore3', '/usr/bin/mscore'].find((path) => existsSync(path));

function chosen(): [string, Score][] {
  const names = process.argv.slice(2);
  if (names.length === 0) return Object.entries(gallery);
  return names.map((name) => {
    const known = gallery[name];
    if (known !== undefined) return [name, known];
    return [basename(name, '.mid'), scoreOfDocument(readMidi(readFileSync(name)))];
  });
}

async function ours(host: ViewerHost, name: string, score: Score): Promise<void> {
  const view = await host.open({ width: 1100, height: 2400 });
  await view.show(score);
  await view.receivedOf('rendered');
  await view.page.waitForTimeout(1500);
  const height = await view.page.evaluate(
    () => document.querySelector('.stemstave-line:last-child')?.getBoundingClientRect().bottom ?? 0,
  );
  await view.page.screenshot({
    path: join(folder, `${name}-ours.png`),
    clip: { x: 0, y: 0, width: 1100, height: Math.min(height + 20, 2400) },
  });
  for (const message of view.received) {
    if (message.type === 'log') process.stdout.write(`${name}: ${message.text}\n`);
  }
  await view.page.close();
}

function byMuseScore(name: string, xmlPath: string): void {
  if (MUSESCORE === undefined) return;
  const args = ['-r', '110', '-o', join(folder, `${name}-musescore.png`), xmlPath];
  const env = { ...process.env, QT_QPA_PLATFORM: 'offscreen' };
  execFileSync(MUSESCORE, args, { env, stdio: 'ignore', timeout: 120_000 });
}

function byVerovio(toolkit: VerovioToolkit, name: string, xml: string): void {
  toolkit.setOptions({
    scale: 45,
    pageWidth: 2400,
    pageHeight: 4400,
    footer: 'none',
    svgViewBox: true,
  });
  toolkit.loadData(xml);
  const path = join(folder, `${name}-verovio.svg`);
  writeFileSync(path, toolkit.renderToSVG(1));
  execFileSync('rsvg-convert', [
    '-w',
    '1100',
    '-b',
    'white',
    '-o',
    path.replace('.svg', '.png'),
    path,
  ]);
}

async function main(): Promise<void> {
  if (noBrowser !== false) throw new Error(noBrowser);
  mkdirSync(folder, { recursive: true });
  const host = await ViewerHost.start();
  const toolkit = new VerovioToolkit(await createVerovioModule());
  for (const [name, score] of chosen()) {
    const xml = writeMusicXml(score);
    const xmlPath = join(folder, `${name}.musicxml`);
    writeFileSync(xmlPath, xml);
    await ours(host, name, score);
    byMuseScore(name, xmlPath);
    byVerovio(toolkit, name, xml);
    process.stdout.write(`${name}\n`);
  }
  await host.stop();
  const images = readdirSync(folder).filter((file) => file.endsWith('.png'));
  const tags = images.map((file) => `<h2>${file}</h2><img src="${file}">`);
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><title>Gallery</title>${tags.join('\n')}`,
  );
}

void main();
