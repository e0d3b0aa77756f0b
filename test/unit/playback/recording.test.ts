import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECORDING_TRACK } from '../../../src/viewer/playback/engine/messages.ts';
import { loudness, onsetSec, RenderedSound, SAMPLE_RATE, strongestHz } from './rendered.ts';

/** Ten seconds of a tone with a soft second one above it. */
const TONE = Float32Array.from({ length: 10 * SAMPLE_RATE }, (_, i) => {
  const turn = (2 * Math.PI * i) / SAMPLE_RATE;
  return 0.4 * Math.sin(330 * turn) + 0.1 * Math.sin(990 * turn);
});

/** A knock every half second. */
const KNOCKS = Float32Array.from({ length: 10 * SAMPLE_RATE }, (_, i) => {
  const since = (i % (SAMPLE_RATE / 2)) / SAMPLE_RATE;
  return Math.sin(2 * Math.PI * 200 * since) * Math.exp(-since / 0.02);
});

function played(channels: Float32Array<ArrayBuffer>[], speed = 1, fromSec = 0): RenderedSound {
  const sound = new RenderedSound();
  sound.say({ type: 'track', track: RECORDING_TRACK, channels });
  sound.say({ type: 'speed', speed });
  sound.say({ type: 'play', fromSec, endSec: 10, countIn: undefined });
  return sound;
}

test('at its own speed the recording comes out sample for sample', () => {
  const heard = played([TONE]).next(5, 'recording');
  const from = 0.01 * SAMPLE_RATE;
  for (let i = from; i < heard.length; i++) {
    const difference = Math.abs((heard[i] ?? 0) - (TONE[i] ?? 0));
    assert.ok(difference < 1e-6, `sample ${i}`);
  }
});

for (const speed of [0.25, 0.5, 0.8, 1.25, 2]) {
  test(`at ${speed * 100} % it has the same pitch, loudness and no gaps`, () => {
    const heard = played([TONE], speed)
      .next(3, 'recording')
      .subarray(0.1 * SAMPLE_RATE);
    const hz = strongestHz(heard.subarray(0, SAMPLE_RATE), 150, 700);
    assert.ok(Math.abs(1200 * Math.log2(hz / 330)) < 15, `${hz} Hz`);
    const whole = loudness(TONE);
    for (let sec = 0; sec < 2.8; sec += 0.05) {
      const ratio = loudness(heard, sec, sec + 0.05) / whole;
      assert.ok(ratio > 0.8 && ratio < 1.2, `${ratio} at ${sec}`);
    }
  });

  test(`at ${speed * 100} % what happens in it happens in time, to within 20 ms of the recording`, () => {
    const heard = played([KNOCKS], speed, 0.25).next(4, 'recording');
    for (let knock = 0.5; (knock - 0.25) / speed < 3.8; knock += 0.5) {
      const expected = (knock - 0.25) / speed;
      const reach = 0.12;
      const around = heard.subarray(
        Math.max(0, expected - reach) * SAMPLE_RATE,
        (expected + reach) * SAMPLE_RATE,
      );
      const error = (onsetSec(around) - Math.min(reach, expected)) * speed;
      assert.ok(Math.abs(error) < 0.02, `${error} s at ${expected}`);
    }
  });
}

test('stop, seek and loop do not click', () => {
  const sound = played([TONE], 1, 1.234);
  sound.say({ type: 'loop', loop: { fromSec: 1.234, toSec: 1.7 } });
  const heard = [...sound.next(1.5, 'recording')];
  sound.say({ type: 'play', fromSec: 4.3, endSec: 10, countIn: undefined });
  heard.push(...sound.next(0.5, 'recording'));
  sound.say({ type: 'stop' });
  heard.push(...sound.next(0.5, 'recording'));
  // The tone itself never moves further from one sample to the next than this.
  const most = (2 * Math.PI * (0.4 * 330 + 0.1 * 990)) / SAMPLE_RATE;
  for (let i = 1; i < heard.length; i++) {
    const step = Math.abs((heard[i] ?? 0) - (heard[i - 1] ?? 0));
    assert.ok(step < most * 1.5, `a step of ${step} at ${i / SAMPLE_RATE} s`);
  }
  assert.equal(loudness(Float32Array.from(heard.slice(-0.4 * SAMPLE_RATE))), 0);
});

test('beyond the end of the recording there is silence, and no fault', () => {
  const heard = played([TONE.slice(0, SAMPLE_RATE)], 0.7).next(4, 'recording');
  assert.ok(heard.every(Number.isFinite));
  assert.equal(loudness(heard, 2, 4), 0);
});

test('without a recording there is silence', () => {
  assert.equal(loudness(played([]).next(1, 'recording')), 0);
});
