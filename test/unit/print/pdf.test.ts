import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { CancelledError } from '../../../src/errors.ts';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { printInThread } from '../../../src/print/print-thread.ts';
import { exampleScore } from '../../support/example-score.ts';
import { longScore } from '../../support/long-score.ts';
import { randomDocument } from '../../support/random-document.ts';
import { printParts, printed } from './printed.ts';

const folder = mkdtempSync(join(tmpdir(), 'stemstave-pdf-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const noPoppler =
  spawnSync('pdftotext', ['-v']).error === undefined
    ? false
    : 'needs pdftotext and its kin (apt-get install poppler-utils)';

/** A PDF as another program reads it. */
function asked(program: string, pdf: Buffer, ...more: readonly string[]): string {
  const path = join(folder, 'asked.pdf');
  writeFileSync(path, pdf);
  const text = execFileSync(program, [path, ...more], { encoding: 'utf8' });
  return text;
}

test(
  'the PDF is vectors with embedded fonts, titled and numbered',
  { skip: noPoppler },
  async () => {
    const [pdf = Buffer.alloc(0)] = await printed({ ...longScore(70), title: 'Тишина' }, 'pdf');
    const info = asked('pdfinfo', pdf);
    const count = Number(/^Pages:\s+(\d+)$/m.exec(info)?.[1]);
    assert.ok(count > 3);
    assert.match(info, /^Title:\s+Тишина$/m);
    assert.match(info, /595\.28 x 841\.89 pts \(A4\)/);
    const fonts = asked('pdffonts', pdf)
      .split('\n')
      .slice(2)
      .filter((line) => line !== '');
    assert.ok(fonts.length >= 3);
    for (const line of fonts)
      assert.match(line, / yes yes yes /, 'embedded, subset, with its letters');
    // No line of the list of pictures but its head.
    assert.equal(asked('pdfimages', pdf, '-list').trimEnd().split('\n').length, 2);
    for (let page = 1; page <= count; page++) {
      const text = asked('pdftotext', pdf, '-f', String(page), '-l', String(page), '-');
      assert.match(text, /Тишина/);
      assert.match(text.trimEnd(), new RegExp(`^${page}$`, 'm'));
    }
  },
);

test('Letter paper is Letter paper', { skip: noPoppler }, async () => {
  const [pdf = Buffer.alloc(0)] = await printed(exampleScore, 'pdf', { paper: 'letter' });
  assert.match(asked('pdfinfo', pdf), /612 x 792 pts \(letter\)/);
});

test('any score can be printed', async () => {
  await fc.assert(
    fc.asyncProperty(randomDocument, async (document) => {
      const score = scoreOfDocument(document);
      if (score.parts.length === 0) return;
      const [pdf = Buffer.alloc(0)] = await printed(score, 'pdf');
      assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-');
      assert.match(pdf.subarray(-8).toString('latin1'), /%%EOF/);
    }),
    { numRuns: 5 },
  );
});

test('printing tells how far it is and can be cancelled', async () => {
  const shares: number[] = [];
  const controller = new AbortController();
  const wanted = { score: longScore(200), format: 'pdf', paper: 'a4', partId: undefined } as const;
  const printing = printInThread(
    printParts,
    wanted,
    (share) => {
      shares.push(share);
      if (share > 0.2) controller.abort();
    },
    controller.signal,
  );
  await assert.rejects(printing, CancelledError);
  assert.ok(shares.length > 2);
  assert.deepEqual(
    shares,
    [...shares].sort((a, b) => a - b),
  );
  assert.ok(shares.every((share) => share > 0 && share < 1));
});
