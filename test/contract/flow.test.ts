import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countNotes } from '../../src/transcription/model.ts';
import { smallSong } from './stand-in/song.ts';
import type { Fault, Trouble } from './stand-in/behaviour.ts';
import { errorOf, startBench } from './support.ts';

const SONG_NOTES = smallSong().reduce((sum, { notes }) => sum + notes.length, 0);

describe('the way from a recording to notes', () => {
  test('direct: upload, separation, MIDI, each with the documented fields', async (t) => {
    const bench = await startBench(t);
    const { transcription, receipt } = await bench.run();
    assert.equal(countNotes(transcription), SONG_NOTES);
    assert.deepEqual(
      transcription.instruments.map(({ name, program, isDrum }) => ({ name, program, isDrum })),
      [
        { name: 'Drums', program: 0, isDrum: true },
        { name: 'Electric Bass (finger)', program: 33, isDrum: false },
        { name: 'Acoustic Grand Piano', program: 0, isDrum: false },
      ],
    );
    assert.equal(transcription.durationSec, 16.25);
    const posts = bench.standIn.wireLog.filter(({ method }) => method === 'POST');
    assert.deepEqual(
      posts.map(({ call }) => call),
      ['upload', 'separate', 'midi'],
    );
    const [upload, separation, midi] = posts;
    assert.match(String(upload?.fields['fileName']), /^\d+-[0-9a-f]{12}-[0-9a-f]{8}\.wav$/);
    assert.equal(upload?.fields['uploadPath'], 'audio/stemstave');
    assert.equal(upload.file?.contentType, 'audio/wav');
    assert.equal(upload.file.sha256, receipt.sourceSha256);
    assert.deepEqual(Object.keys(separation?.fields ?? {}).sort(), [
      'audioUrl',
      'callBackUrl',
      'type',
    ]);
    assert.equal(separation?.fields['type'], 'split_stem');
    assert.deepEqual(midi?.fields, {
      taskId: receipt.taskIds['separation'],
      callBackUrl: 'https://example.com/stemstave-no-callback',
    });
    assert.deepEqual(Object.keys(receipt.taskIds), ['separation', 'midi']);
    assert.equal(receipt.sourceName, 'my song.wav');
    assert.deepEqual(
      bench.questions.map(({ kind }) => kind),
      ['upload'],
    );
  });

  test('the key is in one header only, and nothing breaks the contract unnoticed', async (t) => {
    const bench = await startBench(t, { scenario: 'cover' });
    await bench.run();
    assert.deepEqual(bench.standIn.problems, []);
    for (const { keyFoundIn } of bench.standIn.wireLog) {
      assert.deepEqual(keyFoundIn, ['header authorization']);
    }
  });

  test('the file keeps its name to itself', async (t) => {
    const bench = await startBench(t);
    await bench.run();
    assert.ok(!JSON.stringify(bench.standIn.wireLog).includes('my song'));
  });

  test('cover: asked for in plain words, then separated by taskId and audioId', async (t) => {
    const bench = await startBench(t, { scenario: 'cover' });
    const { transcription, receipt } = await bench.run();
    assert.equal(countNotes(transcription), SONG_NOTES);
    assert.deepEqual(
      bench.questions.map(({ kind }) => kind),
      ['upload', 'cover'],
    );
    const posts = bench.standIn.wireLog.filter(({ method }) => method === 'POST');
    assert.deepEqual(
      posts.map(({ call, answeredCode }) => [call, answeredCode]),
      [
        ['upload', 200],
        ['separate', 422],
        ['cover', 200],
        ['separate', 200],
        ['midi', 200],
      ],
    );
    assert.deepEqual(Object.keys(receipt.taskIds), ['cover', 'separation', 'midi']);
    assert.equal(posts[3]?.fields['taskId'], receipt.taskIds['cover']);
    assert.deepEqual(
      bench.standIn.ledger.charges.map(({ what }) => what),
      ['cover', 'separation', 'midi'],
    );
  });

  test('a service known to refuse uploads is not probed again', async (t) => {
    const bench = await startBench(t, { scenario: 'cover' });
    await bench.run();
    await bench.run(undefined, { fresh: true });
    assert.equal(bench.count('separate'), 3);
  });

  test('a cover that is declined costs nothing', async (t) => {
    const bench = await startBench(t, { scenario: 'cover' });
    const confirm = ({ kind }: { kind: string }) => Promise.resolve(kind !== 'cover');
    const error = await errorOf(bench.run(undefined, { confirm }));
    assert.equal(error.code, 'cover-declined');
    assert.equal(error.action, 'choose-engine');
    assert.equal(error.mayHaveBeenCharged, false);
    assert.deepEqual(bench.standIn.ledger.charges, []);
  });

  test('without consent to the upload only the balance is asked for', async (t) => {
    const bench = await startBench(t);
    const confirm = () => Promise.resolve(false);
    const error = await errorOf(bench.run(undefined, { confirm }));
    assert.equal(error.code, 'cancelled');
    assert.deepEqual(
      bench.standIn.wireLog.map(({ call }) => call),
      ['credits'],
    );
  });

  test('a Suno track is separated without an upload', async (t) => {
    const bench = await startBench(t);
    const { track } = bench.standIn;
    const { transcription, receipt } = await bench.run({ kind: 'suno-track', ...track });
    assert.equal(countNotes(transcription), SONG_NOTES);
    assert.equal(bench.count('upload'), 0);
    assert.deepEqual(bench.questions, []);
    assert.deepEqual(bench.wire()[0]?.fields, {
      ...track,
      type: 'split_stem',
      callBackUrl: 'https://example.com/stemstave-no-callback',
    });
    assert.equal(receipt.taskIds['music'], track.taskId);
  });

  test('a finished separation goes straight to MIDI', async (t) => {
    const bench = await startBench(t);
    const taskId = bench.standIn.separationTaskId;
    const { transcription, receipt } = await bench.run({ kind: 'separation', taskId });
    assert.equal(countNotes(transcription), SONG_NOTES);
    assert.deepEqual([...new Set(bench.wire().map(({ call }) => call))], ['midi', 'midi-info']);
    assert.equal(receipt.taskIds['separation'], taskId);
  });

  test('a separation the service does not know is a sentence, and free', async (t) => {
    const bench = await startBench(t);
    const error = await errorOf(bench.run({ kind: 'separation', taskId: 'f'.repeat(32) }));
    assert.equal(error.code, 'request-refused');
    assert.match(error.message, /Record does not exist/);
    assert.equal(error.mayHaveBeenCharged, false);
  });

  test('progress goes from 0 to near 1 and never back', async (t) => {
    const bench = await startBench(t, { scenario: 'cover', behaviour: { pendingPolls: 4 } });
    await bench.run();
    const fractions = bench.progress.map(({ fraction }) => fraction ?? -1);
    assert.deepEqual(
      fractions,
      [...fractions].sort((a, b) => a - b),
    );
    assert.ok((fractions.at(-1) ?? 0) > 0.7 && (fractions.at(-1) ?? 1) < 1);
    const uploading = bench.progress.filter(({ message }) => message.startsWith('Uploading'));
    assert.ok(new Set(uploading.map(({ fraction }) => fraction)).size >= 3);
  });
});

describe('what the service leaves open', () => {
  for (const scenario of [
    'slow',
    'string-times',
    'midi-as-string',
    'word-flags',
    'no-stem-ids',
    'snake-music',
    'callback-exception',
    'lagging',
    'shaky-line',
    'busy',
  ]) {
    test(`${scenario}: all notes arrive, and nothing is charged twice`, async (t) => {
      const bench = await startBench(t, { scenario });
      const { transcription } = await bench.run();
      assert.equal(countNotes(transcription), SONG_NOTES);
      assert.deepEqual(bench.standIn.ledger.secondCharges, []);
      assert.deepEqual(bench.standIn.problems, []);
    });
  }

  test('no notes in the whole: each stem is asked for, after consent, under its own name', async (t) => {
    const bench = await startBench(t, { scenario: 'empty-whole' });
    const { transcription, receipt } = await bench.run();
    assert.equal(countNotes(transcription), SONG_NOTES);
    assert.deepEqual(
      transcription.instruments.map(({ name, isDrum }) => [name, isDrum]),
      [
        ['Drums', true],
        ['Bass', false],
        ['Keyboard', false],
      ],
    );
    assert.deepEqual(bench.questions.at(-1), { kind: 'midi-per-stem', paidCalls: 3 });
    assert.deepEqual(Object.keys(receipt.taskIds), [
      'separation',
      'midi',
      'midi-2',
      'midi-3',
      'midi-4',
    ]);
  });

  test('a stem that is refused does not cost the notes of the others, and is asked for again', async (t) => {
    const give: Trouble = { kind: 'code', code: 422, msg: 'Not now' };
    const faults: readonly Fault[] = [{ on: 'midi', skip: 2, times: 1, give }];
    const bench = await startBench(t, { scenario: 'empty-whole', behaviour: { faults } });
    const { transcription, receipt } = await bench.run();
    assert.deepEqual(receipt.withoutStems, ['Bass']);
    assert.ok(countNotes(transcription) < SONG_NOTES);
    const found = await bench.jobs.find(receipt.jobId);
    assert.match(found?.job.error?.sentence ?? '', /notes of Bass/);
    const again = await bench.run();
    assert.equal(countNotes(again.transcription), SONG_NOTES);
    assert.deepEqual(bench.standIn.ledger.secondCharges, []);
  });

  for (const scenario of ['empty-stems', 'empty-no-stems']) {
    test(`${scenario}: the accompaniment is tried last, after consent`, async (t) => {
      const bench = await startBench(t, { scenario });
      const { transcription } = await bench.run();
      assert.equal(countNotes(transcription), SONG_NOTES);
      assert.deepEqual(bench.questions.at(-1), { kind: 'separate-again', paidCalls: 2 });
    });
  }

  test('no notes anywhere is said in a sentence', async (t) => {
    const bench = await startBench(t, { scenario: 'no-notes' });
    const error = await errorOf(bench.run());
    assert.equal(error.code, 'no-notes');
    assert.equal(error.action, 'choose-engine');
  });

  test('whoever declines to pay for more tries pays for none', async (t) => {
    const bench = await startBench(t, { scenario: 'no-notes' });
    const confirm = ({ kind }: { kind: string }) => Promise.resolve(kind === 'upload');
    const error = await errorOf(bench.run(undefined, { confirm }));
    assert.equal(error.code, 'no-notes');
    assert.equal(bench.standIn.ledger.charges.length, 2);
  });
});
