import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseCredits, parseTaskId } from '../../../src/engines/apikley/wire/accepted.ts';
import { parseEnvelope } from '../../../src/engines/apikley/wire/envelope.ts';
import { parseMidi } from '../../../src/engines/apikley/wire/midi.ts';
import { parseMusic } from '../../../src/engines/apikley/wire/music.ts';
import { parseSeparation } from '../../../src/engines/apikley/wire/separation.ts';
import { parseUpload } from '../../../src/engines/apikley/wire/upload.ts';
import { checkedTranscription } from '../../../src/transcription/checked.ts';

describe('envelopes', () => {
  test('are read with codes as numbers or strings, and null data as none', () => {
    assert.deepEqual(parseEnvelope('{"code":"422","msg":" No ","data":null}'), {
      code: 422,
      message: 'No',
      data: undefined,
    });
    assert.equal(parseEnvelope('{"code":200,"data":0}')?.data, 0);
    assert.equal(parseEnvelope('{"message":"from a gateway"}')?.message, 'from a gateway');
  });

  test('are JSON objects and nothing else', () => {
    for (const text of [undefined, '', '[]', 'null', '1', '"x"', '{"code":2', '<html>']) {
      assert.equal(parseEnvelope(text), undefined);
    }
  });
});

describe('small answers', () => {
  test('task ids in either spelling, and not empty', () => {
    assert.equal(parseTaskId({ taskId: 'a' }), 'a');
    assert.equal(parseTaskId({ task_id: 'b' }), 'b');
    for (const none of [undefined, {}, { taskId: '' }, { taskId: null }, 'a']) {
      assert.equal(parseTaskId(none), undefined);
    }
  });

  test('credits are whole, fractional, zero or a string', () => {
    assert.deepEqual([5916.25, 0, '12.5', null, {}].map(parseCredits), [
      5916.25,
      0,
      12.5,
      undefined,
      undefined,
    ]);
  });

  test('uploads in both documented shapes', () => {
    assert.equal(parseUpload({ downloadUrl: 'https://h/a', fileUrl: 'x' })?.url, 'https://h/a');
    assert.equal(parseUpload({ fileUrl: 'https://h/b', fileSize: '7' })?.sizeBytes, 7);
    assert.equal(parseUpload({ downloadUrl: '/relative' }), undefined);
  });
});

describe('states of tasks', () => {
  const stems = {
    originData: [{ id: 'i', stem_type_group_name: 'Drums', audio_url: 'https://h/d' }],
  };
  const flags: readonly (readonly [unknown, Record<string, unknown>, string])[] = [
    ['SUCCESS', { response: stems }, 'done'],
    ['success', { response: stems }, 'done'],
    ['SUCCESS', { response: null }, 'done'],
    ['PENDING', {}, 'pending'],
    [null, {}, 'pending'],
    [undefined, {}, 'pending'],
    ['PENDING', { errorCode: 0, errorMessage: '' }, 'pending'],
    ['PENDING', { errorCode: 200 }, 'pending'],
    ['PENDING', { errorCode: '413' }, 'failed'],
    ['PENDING', { errorMessage: 'No' }, 'failed'],
    ['CALLBACK_EXCEPTION', { response: stems }, 'done'],
    ['CALLBACK_EXCEPTION', {}, 'failed'],
    ['CREATE_TASK_FAILED', {}, 'failed'],
    ['GENERATE_AUDIO_FAILED', {}, 'failed'],
    ['SOMETHING_NEW', {}, 'pending'],
  ];
  for (const [successFlag, rest, state] of flags) {
    test(`${String(successFlag)} with ${JSON.stringify(rest)} is ${state}`, () => {
      assert.equal(parseSeparation({ successFlag, ...rest }).state, state);
    });
  }

  test('of MIDI are numbers, of music words', () => {
    const states = [0, 1, 2, 3, '0', '1', 'SUCCESS'].map(
      (successFlag) => parseMidi({ successFlag }).state,
    );
    assert.deepEqual(states, ['pending', 'done', 'failed', 'failed', 'pending', 'done', 'done']);
    const words = ['TEXT_SUCCESS', 'FIRST_SUCCESS', 'SUCCESS', 'SENSITIVE_WORD_ERROR'].map(
      (status) => parseMusic({ status }).state,
    );
    assert.deepEqual(words, ['pending', 'pending', 'done', 'failed']);
  });

  test('null is a task nobody knows', () => {
    for (const parse of [parseMidi, parseMusic, parseSeparation]) {
      assert.equal(parse(undefined).state, 'not-found');
    }
  });
});

test('stems without originData are named by their fields, without the original', () => {
  const response = {
    originUrl: 'https://h/o',
    vocalUrl: 'https://h/v',
    drumsUrl: null,
    pianoUrl: '',
  };
  const parsed = parseSeparation({ successFlag: 'SUCCESS', response });
  assert.ok(parsed.state === 'done');
  assert.deepEqual(
    parsed.result.map(({ name, audioId }) => [name, audioId]),
    [['Vocals', undefined]],
  );
});

test('takes are found under every documented name', () => {
  for (const response of [
    { sunoData: [{ id: 'a' }] },
    { suno_data: [{ audio_id: 'a' }] },
    { data: [{ audioId: 'a' }, null, 3] },
  ]) {
    const parsed = parseMusic({ status: 'SUCCESS', response });
    assert.ok(parsed.state === 'done');
    assert.deepEqual(
      parsed.result.map(({ audioId }) => audioId),
      ['a'],
    );
  }
});

test('notes come from an object or a string, with times as either', () => {
  const midiData = {
    state: 'complete',
    instruments: [
      {
        name: 'Kit',
        is_drum: true,
        notes: [{ pitch: 36, start: '0.5', end: '0.75', velocity: 1 }],
      },
      { name: 'Nothing', notes: [] },
      { name: 'Broken', notes: null },
      7,
    ],
  };
  for (const form of [midiData, JSON.stringify(midiData)]) {
    const parsed = parseMidi({ successFlag: 1, midiData: form });
    assert.ok(parsed.state === 'done');
    const { transcription } = checkedTranscription(parsed.result);
    assert.deepEqual(transcription.instruments, [
      {
        name: 'Kit',
        program: 0,
        isDrum: true,
        notes: [{ pitch: 36, startSec: 0.5, endSec: 0.75, velocity: 1 }],
      },
    ]);
  }
});

test('whatever JSON comes, parsers answer and do not throw', () => {
  const record = fc.record(
    {
      successFlag: fc.anything(),
      status: fc.anything(),
      errorCode: fc.anything(),
      errorMessage: fc.anything(),
      response: fc.anything(),
      midiData: fc.oneof(
        fc.record({ instruments: fc.array(fc.record({ notes: fc.array(fc.object()) })) }),
        fc.json(),
        fc.anything(),
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(record, fc.anything()), (data) => {
      for (const parse of [parseMidi, parseMusic, parseSeparation, parseUpload, parseTaskId]) {
        parse(data);
      }
      parseEnvelope(JSON.stringify(data));
    }),
    { numRuns: 500 },
  );
});
