import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Mp3FrameCutter, mp3ChainStart } from '../../../src/engines/on-device/audio/mp3-frames.ts';
import { id3Length, sniff } from '../../../src/engines/on-device/audio/sniff.ts';

const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes. */
function mp3Frames(count: number, fill = 0x55): Uint8Array {
  const frame = new Uint8Array(417).fill(fill);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return new Uint8Array(Array.from({ length: count }, () => [...frame]).flat());
}

function oggPage(packet: Uint8Array): Uint8Array {
  const header = new Uint8Array(28);
  header.set(latin('OggS'));
  header[26] = 1;
  header[27] = packet.length;
  return new Uint8Array([...header, ...packet]);
}

test('a file is what its content says', () => {
  const cases: readonly [Uint8Array, string][] = [
    [latin('RIFF\x10\0\0\0WAVEfmt '), 'wav'],
    [latin('RF64\xff\xff\xff\xffWAVEds64'), 'wav'],
    [latin('fLaC\0\0\0\x22'), 'flac'],
    [oggPage(latin('\x01vorbis')), 'ogg-vorbis'],
    [oggPage(latin('OpusHead')), 'ogg-opus'],
    [oggPage(latin('\x7fFLAC')), 'ogg-flac'],
    [
      new Uint8Array([...oggPage(latin('\x80theora')), ...oggPage(latin('\x01vorbis'))]),
      'ogg-vorbis',
    ],
    [mp3Frames(4), 'mp3'],
    [new Uint8Array([...new Uint8Array(100), ...mp3Frames(4)]), 'mp3'],
    [latin('\0\0\0\x20ftypM4A '), 'mov'],
    [latin('FORM\0\0\0\0AIFFCOMM'), 'aiff'],
    [latin('\x1a\x45\xdf\xa3\0\0'), 'matroska'],
    [latin('<!DOCTYPE html><html>'), 'unknown'],
    [latin('RIFF\x10\0\0\0AVI LIST'), 'unknown'],
    [oggPage(latin('Speex   ')), 'unknown'],
    [new Uint8Array(0), 'unknown'],
    [new Uint8Array(5000), 'unknown'],
  ];
  for (const [bytes, expected] of cases) {
    const sniffed = sniff(bytes);
    assert.equal(sniffed.kind === 'unknown' ? 'unknown' : sniffed.format, expected);
  }
});

test('AAC frames are not taken for MP3, nor MP3 for AAC', () => {
  const frame = new Uint8Array(64).fill(0x11);
  frame.set([0xff, 0xf1, 0x50, 0x80, 64 >> 3, (64 & 7) << 5, 0xfc]);
  assert.deepEqual(sniff(new Uint8Array([...frame, ...frame, ...frame])), {
    kind: 'foreign',
    format: 'aac',
  });
});

test('the length of an ID3 tag counts seven bits a byte, and its footer', () => {
  assert.equal(id3Length(latin('ID3\x04\0\0\0\0\x02\x01')), 10 + 257);
  assert.equal(id3Length(latin('ID3\x04\0\x10\0\0\x02\x01')), 20 + 257);
  assert.equal(id3Length(latin('RIFF......')), 0);
});

test('random bytes are practically never taken for MP3', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3000, maxLength: 3000 }), (bytes) => {
      assert.equal(mp3ChainStart(bytes), undefined);
    }),
    { numRuns: 200 },
  );
});

test('a lone frame is a recording if it is all there is, and chance if it only ends the file', () => {
  assert.equal(mp3ChainStart(mp3Frames(1)), 0);
  assert.equal(mp3ChainStart(new Uint8Array([...new Uint8Array(83), ...mp3Frames(1)])), undefined);
});

test('whole MP3 frames come through, in any cut, without the junk before, between and after', () => {
  const junk = new Uint8Array(300).fill(0x20);
  const stream = new Uint8Array([
    ...junk,
    ...mp3Frames(5),
    ...junk,
    ...mp3Frames(6),
    ...mp3Frames(1).subarray(0, 200),
  ]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), (size) => {
      const cutter = new Mp3FrameCutter();
      const out: number[] = [];
      for (let at = 0; at < stream.length; at += size)
        out.push(...cutter.push(stream.subarray(at, at + size)));
      assert.deepEqual(new Uint8Array(out), mp3Frames(11));
    }),
    { numRuns: 30 },
  );
});
