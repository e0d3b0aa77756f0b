import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correctDocument } from '../../../src/formats/midi/correct-document.ts';
import { documentOfTranscription } from '../../../src/formats/midi/document-of-transcription.ts';
import type { MidiDocument } from '../../../src/formats/midi/document.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { writeMidi } from '../../../src/formats/midi/write.ts';
import type { Correction } from '../../../src/score/corrections.ts';
import { secAtDiv } from '../../../src/score/frame.ts';
import type { Score } from '../../../src/score/model.ts';
import { shiftBarlines } from '../../../src/score/shift-barlines.ts';
import { note, played } from '../../support/played.ts';

const BARS = Array.from({ length: 16 }, (_, bar) => 4 * bar);

/** A march: bass on one and three, chords on two and four, a tune in eighths. */
const march: MidiDocument = documentOfTranscription(
  'March',
  {
    instruments: [
      played(
        32,
        BARS.flatMap((at) => [note(36, at, 1), note(43, at + 2, 1)]),
      ),
      played(
        0,
        BARS.flatMap((at) => [1, 3].flatMap((b) => [60, 64, 67].map((p) => note(p, at + b, 0.9)))),
      ),
      played(
        73,
        BARS.flatMap((at) =>
          [0, 1, 2, 2.5, 3].map((b) => note(72 + ((at + 2 * b) % 7), at + b, 0.5)),
        ),
      ),
    ].map((each, index) => ({ ...each, name: `Part ${index + 1}` })),
    durationSec: 40,
  },
  { engine: 'on-device', sourceName: 'march.wav', sourceSha256: 'ab', taskIds: {} },
);

function afterwards(...corrections: readonly Correction[]): MidiDocument {
  return corrections.reduce((document, correction) => {
    const corrected = correctDocument(document, [correction]);
    // What is saved is what was shown.
    const reopened = readMidi(writeMidi(corrected));
    assert.deepEqual(textOf(scoreOfDocument(reopened)), textOf(scoreOfDocument(corrected)));
    return reopened;
  }, march);
}

function textOf({ bars, parts }: Score): unknown {
  return [bars, parts];
}

function bars(document: MidiDocument): Score['bars'] {
  return scoreOfDocument(document).bars;
}

test('a corrected metre holds in the score, and in the file', () => {
  const time = { beats: 3, beatType: 4 } as const;
  assert.ok(bars(march).every((bar) => bar.time.beats !== 3));
  assert.ok(bars(afterwards({ kind: 'time-signature', time })).every((b) => b.time.beats === 3));
});

test('twice as many beats and half as many are each other undone', () => {
  const perMinute = (document: MidiDocument): number =>
    scoreOfDocument(document).tempoMarks[0]?.perMinute ?? 0;
  const doubled = afterwards({ kind: 'scale-tempo', factor: 2 });
  assert.ok(Math.abs(perMinute(doubled) / perMinute(march) - 2) < 0.1);
  const back = afterwards({ kind: 'scale-tempo', factor: 2 }, { kind: 'scale-tempo', factor: 0.5 });
  assert.ok(Math.abs(perMinute(back) / perMinute(march) - 1) < 0.05);
});

test('barlines are moved a beat later and back', () => {
  /** How many beats after the first bass note, which is on a barline, the barlines are. */
  const beatsLate = (document: MidiDocument): number => {
    const score = scoreOfDocument(document);
    const barSec = secAtDiv(score.tempoMap, score.bars[4]?.startDiv ?? NaN);
    const beats = (barSec - (document.performance.instruments[0]?.notes[0]?.startSec ?? NaN)) / 0.5;
    return Math.round(beats) % 4;
  };
  const shift = shiftBarlines(scoreOfDocument(march), march.performance, 1);
  assert.ok(shift !== undefined);
  const later = afterwards(shift);
  const back = shiftBarlines(scoreOfDocument(later), later.performance, -1);
  assert.ok(back !== undefined);
  assert.deepEqual([march, later, afterwards(shift, back)].map(beatsLate), [0, 1, 0]);
});

test('a key is written from the start, notes are played as they were', () => {
  const corrected = afterwards({ kind: 'key', key: { fifths: -3, mode: 'minor' } });
  assert.ok(bars(corrected).every(({ key }) => key.fifths === -3 && key.mode === 'minor'));
  const onsets = ({ performance }: MidiDocument): number[] =>
    performance.instruments.flatMap(({ notes }) => notes.map(({ startSec }) => startSec));
  const before = onsets(march);
  onsets(corrected).forEach((sec, at) => {
    assert.ok(Math.abs(sec - (before[at] ?? NaN)) < 0.001);
  });
});
