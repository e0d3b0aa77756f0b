import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Resampler, MODEL_RATE } from '../../../src/engines/on-device/audio/resample.ts';

function resample(
  samples: Float32Array,
  sampleRate: number,
  pieces: readonly number[],
): Float32Array {
  const resampler = new Resampler(sampleRate);
  const out: number[] = [];
  for (let at = 0, i = 0; at < samples.length; i++) {
    const length = pieces[i % pieces.length] ?? 1;
    out.push(...resampler.push(samples.subarray(at, at + length)));
    at += length;
  }
  out.push(...resampler.flush());
  return Float32Array.from(out);
}

function sine(hz: number, sampleRate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(sampleRate * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / sampleRate),
  );
}

/** Level of what comes out, away from the ends, in dB against the sine that went in. */
function levelDb(hz: number, sampleRate: number): number {
  const out = resample(sine(hz, sampleRate, 0.5), sampleRate, [4096]);
  const middle = out.subarray(out.length * 0.2, out.length * 0.8);
  return 10 * Math.log10((2 * middle.reduce((sum, x) => sum + x * x, 0)) / middle.length);
}

const RATES = [8000, 11_025, 16_000, 32_000, 37_799, 44_100, 48_000, 88_200, 96_000, 192_000];

for (const sampleRate of RATES) {
  test(`from ${sampleRate} Hz, a tone keeps its time, pitch and level, however it is cut`, () => {
    const hz = 1000;
    const out = resample(sine(hz, sampleRate, 0.3), sampleRate, [1, 1000, 7, 333]);
    assert.equal(out.length, Math.ceil((Math.round(sampleRate * 0.3) * MODEL_RATE) / sampleRate));
    const expected = sine(hz, MODEL_RATE, 0.3);
    for (let i = 200; i < out.length - 200; i++) {
      // Odd rates use the nearest of 4096 phases.
      const tolerance = sampleRate === 37_799 ? 2e-3 : 5e-4;
      assert.ok(Math.abs((out[i] ?? 0) - (expected[i] ?? 0)) < tolerance, `sample ${i}`);
    }
  });
}

for (const sampleRate of [44_100, 48_000, 96_000, 192_000]) {
  test(`from ${sampleRate} Hz: flat to 9.4 kHz, 80 dB down from 11.6 kHz on`, () => {
    for (const hz of [50, 5000, 9000, 9400]) {
      assert.ok(
        Math.abs(levelDb(hz, sampleRate)) < 0.05,
        `${hz} Hz: ${levelDb(hz, sampleRate)} dB`,
      );
    }
    for (const hz of [11_600, 13_000, 17_000, 21_500]) {
      assert.ok(levelDb(hz, sampleRate) < -79, `${hz} Hz: ${levelDb(hz, sampleRate)} dB`);
    }
  });
}

test('at the model rate samples pass untouched', () => {
  const samples = sine(1000, MODEL_RATE, 0.1);
  assert.deepEqual(resample(samples, MODEL_RATE, [100]), samples);
});
