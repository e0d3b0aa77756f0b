import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import type { Score } from '../../../src/score/model.ts';
import { barText, note, played, scoreOf } from '../../support/played.ts';

const PIANO = 0;
const FLUTE = 73;
const KEY = { fifths: 0, mode: 'major' } as const;

/** Eighths up and down, of which those of some bars are held so much shorter. */
function eighths(program: number, heldInBar: readonly number[]): Score {
  const notes = heldInBar.flatMap((held, bar) =>
    [72, 74, 76, 77, 79, 77, 76, 74].map((pitch, at) => note(pitch, 4 * bar + at / 2, 0.5, held)),
  );
  return scoreOf([played(program, notes)], { key: KEY });
}

/** How many notes of each bar are marked. */
function marks(score: Score): number[] {
  const bars = score.parts[0]?.staves[0]?.bars ?? [];
  return bars.map(({ voices }) =>
    voices
      .flatMap(({ elements }) => elements)
      .reduce(
        (sum, each) =>
          sum + Number(each.kind === 'chord' && each.articulations.includes('staccato')),
        0,
      ),
  );
}

test('a detached line is written in whole values with dots, not in halves with rests', () => {
  for (const program of [FLUTE, PIANO]) {
    const score = eighths(program, [0.95, 0.95, 0.25, 0.95, 0.95, 0.95]);
    assert.deepEqual(marks(score), [0, 0, 8, 0, 0, 0]);
    assert.deepEqual(barText(score.parts[0], 2), [['C5e D5e E5e F5e G5e F5e E5e D5e']]);
    assert.equal(writeMusicXml(score).match(/<staccato\/>/g)?.length, 8);
  }
});

test('a pianist who lets go of all keys early has a foot on the pedal: no dots', () => {
  assert.deepEqual(marks(eighths(PIANO, [0.4, 0.4, 0.4, 0.4])), [0, 0, 0, 0]);
});

test('a few short notes in a legato line are no detached line', () => {
  const notes = [72, 74, 76, 77, 79, 77, 76, 74, 72, 74, 76, 77, 79, 77, 76, 72].map((pitch, at) =>
    note(pitch, at / 2, 0.5, at === 5 || at === 6 ? 0.3 : 0.95),
  );
  assert.deepEqual(marks(scoreOf([played(FLUTE, notes)], { key: KEY })), [0, 0]);
});
