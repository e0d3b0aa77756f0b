import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { create } from 'fontkit';
import decompress from 'wawoff2/decompress.js';
import { PAPERS, staffSpacePt } from '../../../src/print/paper.ts';
import type { Score } from '../../../src/score/model.ts';
import { transposeScore } from '../../../src/score/transposition/transpose-score.ts';
import { exampleScore } from '../../support/example-score.ts';
import { fretted } from '../../support/gallery/fretted.ts';
import { countNoteheads, longScore } from '../../support/long-score.ts';
import { printParts, printed } from './printed.ts';

async function svgPages(
  score: Score,
  options?: Parameters<typeof printed>[2],
): Promise<readonly string[]> {
  return (await printed(score, 'svg', options)).map((file) => file.toString('utf8'));
}

/** Every sign on a page: the glyph drawn, and where its origin is, in points. */
function signs(svg: string): { id: number; x: number; y: number }[] {
  const uses = svg.matchAll(/<use xlink:href="#g(\d+)" transform="matrix\(([^)]*)\)"/g);
  return [...uses].map(([, id, matrix]) => {
    const [, , , , x = NaN, y = NaN] = (matrix ?? '').split(' ').map(Number);
    return { id: Number(id), x, y };
  });
}

/** Ids of the glyphs that are noteheads, by their names in the SMuFL standard. */
async function noteheadGlyphs(): Promise<ReadonlySet<number>> {
  const woff2 = readFileSync(join(printParts.fontsFolder, 'bravura.woff2'));
  const font = create(Buffer.from(await decompress(woff2)));
  if (!('layout' in font)) throw new TypeError('one font');
  const [first, last] = [0xe0a0, 0xe0ff];
  const codes = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return new Set(codes.map((code) => font.glyphForCodePoint(code).id));
}

/** As its players read it: the melody is played on a clarinet in B flat. */
function transposed(score: Score): Score {
  const parts = score.parts.map((part, i) =>
    i === 0 ? { ...part, name: 'Clarinet', program: 71 } : part,
  );
  return transposeScore({ ...score, parts });
}

for (const [kind, score] of [
  ['concert', longScore(70)],
  ['transposed', transposed(longScore(70))],
] as const) {
  for (const paper of ['a4', 'letter'] as const) {
    test(`all noteheads of the ${kind} score are on its ${paper} pages, none twice, and every page has its number and the title`, async () => {
      const heads = await noteheadGlyphs();
      const pages = await svgPages(score, { paper });
      assert.ok(pages.length > 3);
      const { widthPt, heightPt } = PAPERS[paper];
      const drawn = pages.flatMap(signs).filter(({ id }) => heads.has(id));
      const expected = countNoteheads(score).reduce((sum, count) => sum + count, 0);
      assert.equal(drawn.length, expected);
      pages.forEach((svg, index) => {
        assert.ok(svg.includes(`>${index + 1}</text>`), `page ${index + 1} has no number`);
        assert.ok(svg.includes(`>${score.title}</text>`), `page ${index + 1} has no title`);
        assert.ok(svg.includes(`viewBox="0 0 ${widthPt} ${heightPt}"`));
        for (const { x, y } of signs(svg)) {
          assert.ok(x > 20 && x < widthPt - 20, `x ${x}`);
          assert.ok(y > 20 && y < heightPt - 20, `y ${y}`);
        }
      });
      assert.equal(
        pages.some((svg) => svg.includes('Clarinet in B♭')),
        kind === 'transposed',
      );
    });
  }
}

test('a system too high for the page is made to fit it', async () => {
  const crowd = longScore(4, 12);
  for (const svg of await svgPages(crowd)) {
    for (const { y } of signs(svg)) assert.ok(y > 0 && y < PAPERS.a4.heightPt, `y ${y}`);
  }
});

test('a few bars of a band are printed as large as a page has room for, on one page without a number', async () => {
  const few = longScore(6);
  const staves = few.parts.reduce((sum, { staves: own }) => sum + own.length, 0);
  const pages = await svgPages(few);
  assert.equal(pages.length, 1);
  const [svg = ''] = pages;
  const lines = [...svg.matchAll(/<path d="M[\d.]+ ([\d.]+)L[\d.]+ \1"/g)].map(([, y]) =>
    Number(y),
  );
  const [first = 0, second = 0] = [...new Set(lines)].sort((a, b) => a - b);
  assert.ok(second - first > staffSpacePt(staves) * 1.05, `${second - first} pt`);
  assert.doesNotMatch(svg, />1<\/text>/);
});

test('a page needs nothing but itself', async () => {
  const title = 'Тишина & <Ω> “é”';
  const [svg = ''] = await svgPages({ ...exampleScore, title });
  const addresses = [...svg.matchAll(/(?:href|src)\s*=\s*"([^"]*)"|url\(([^)]*)\)/g)].map(
    ([, href, url]) => href ?? url ?? '',
  );
  assert.ok(addresses.length > 100);
  for (const address of addresses) assert.match(address, /^#g\d+$|^data:font\/woff2;base64,/);
  const used = new Set(signs(svg).map(({ id }) => `id="g${id}"`));
  for (const id of used) assert.ok(svg.includes(id), `${id} is not defined`);
  assert.ok(svg.includes('Тишина &amp; &lt;Ω&gt; “é”</text>'));
  assert.ok(svg.includes('font-family:"Noto Serif"'));
  assert.doesNotMatch(svg, /<script|<image|<foreignObject|currentColor/i);
});

test('a part stands alone: its name over the page, the notes of nobody else', async () => {
  const heads = await noteheadGlyphs();
  const [svg = ''] = await svgPages(exampleScore, { partId: 'P3' });
  const drawn = signs(svg).filter(({ id }) => heads.has(id)).length;
  assert.equal(drawn, countNoteheads(exampleScore)[2]);
  assert.equal(svg.match(/>Electric Bass<\/text>/g)?.length, 1);
  assert.doesNotMatch(svg, />(?:Melody|Piano|Drums|E\. Bs\.)<\/text>/);
});

test('tablature is printed, numbers as text that can be searched', async () => {
  const pages = (await svgPages(fretted)).join('');
  const texts = [...pages.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  for (const number of ['3', '(2)', '24']) assert.ok(texts.includes(number), number);
  const [outlines = ''] = (await printed(fretted, 'svg-outlines')).map(String);
  assert.doesNotMatch(outlines, /<text/);
});
