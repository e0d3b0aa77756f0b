import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { formBody } from '../../../src/engines/apikley/http/bodies.ts';
import {
  MAX_RECORDING_BYTES,
  audioFormatOf,
  openExamined,
} from '../../../src/engines/apikley/recording.ts';
import { StemstaveError } from '../../../src/errors.ts';
import { parseForm } from '../../contract/stand-in/multipart.ts';

const signal = new AbortController().signal;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemstave-recording-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function examined(name: string, bytes: Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const { handle, recording } = await openExamined(path, signal);
  await handle.close();
  return recording;
}

function isCode(code: string) {
  return (error: unknown) => error instanceof StemstaveError && error.code === code;
}

describe('a recording, before it is sent', () => {
  test('is known by its bytes, whatever its name', () => {
    const kinds: readonly (readonly [string | readonly number[], string | undefined])[] = [
      ['RIFF....WAVEfmt ', 'wav'],
      ['fLaC', 'flac'],
      ['OggS', 'ogg'],
      ['....ftypM4A ', 'm4a'],
      ['ID3\u0004', 'mp3'],
      [[0xff, 0xfb, 0x90, 0x00], 'mp3'],
      [[0xff, 0xf3, 0x90, 0x00], 'mp3'],
      [[0xff, 0xf1, 0x50, 0x80], 'aac'],
      [[0xff, 0xf9, 0x50, 0x80], 'aac'],
      ['RIFF....AVI ', undefined],
      ['MThd', undefined],
      [[0xff, 0xd8, 0xff], undefined],
      ['', undefined],
    ];
    for (const [head, extension] of kinds) {
      const bytes = typeof head === 'string' ? Buffer.from(head, 'latin1') : Uint8Array.from(head);
      assert.equal(audioFormatOf(bytes)?.extension, extension, String(head));
    }
  });

  test('is measured and hashed', async () => {
    const bytes = Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(3_000_000, 7)]);
    const { name, sizeBytes, sha256, format } = await examined('a.mp3', bytes);
    assert.deepEqual([name, sizeBytes, format.mimeType], ['a.mp3', bytes.length, 'audio/flac']);
    assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
  });

  test('is refused with a sentence when it cannot be sent', async () => {
    await assert.rejects(examined('empty.wav', Buffer.alloc(0)), isCode('recording-empty'));
    await assert.rejects(examined('text.wav', Buffer.from('hello')), isCode('recording-format'));
    await assert.rejects(
      examined('large.wav', Buffer.alloc(MAX_RECORDING_BYTES + 1)),
      isCode('recording-too-large'),
    );
    await assert.rejects(
      openExamined(join(folder, 'none.wav'), signal),
      isCode('recording-unreadable'),
    );
  });

  test('in a folder’s place is refused with a sentence', async () => {
    await assert.rejects(openExamined(folder, signal), isCode('recording-unreadable'));
  });
});

test('a form is as long as it says, and reads back byte for byte', async () => {
  for (const size of [0, 1, 65_535, 65_536, 65_537, 300_000]) {
    const path = join(folder, 'form.bin');
    const bytes = Buffer.from(Array.from({ length: size }, (_, i) => (i * 31) % 256));
    await writeFile(path, bytes);
    const handle = await open(path, 'r');
    const sent: number[] = [];
    const file = {
      field: 'file',
      fileName: 'x.wav',
      mimeType: 'audio/wav',
      handle,
      sizeBytes: size,
    };
    const body = formBody({ uploadPath: 'a/b', fileName: 'x.wav' }, file, (n) => sent.push(n));
    const chunks: Uint8Array[] = [];
    for await (const chunk of body.chunks()) chunks.push(chunk);
    await handle.close();
    const whole = Buffer.concat(chunks);
    assert.equal(whole.byteLength, body.byteLength);
    assert.equal(sent.at(-1) ?? 0, size);
    const parts = parseForm(body.contentType, whole);
    assert.deepEqual(
      parts?.map(({ name, fileName, contentType }) => [name, fileName, contentType]),
      [
        ['uploadPath', undefined, undefined],
        ['fileName', undefined, undefined],
        ['file', 'x.wav', 'audio/wav'],
      ],
    );
    assert.ok(parts[2]?.bytes.equals(bytes));
  }
});
