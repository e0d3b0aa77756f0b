import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentOfTranscription } from '../../../src/formats/midi/document-of-transcription.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { writeMidi } from '../../../src/formats/midi/write.ts';
import type { Score } from '../../../src/score/model.ts';
import { compareNotes } from '../../../src/transcription/model.ts';
import type { NoteEvent } from '../../../src/transcription/model.ts';

/** A played piano piece: a tempo that breathes, chords that are not quite together. */
function played(seed: number): NoteEvent[] {
  let state = seed;
  const random = (): number => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const notes: NoteEvent[] = [];
  let sec = 0.4 + random();
  for (let eighth = 0; eighth < 96; eighth += 1) {
    const length = 0.28 * (1 + 0.08 * Math.sin(eighth / 15));
    const chord =
      eighth % 8 === 0 ? [40, 47, 64] : eighth % 4 === 0 ? [45, 67] : [60 + (eighth % 7)];
    for (const pitch of chord) {
      const startSec = sec + 0.015 * random();
      notes.push({ pitch, startSec, endSec: startSec + length * 0.9, velocity: 0.6 });
    }
    sec += length;
  }
  return notes.sort(compareNotes);
}

/**
 * What a reader sees: without the frame's seconds, which ticks round, and without the order of notes
 * struck within a millisecond, which rounding may turn round.
 */
function seen(score: Score): string {
  const bars = score.bars.map(({ time, key, number }) => ({ time, key, number }));
  return JSON.stringify({ bars, parts: score.parts }, (name, value: unknown) =>
    name === 'noteIndex' ? undefined : value,
  );
}

test('a document written and opened again is the same score', () => {
  for (const seed of [1, 7, 42, 99]) {
    const notes = played(seed);
    const document = documentOfTranscription(
      'piece',
      {
        instruments: [{ name: 'Piano', program: 0, isDrum: false, notes }],
        durationSec: notes.at(-1)?.endSec ?? 0,
      },
      {
        engine: 'on-device',
        sourceName: 'piece.wav',
        sourceSha256: '0'.repeat(64),
        taskIds: {},
      },
    );
    const again = readMidi(writeMidi(document));
    assert.equal(seen(scoreOfDocument(again)), seen(scoreOfDocument(document)));
  }
});
