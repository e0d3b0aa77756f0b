import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { barsAnswer, parseHostMessage, scoreOpened } from '../../../src/protocol/host-messages.ts';
import { notesAnswer, playbackOpened } from '../../../src/protocol/performance-messages.ts';
import { randomDocument } from '../../support/random-document.ts';

test('whatever score is made of a document, the view accepts all of it', () => {
  fc.assert(
    fc.property(randomDocument, (document) => {
      const score = scoreOfDocument(document);
      const messages = [
        scoreOpened(score, score, { revision: 1, performanceId: 1 }),
        ...Array.from({ length: Math.ceil(score.bars.length / 64) }, (_, i) =>
          barsAnswer(score, 1, { requestId: i, first: i * 64, count: 64 }),
        ),
        playbackOpened(score, document.performance, 1),
        ...document.performance.instruments.map((_, instrument) =>
          notesAnswer(document.performance, 1, { requestId: 0, instrument, first: 0, count: 4096 }),
        ),
      ];
      for (const message of messages) {
        const parsed = parseHostMessage(JSON.parse(JSON.stringify(message)));
        assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
      }
    }),
    { numRuns: 40 },
  );
});
