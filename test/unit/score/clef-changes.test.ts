import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import { note, played, scoreOf } from '../../support/played.ts';

const PIANO = 0;
const CELLO = 42;
const FLUTE = 73;
const KEY = { fifths: 0, mode: 'major' } as const;

/** Bars of eight eighths around a pitch. */
function bars(pitches: readonly number[]) {
  return pitches.flatMap((pitch, bar) =>
    Array.from({ length: 8 }, (_, eighth) => note(pitch + (eighth % 4), 4 * bar + eighth / 2, 0.5)),
  );
}

function clefs(program: number, pitches: readonly number[], staff = 0): string {
  const { parts } = scoreOf([played(program, bars(pitches))], { key: KEY });
  const found = parts[0]?.staves[staff]?.bars ?? [];
  return found.map(({ clef }) => `${clef.sign}${clef.line}`).join(' ');
}

test('a cello that climbs for a passage changes to the tenor clef and comes back', () => {
  assert.equal(clefs(CELLO, [36, 38, 64, 65, 64, 36, 38]), 'F4 F4 C4 C4 C4 F4 F4');
});

test('a few high notes, and instruments that read one clef, stay in theirs', () => {
  const high = [...bars([43, 45, 43]), note(67, 12, 1), note(43, 13, 3)];
  const { parts } = scoreOf([played(CELLO, high)], { key: KEY });
  for (const { clef } of parts[0]?.staves[0]?.bars ?? []) assert.equal(clef.sign, 'F');
  assert.equal(clefs(FLUTE, [72, 74, 96, 72]), 'G2 G2 G2 G2');
});

test('a left hand that plays high is written in the treble clef, in MusicXML too', () => {
  const right = Array.from({ length: 32 }, (_, beat) => note(88, beat, 1));
  const left = bars([43, 45, 67, 69, 67, 43, 45, 43]);
  const score = scoreOf([played(PIANO, [...right, ...left])], {
    key: KEY,
    corrections: [{ kind: 'staff-split', instrumentIndex: 0, pitch: 80 }],
  });
  const found = score.parts[0]?.staves[1]?.bars.map(({ clef }) => clef.sign).join('');
  assert.equal(found, 'FFGGGFFF');
  assert.equal(writeMusicXml(score).match(/<clef number="2">/g)?.length, 3);
});

test('a right hand that dwells around middle C, down to two ledger lines, keeps the treble clef', () => {
  const low = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bar) =>
    [60, 55, 60, 55, 64, 55, 62, 55].map((pitch, eighth) => note(pitch, 4 * bar + eighth / 2, 0.5)),
  );
  const left = Array.from({ length: 8 }, (_, bar) => note(40, 4 * bar, 4));
  const { parts } = scoreOf([played(PIANO, [...low, ...left])], {
    key: KEY,
    corrections: [{ kind: 'staff-split', instrumentIndex: 0, pitch: 52 }],
  });
  const found = parts[0]?.staves[0]?.bars.map(({ clef }) => clef.sign).join('');
  assert.equal(found, 'GGGGGGGG');
});
