import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import decompress from 'wawoff2/decompress.js';
import { findSystemFonts } from '../../../src/print/fonts/system-fonts.ts';
import { exampleScore } from '../../support/example-score.ts';
import { projectRoot } from '../../support/source-files.ts';
import { printed } from './printed.ts';

/** Stands for the fonts of a computer: one with mathematical signs, one that is broken. */
const folder = mkdtempSync(join(tmpdir(), 'stemstave-fonts-'));
const noPoppler =
  spawnSync('pdftotext', ['-v']).error === undefined ? false : 'needs poppler-utils';

before(async () => {
  const files = join(projectRoot, 'node_modules/@fontsource/noto-serif/files');
  const math = readFileSync(join(files, 'noto-serif-math-400-normal.woff2'));
  writeFileSync(join(folder, 'Some Math.ttf'), Buffer.from(await decompress(math)));
  writeFileSync(join(folder, 'Broken.otf'), 'OTTO');
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const titled = (title: string): typeof exampleScore => ({
  ...exampleScore,
  title,
  parts: exampleScore.parts.map((part, i) => (i === 0 ? { ...part, name: title } : part)),
});

test('words in the scripts that ship are text in the PDF', { skip: noPoppler }, async () => {
  const title = 'Łódź Ångström Тишина Ελλάδα ᾠδή Tiếng Việt';
  const [pdf = Buffer.alloc(0)] = await printed(titled(title), 'pdf');
  const path = join(folder, 'out.pdf');
  writeFileSync(path, pdf);
  const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).normalize('NFC');
  for (const word of title.split(' ')) assert.ok(text.includes(word), word);
});

test('letters that only a font of the computer has are drawn with it', async () => {
  const outlines = async (systemFontFolders: readonly string[]): Promise<number> => {
    const [svg = Buffer.alloc(0)] = await printed(titled('ℌℝℭ'), 'svg', { systemFontFolders });
    return new Set(svg.toString().match(/href="#t\d+-\d+"/g)).size;
  };
  assert.equal(await outlines([folder]), 3);
  assert.equal(await outlines([join(folder, 'nowhere')]), 0);
});

test('of fonts that have them all, one with serifs is taken, as the other words have them', async () => {
  const from = mkdtempSync(join(folder, 'both-'));
  for (const name of ['NotoSansMath', 'NotoSerifMath', 'NotoSerifMath-Bold']) {
    copyFileSync(join(folder, 'Some Math.ttf'), join(from, `${name}.ttf`));
  }
  const found = await findSystemFonts(new Set('ℌℝℭ'), [from]);
  assert.deepEqual(
    found.map(({ path }) => basename(path)),
    ['NotoSerifMath.ttf'],
  );
});

test('and in the PDF, where others read them as ink', { skip: noPoppler }, async () => {
  const ink = async (title: string, from: string): Promise<number> => {
    const options = { systemFontFolders: [from] };
    const [pdf = Buffer.alloc(0)] = await printed({ ...exampleScore, title }, 'pdf', options);
    const path = join(folder, 'ink.pdf');
    writeFileSync(path, pdf);
    // The strip with the title, in grey.
    const args = ['-r', '72', '-f', '1', '-l', '1', '-x', '100', '-W', '400', '-y', '40'];
    const pgm = execFileSync('pdftoppm', [...args, '-H', '35', '-gray', path]);
    return pgm.subarray(-400 * 35).filter((grey) => grey < 128).length;
  };
  const drawn = await ink('ℌℝℭ', folder);
  assert.ok(drawn > 100);
  // Without it the text font's sign for letters it lacks stands there.
  assert.notEqual(drawn, await ink('ℌℝℭ', join(folder, 'nowhere')));
  assert.equal(await ink(' ', folder), 0);
});

test('letters that no font has stop nothing', async () => {
  const title = '夜のうた \u{1F3B5} שיר \uE123 a\u0301\u0302 \u202Eabc \uD800';
  for (const format of ['pdf', 'svg', 'svg-outlines'] as const) {
    const [file = Buffer.alloc(0)] = await printed(titled(title), format);
    assert.ok(file.length > 1000);
  }
});
