import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeAbc } from '../../../src/formats/abc/write.ts';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import { transposeScore } from '../../../src/score/transposition/transpose-score.ts';
import type { Chord, Score } from '../../../src/score/model.ts';
import { barText, note, played, QUARTER_SEC, scoreOf } from '../../support/played.ts';

const FLUTE = 73;
const CLARINET = 71;
const C_MAJOR = { fifths: 0, mode: 'major' } as const;

/** Goes to and fro from `pitch` for `beats`, with so many notes a second. */
function trill(pitch: number, away: number, start: number, beats: number, perSec: number) {
  const step = 1 / perSec / QUARTER_SEC;
  return Array.from({ length: Math.round(beats / step) }, (_, at) =>
    note(pitch + (at % 2) * away, start + at * step, step),
  );
}

/** A tune with a trilled half note in the second bar. */
const tune = (pitch: number, away: number, perSec = 12) => [
  ...[72, 74, 76, 77].map((each, beat) => note(each, beat, 1)),
  ...trill(pitch, away, 4, 2, perSec),
  note(72, 6, 2),
];

function trilled(score: Score): Chord[] {
  return (score.parts[0]?.staves ?? []).flatMap(({ bars }) =>
    bars.flatMap(({ voices }) =>
      voices.flatMap(({ elements }) =>
        elements.flatMap((each) =>
          each.kind === 'chord' && each.trill !== undefined ? [each] : [],
        ),
      ),
    ),
  );
}

test('a quick alternation with the note above is the lower note with the sign of a trill', () => {
  for (const [pitch, away] of [
    [74, 2],
    [76, -2],
  ] as const) {
    const score = scoreOf([played(FLUTE, tune(pitch, away))], { key: C_MAJOR });
    assert.deepEqual(barText(score.parts[0], 1), [['D5h C5h']]);
    assert.deepEqual(
      trilled(score).map(({ trill: each }) => [each?.upper, each?.hasAccidental]),
      [[{ step: 'E', alter: 0, octave: 5 }, false]],
    );
    assert.match(writeMusicXml(score), /<ornaments>\s*<trill-mark\/>\s*<\/ornaments>/u);
    assert.match(writeAbc(score), /!trill!d/u);
  }
});

test('a trill with a note that is not in the key says so, also to players of transposing instruments', () => {
  const score = scoreOf([played(CLARINET, tune(74, 1))], { key: C_MAJOR });
  assert.match(
    writeMusicXml(score),
    /<trill-mark\/>\s*<accidental-mark placement="above">flat<\/accidental-mark>/u,
  );
  const [chord] = trilled(transposeScore(score));
  assert.ok(chord);
  assert.deepEqual(chord.trill?.upper, { step: 'F', alter: 0, octave: 5 });
  assert.equal(chord.trill.hasAccidental, true);
});

test('sixteenths, and a few quick notes, are written out', () => {
  const sixteenths = scoreOf([played(FLUTE, tune(74, 2, 8))], { key: C_MAJOR });
  assert.deepEqual(trilled(sixteenths), []);
  assert.match(barText(sixteenths.parts[0], 1)[0]?.[0] ?? '', /^(D5s E5s ){4}C5h/u);
  const turn = [...trill(74, 2, 0, 4 / 12 / QUARTER_SEC, 12), note(72, 2, 2)];
  assert.deepEqual(trilled(scoreOf([played(FLUTE, turn)])), []);
});
