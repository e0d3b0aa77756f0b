import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { checkScore } from '../../../src/score/check-score.ts';
import { excerptOf, singlePart } from '../../../src/score/excerpt.ts';
import { exampleScore } from '../../support/example-score.ts';
import { randomDocument } from '../../support/random-document.ts';

test('any excerpt of any score is a sound score', () => {
  fc.assert(
    fc.property(randomDocument, fc.nat(30), fc.nat(30), (document, firstBar, count) => {
      const score = scoreOfDocument(document);
      if (score.parts.length === 0) return;
      const excerpt = excerptOf(score, { firstBar, endBar: firstBar + count });
      assert.deepEqual(checkScore(excerpt), []);
      for (const mark of excerpt.tempoMarks) assert.ok(mark.barIndex < excerpt.bars.length);
      for (const { staves } of excerpt.parts) {
        for (const { ottavas } of staves) {
          for (const { startBar, endBar } of ottavas) {
            assert.ok(startBar >= 0 && startBar <= endBar && endBar < excerpt.bars.length);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('the whole score is an excerpt of itself', () => {
  const { bars } = exampleScore;
  assert.deepEqual(excerptOf(exampleScore, { firstBar: 0, endBar: bars.length }), exampleScore);
});

test('ties end at the edges, and a note tied in shows the accidental the tie had saved', () => {
  const excerpt = excerptOf(exampleScore, { firstBar: 6, endBar: 7, partIds: ['P1'] });
  const notes = excerpt.parts[0]?.staves[0]?.bars[0]?.voices[0]?.elements.flatMap((element) =>
    element.kind === 'chord' ? element.notes : [],
  );
  assert.ok(notes?.every(({ tiedFromPrevious }) => !tiedFromPrevious));
  assert.equal(excerpt.parts.length, 1);
});

test('the tempo in force stands over the first bar', () => {
  const [mark, ...others] = excerptOf(exampleScore, { firstBar: 7, endBar: 9 }).tempoMarks;
  assert.deepEqual([mark?.perMinute, mark?.barIndex, mark?.offsetDivs], [96, 0, 0]);
  assert.deepEqual(others, []);
});

test('an ottava goes on in an excerpt that begins within it', () => {
  const [part] = excerptOf(exampleScore, { firstBar: 7, endBar: 8 }).parts;
  assert.equal(part?.staves[0]?.ottavas.length, 1);
});

test('a single part keeps its id', () => {
  assert.deepEqual(
    singlePart(exampleScore, 'P3').parts.map(({ id }) => id),
    ['P3'],
  );
});
