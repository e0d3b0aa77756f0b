import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CancelledError, StemstaveError } from '../../../src/errors.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { ScoreService } from '../../../src/host/score-service.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { projectRoot } from '../../support/source-files.ts';

const scores = new ScoreService(join(projectRoot, 'dist', 'score-worker.js'));
const never = new AbortController().signal;

/** A scale of quarter notes at 120 beats a minute. */
const scale: Transcription = {
  durationSec: 8,
  instruments: [
    {
      name: 'Melody',
      program: 73,
      isDrum: false,
      notes: Array.from({ length: 16 }, (_, index) => ({
        pitch: 60 + index,
        startSec: index * 0.5,
        endSec: index * 0.5 + 0.45,
        velocity: 0.7,
      })),
    },
  ],
};
const provenance = { engine: 'test', sourceName: 'scale.wav', sourceSha256: '', taskIds: {} };

async function composed(): Promise<Uint8Array> {
  const request = { kind: 'compose', title: 'Scale', transcription: scale, provenance } as const;
  return scores.run(request, never);
}

test('a transcription becomes a .mid whose score is the one the file alone gives', async () => {
  const bytes = await composed();
  const opened = await scores.run({ kind: 'open', bytes, fallbackTitle: 'x' }, never);
  assert.deepEqual(opened.score, scoreOfDocument(readMidi(bytes)));
  assert.deepEqual(opened.provenance, provenance);
  assert.deepEqual(opened.performance, readMidi(bytes).performance);
  assert.equal(opened.score.title, 'Scale');
  assert.equal(opened.score.parts[0]?.name, 'Melody');
});

test('its score becomes MusicXML', async () => {
  const score = scoreOfDocument(readMidi(await composed()));
  const text = await scores.run({ kind: 'musicxml', score }, never);
  assert.match(text, /<score-partwise/);
});

test('bytes that are no music come back as a sentence', async () => {
  const bytes = new TextEncoder().encode('This is not a MIDI file.');
  await assert.rejects(scores.run({ kind: 'open', bytes, fallbackTitle: 'x' }, never), (error) => {
    assert.ok(error instanceof StemstaveError);
    assert.match(error.message, /\.$/);
    return true;
  });
});

test('a score that is being made can be cancelled', async () => {
  const controller = new AbortController();
  const bytes = await composed();
  const opening = scores.run({ kind: 'open', bytes, fallbackTitle: 'x' }, controller.signal);
  controller.abort();
  await assert.rejects(opening, CancelledError);
  await assert.rejects(
    scores.run({ kind: 'open', bytes, fallbackTitle: 'x' }, controller.signal),
    CancelledError,
  );
});
