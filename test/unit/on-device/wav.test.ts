import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { openByteSource } from '../../../src/engines/on-device/audio/byte-source.ts';
import { decodeWav } from '../../../src/engines/on-device/audio/wav.ts';
import { StemstaveError } from '../../../src/errors.ts';
import { encodeWav, noise, writeTemporary, type WavKind } from './sound.ts';

async function decode(context: TestContext, bytes: Uint8Array) {
  const source = await openByteSource(writeTemporary(context, 'a.wav', bytes));
  const channels: number[][] = [];
  let sampleRate = 0;
  try {
    for await (const block of decodeWav(source)) {
      sampleRate = block.sampleRate;
      block.channels.forEach((samples, i) => (channels[i] ??= []).push(...samples));
    }
  } finally {
    await source.close();
  }
  return { channels, sampleRate };
}

function assertClose(actual: readonly number[], expected: Float32Array, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - (expected[i] ?? 0)) <= tolerance, `sample ${i}: ${value}`);
  });
}

const TOLERANCE: Readonly<Record<WavKind, number>> = {
  u8: 1 / 128,
  s16: 1 / 0x8000,
  s24: 1 / 0x80_0000,
  s32: 1e-7,
  f32: 0,
  f64: 1e-7,
};

for (const kind of ['u8', 's16', 's24', 's32', 'f32', 'f64'] as const) {
  for (const extensible of [false, true]) {
    test(`${kind} samples, ${extensible ? 'extensible' : 'plain'}, come back in their channels`, async (context) => {
      const channels = [noise(1000, 1), noise(1000, 2), noise(1000, 3)];
      const wav = encodeWav(channels, 48_000, { kind, extensible });
      const decoded = await decode(context, wav);
      assert.equal(decoded.sampleRate, 48_000);
      assert.equal(decoded.channels.length, 3);
      channels.forEach((channel, i) => {
        assertClose(decoded.channels[i] ?? [], channel, TOLERANCE[kind]);
      });
    });
  }
}

test('unknown chunks of even and odd size are stepped over', async (context) => {
  const sound = noise(500);
  const extraChunks = [
    ['LIST', new Uint8Array(7)],
    ['junk', new Uint8Array(12)],
  ] as const;
  const { channels } = await decode(context, encodeWav([sound], 8000, { extraChunks }));
  assertClose(channels[0] ?? [], sound, TOLERANCE.s16);
});

for (const claimedDataBytes of [0, 0xffff_ffff, 1_000_000]) {
  test(`a data chunk that claims ${claimedDataBytes} bytes is read to the end of the file`, async (context) => {
    const sound = noise(500);
    const { channels } = await decode(context, encodeWav([sound], 44_100, { claimedDataBytes }));
    assertClose(channels[0] ?? [], sound, TOLERANCE.s16);
  });
}

test('an RF64 file has its length in the ds64 chunk', async (context) => {
  const sound = noise(500);
  const wav = encodeWav([sound], 44_100, { rf64: true });
  const withTail = new Uint8Array([...wav, ...new TextEncoder().encode('LIST\x04\0\0\0abcd')]);
  const { channels } = await decode(context, withTail);
  assertClose(channels[0] ?? [], sound, TOLERANCE.s16);
});

test('a data chunk that really is empty holds no sound', async (context) => {
  const wav = encodeWav([new Float32Array(0)], 44_100);
  const withTail = new Uint8Array([...wav, ...new TextEncoder().encode('LIST\x04\0\0\0abcd')]);
  assert.deepEqual((await decode(context, withTail)).channels.flat(), []);
});

test('wherever a file is cut off, it decodes as far as it goes or says that it is damaged', async (context) => {
  const wav = encodeWav([noise(50), noise(50)], 44_100, { kind: 's24' });
  await fc.assert(
    fc.asyncProperty(fc.nat(wav.length), async (length) => {
      try {
        const { channels } = await decode(context, wav.subarray(0, length));
        assert.equal(
          channels.length === 0 ? 0 : channels[0]?.length,
          Math.max(0, Math.floor((length - 44) / 6)),
        );
      } catch (error) {
        assert.ok(error instanceof StemstaveError && error.code === 'audio-damaged', String(error));
        assert.ok(length < 44);
      }
    }),
    { numRuns: 60 },
  );
});

test('whatever the bytes behind the RIFF header, nothing but a sentence is thrown', async (context) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (tail) => {
      const bytes = new Uint8Array([...new TextEncoder().encode('RIFF\0\0\0\0WAVEfmt '), ...tail]);
      await decode(context, bytes).catch((error: unknown) => {
        assert.ok(error instanceof StemstaveError, String(error));
      });
    }),
    { numRuns: 100 },
  );
});

test('a compressed WAV is named as such', async (context) => {
  const wav = encodeWav([noise(50)], 44_100);
  wav[20] = 0x11; // IMA ADPCM
  await assert.rejects(decode(context, wav), { code: 'unsupported-audio' });
});
