import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_MIX, withPart } from '../../../src/viewer/playback/mix.ts';
import { stemGains, stemId, stemMix, withStem } from '../../../src/viewer/playback/stem-mix.ts';
import { tieStems } from '../../../src/viewer/playback/tie-stems.ts';
import { loudness, RenderedSound, SAMPLE_RATE, strongestHz } from './rendered.ts';

const LENGTH = 6 * SAMPLE_RATE;

function sound(at: (sec: number) => number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: LENGTH }, (_, i) => at(i / SAMPLE_RATE));
}

const TONE = sound((sec) => 0.4 * Math.sin(2 * Math.PI * 330 * sec));
const KNOCKS = sound((sec) => Math.sin(1256 * (sec % 0.5)) * Math.exp(-(sec % 0.5) / 0.02));

function playing(
  tracks: readonly (readonly (Float32Array<ArrayBuffer> | Int16Array<ArrayBuffer>)[])[],
  speed = 1,
): RenderedSound {
  const rendered = new RenderedSound();
  tracks.forEach((channels, track) => {
    rendered.say({ type: 'track', track, channels });
  });
  rendered.say({ type: 'speed', speed });
  rendered.say({ type: 'play', fromSec: 0, endSec: 6, countIn: undefined });
  return rendered;
}

test('stems are heard together, sample for sample', () => {
  const heard = playing([[TONE], [KNOCKS]]).next(4, 'recording');
  for (let i = 0.01 * SAMPLE_RATE; i < heard.length; i++) {
    const wanted = (TONE[i] ?? 0) + (KNOCKS[i] ?? 0);
    assert.ok(Math.abs((heard[i] ?? 0) - wanted) < 1e-6, `sample ${i}`);
  }
});

test('in 16 bits they are the same to within half of the smallest step', () => {
  const whole = Int16Array.from(TONE, (value) => Math.round(value * 32_768));
  const heard = playing([[whole]]).next(2, 'recording');
  for (let i = 0.01 * SAMPLE_RATE; i < heard.length; i++) {
    assert.ok(Math.abs((heard[i] ?? 0) - (TONE[i] ?? 0)) <= 0.5 / 32_768 + 1e-7, `sample ${i}`);
  }
});

for (const speed of [0.25, 0.7, 1.3, 2]) {
  test(`at ${speed * 100} % they stay in step: what cancels itself out still does`, () => {
    // Cut at places of their own, the tone in one would not meet its opposite in the other any more.
    const without = KNOCKS.map((value, i) => value - (TONE[i] ?? 0));
    const heard = playing([[TONE], [without]], speed).next(2, 'recording');
    const quietest = Math.min(
      ...Array.from({ length: 38 }, (_, i) => loudness(heard, 0.1 + i * 0.05, 0.15 + i * 0.05)),
    );
    assert.ok(quietest < 1e-4, `${quietest}`);
    assert.ok(loudness(heard) > 0.05);
  });
}

test('a stem that is muted is silent within 40 ms, and neither that nor its return clicks', () => {
  const rendered = playing([[TONE]]);
  const heard = [...rendered.next(1, 'recording')];
  rendered.say({ type: 'track-gains', gains: [0] });
  heard.push(...rendered.next(1, 'recording'));
  rendered.say({ type: 'track-gains', gains: [1] });
  heard.push(...rendered.next(1, 'recording'));
  const all = Float32Array.from(heard);
  assert.equal(loudness(all, 1.04, 2), 0);
  assert.ok(loudness(all, 2.04, 3) > 0.25);
  const most = (2 * Math.PI * 330 * 0.4) / SAMPLE_RATE;
  for (let i = 0.02 * SAMPLE_RATE; i < all.length; i++) {
    const step = Math.abs((all[i] ?? 0) - (all[i - 1] ?? 0));
    assert.ok(step < most * 1.5, `a step of ${step} at ${i / SAMPLE_RATE} s`);
  }
});

test('a stem that comes while others play joins in where they are', () => {
  const rendered = playing([[KNOCKS]]);
  rendered.next(1.25, 'recording');
  rendered.say({ type: 'track', track: 1, channels: [TONE] });
  const heard = rendered.next(1, 'recording').subarray(0.1 * SAMPLE_RATE, 0.24 * SAMPLE_RATE);
  assert.ok(Math.abs(strongestHz(heard, 200, 500) - 330) < 10);
});

test('nothing is left of a score that is gone', () => {
  const rendered = playing([[TONE], [KNOCKS]]);
  rendered.next(0.5, 'recording');
  rendered.say({ type: 'no-tracks' });
  assert.equal(loudness(rendered.next(1, 'recording')), 0);
});

const BAND = [
  { name: 'Piano', program: 0, isDrum: false },
  { name: 'Fingered Bass', program: 33, isDrum: false },
  { name: 'Drums', program: 0, isDrum: true },
  { name: 'Lead Guitar', program: 29, isDrum: false },
  { name: 'Vocals', program: 0, isDrum: false },
  { name: 'Strings', program: 48, isDrum: false },
];

test('a stem holds the parts that its name tells', () => {
  const names = ['Backing Vocals', 'Bass', 'Drums', 'Guitar', 'Keyboard', 'Strings', 'Vocals'];
  assert.deepEqual(tieStems(names, BAND), [[], ['P2'], ['P3'], ['P4'], ['P1'], ['P6'], ['P5']]);
});

test('the rest is everything that has no stem of its own', () => {
  assert.deepEqual(tieStems(['bass', 'drums', 'rest'], BAND), [
    ['P2'],
    ['P3'],
    ['P1', 'P4', 'P5', 'P6'],
  ]);
  assert.deepEqual(tieStems(['Instrumental', 'Vocals'], BAND), [
    ['P1', 'P2', 'P3', 'P4', 'P6'],
    ['P5'],
  ]);
  assert.deepEqual(tieStems(['No Vocals', 'Vocals'], BAND)[1], ['P5']);
});

test('a name that tells nothing, and a part that no stem holds, belong to nobody', () => {
  assert.deepEqual(tieStems(['take 3', 'Brass'], BAND), [[], []]);
  assert.deepEqual(tieStems([], BAND), []);
});

test('a drum part is no bass, whatever it is called', () => {
  assert.deepEqual(tieStems(['bass', 'drums'], [{ name: 'Bass Drum', program: 0, isDrum: true }]), [
    [],
    ['P1'],
  ]);
});

const DRUMS = { name: 'drums', byteLength: 1, partIds: ['P3'] };
const GUITARS = { name: 'guitar', byteLength: 1, partIds: ['P1', 'P2'] };
const VOICE = { name: 'vocals', byteLength: 1, partIds: [] };
const STEMS = [DRUMS, GUITARS, VOICE];

test('a stem is muted once all its parts are, and solo as soon as one of them is', () => {
  const first = withPart(FIRST_MIX, 'P1', { isMuted: true });
  assert.deepEqual(stemGains(first, STEMS), [1, 1, 1]);
  assert.deepEqual(stemGains(withPart(first, 'P2', { isMuted: true }), STEMS), [1, 0, 1]);
  assert.deepEqual(stemGains(withPart(FIRST_MIX, 'P2', { isSolo: true }), STEMS), [0, 1, 0]);
});

test('what is done to a stem is done to its parts; one without parts has an entry of its own', () => {
  const muted = withStem(FIRST_MIX, GUITARS, { isMuted: true });
  assert.deepEqual(Object.keys(muted.parts), ['P1', 'P2']);
  assert.equal(stemMix(muted, GUITARS).isMuted, true);
  const solo = withStem(FIRST_MIX, VOICE, { isSolo: true });
  assert.deepEqual(Object.keys(solo.parts), [stemId('vocals')]);
  assert.deepEqual(stemGains(solo, STEMS), [0, 0, 1]);
  assert.deepEqual(stemGains(withStem(FIRST_MIX, DRUMS, { volume: 0.5 }), STEMS), [0.25, 1, 1]);
});
