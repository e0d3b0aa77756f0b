import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DiskPieces, FileChangedError } from '../../../src/host/disk-pieces.ts';
import { streamedLayout } from '../../../src/host/streamed-layout.ts';
import type { PcmLayout } from '../../../src/protocol/pcm-layout.ts';
import { PcmChunks } from '../../../src/viewer/playback/pcm-chunks.ts';

const LARGE = 300 * 2 ** 20;
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemstave-'));
});

after(() => rm(folder, { recursive: true }));

/** A file with holes in it, which takes no room on the disk. */
async function sparse(name: string, head: Uint8Array, byteLength: number) {
  const fsPath = join(folder, name);
  await writeFile(fsPath, head);
  await truncate(fsPath, byteLength);
  return { uri: { scheme: 'file', fsPath }, byteLength };
}

const PCM: PcmLayout = {
  sampleRateHz: 96_000,
  channelCount: 2,
  sampleKind: 'integer',
  bytesPerSample: 3,
  dataOffset: 44,
  frameCount: Math.floor((LARGE - 44) / 6),
};

/** The head of a WAV file that says it is a stream, so that its length is that of the file. */
function wavHead(pcm: PcmLayout): Uint8Array {
  const head = new Uint8Array(new PcmChunks(pcm, 48_000).wavOf(new Uint8Array(0)));
  new DataView(head.buffer).setUint32(40, 0xffff_ffff, true);
  return head;
}

test('a large WAV file is offered with the place of its samples', async () => {
  assert.deepEqual(await streamedLayout(await sparse('a.wav', wavHead(PCM), LARGE)), PCM);
  const float: PcmLayout = { ...PCM, sampleKind: 'float', bytesPerSample: 4 };
  const frameCount = Math.floor((LARGE - 44) / 8);
  const found = await sparse('b.wav', wavHead(float), LARGE);
  assert.deepEqual(await streamedLayout(found), { ...float, frameCount });
});

test('what is small, no WAV, or on no disk is fetched whole, if at all', async () => {
  assert.equal(await streamedLayout(await sparse('small.wav', wavHead(PCM), 2 ** 20)), null);
  const flac = new TextEncoder().encode('fLaC');
  assert.equal(await streamedLayout(await sparse('c.wav', flac, LARGE)), null);
  const { uri, byteLength } = await sparse('d.wav', wavHead(PCM), LARGE);
  const elsewhere = { scheme: 'vscode-vfs', fsPath: uri.fsPath };
  assert.equal(await streamedLayout({ uri: elsewhere, byteLength }), null);
});

test('a large file that only begins like a WAV is damaged, and is not searched for long', async () => {
  const head = wavHead(PCM).fill(0, 12);
  const found = await sparse('zeros.wav', head, LARGE);
  await assert.rejects(streamedLayout(found), { code: 'audio-damaged' });
});

test('pieces are read anywhere, until the file is another', async () => {
  const path = join(folder, 'e.wav');
  await writeFile(
    path,
    Uint8Array.from({ length: 1000 }, (_, i) => i % 251),
  );
  const read = async (pieces: DiskPieces, offset: number, most: number): Promise<number[]> => [
    ...new Uint8Array(await pieces.read(offset, most)),
  ];
  const pieces = new DiskPieces(path, 1000);
  assert.deepEqual(await read(pieces, 500, 3), [249, 250, 0]);
  assert.deepEqual(await read(pieces, 998, 10), [245, 246]);
  assert.deepEqual(await read(pieces, 2000, 10), []);
  // The same length, but written anew.
  await utimes(path, 1000, 1000);
  await assert.rejects(pieces.read(0, 10), FileChangedError);
  const again = new DiskPieces(path, 1000);
  assert.equal((await read(again, 0, 10)).length, 10);
  await appendFile(path, 'more');
  await assert.rejects(again.read(0, 10), FileChangedError);
  await rm(path);
  await assert.rejects(again.read(0, 10), { code: 'ENOENT' });
});
