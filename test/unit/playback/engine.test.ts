import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  engineNotes,
  loudness,
  onsetSec,
  RenderedSound,
  SAMPLE_RATE,
  strongestHz,
  type TestNote,
} from './rendered.ts';

const FLUTE = { program: 73, isDrum: false };
const PIANO = { program: 0, isDrum: false };
const KIT = { program: 0, isDrum: true };

function playing(notes: readonly TestNote[], sounds = [FLUTE, PIANO, KIT]): RenderedSound {
  const sound = new RenderedSound().withSounds();
  sound.say({ type: 'parts', sounds, notes: engineNotes(notes) });
  return sound;
}

function play(sound: RenderedSound, fromSec = 0, endSec = 60): void {
  sound.say({ type: 'play', fromSec, endSec, countIn: undefined });
}

function cents(hz: number, wanted: number): number {
  return 1200 * Math.log2(hz / wanted);
}

for (const [name, program, pitch] of [
  ['flute', 73, 69],
  ['piano', 0, 60],
  ['fingered bass', 33, 40],
  ['violin', 40, 76],
  ['trumpet', 56, 70],
] as const) {
  test(`a note of a ${name} sounds at its pitch`, () => {
    const sound = playing([{ pitch, startSec: 0.1, endSec: 1.5 }], [{ program, isDrum: false }]);
    play(sound);
    const heard = sound.next(1.5, 'parts');
    const wanted = 440 * 2 ** ((pitch - 69) / 12);
    const found = strongestHz(
      heard.subarray(0.4 * SAMPLE_RATE, 1.4 * SAMPLE_RATE),
      wanted * 0.8,
      wanted * 1.25,
    );
    assert.ok(Math.abs(cents(found, wanted)) < 25, `${found} Hz for ${wanted} Hz`);
    assert.ok(loudness(heard, 0.2, 1.2) > 0.005);
  });
}

test('the parts are in tune with a recording that is not at concert pitch', () => {
  const sound = new RenderedSound().withSounds();
  const notes = engineNotes([{ pitch: 69, startSec: 0.1, endSec: 1.5 }]);
  sound.say({ type: 'parts', sounds: [FLUTE], notes, tuningHz: 432 });
  play(sound);
  const heard = sound.next(1.5, 'parts').subarray(0.4 * SAMPLE_RATE, 1.4 * SAMPLE_RATE);
  const off = cents(strongestHz(heard, 400, 470), 440);
  sound.say({ type: 'parts', sounds: [FLUTE], notes });
  play(sound);
  const usual = sound.next(1.5, 'parts').subarray(0.4 * SAMPLE_RATE, 1.4 * SAMPLE_RATE);
  const difference = off - cents(strongestHz(usual, 400, 470), 440);
  assert.ok(Math.abs(difference + 31.8) < 5, `${difference} cents`);
});

test('a note starts when it is written to, to within a millisecond', () => {
  const sound = playing([{ pitch: 42, part: 2, startSec: 0.3333, endSec: 0.5 }]);
  play(sound);
  const onset = onsetSec(sound.next(1, 'parts'));
  assert.ok(Math.abs(onset - 0.3333) < 0.004, `${onset} s`);
});

test('a silenced part is silent, the others are not', () => {
  const sound = playing([
    { part: 0, pitch: 69, startSec: 0, endSec: 1 },
    { part: 1, pitch: 48, startSec: 1.5, endSec: 2.5 },
  ]);
  sound.say({ type: 'gains', gains: [0, 1, 1] });
  play(sound);
  const heard = sound.next(2.5, 'parts');
  assert.equal(loudness(heard, 0, 1.4), 0);
  assert.ok(loudness(heard, 1.5, 2.5) > 0.005);
});

test('the louder a part is set, the louder it is', () => {
  const levels = [0.25, 0.5, 1].map((gain) => {
    const sound = playing([{ pitch: 69, startSec: 0, endSec: 1 }]);
    sound.say({ type: 'gains', gains: [gain, 1, 1] });
    play(sound);
    return loudness(sound.next(1, 'parts'));
  });
  const [soft = 0, middle = 0, loud = 0] = levels;
  assert.ok(Math.abs(middle / soft - 2) < 0.2 && Math.abs(loud / middle - 2) < 0.2, levels.join());
});

test('stop lets the notes go, and the clock says where it stands', () => {
  const sound = playing([{ pitch: 69, startSec: 0, endSec: 30 }]);
  play(sound, 0.25);
  sound.next(0.5, 'parts');
  sound.say({ type: 'stop' });
  const after = sound.next(6, 'parts');
  assert.ok(loudness(after, 5, 6) < 1e-4);
  const last = sound.reports.at(-1);
  assert.ok(last?.type === 'clock' && !last.isPlaying);
  assert.ok(Math.abs(last.reading.positionSec - 0.75) < 0.003);
  assert.equal(last.reading.speed, 0);
});

test('play from the middle hears what starts there, even a little early, and nothing older', () => {
  const sound = playing([
    { part: 0, pitch: 69, startSec: 0.5, endSec: 9 },
    { part: 1, pitch: 48, startSec: 1.97, endSec: 3 },
  ]);
  play(sound, 2);
  const heard = sound.next(1, 'parts');
  assert.ok(onsetSec(heard) < 0.02);
  const low = 440 * 2 ** ((48 - 69) / 12);
  const found = strongestHz(heard.subarray(0, 0.8 * SAMPLE_RATE), 100, 500);
  assert.ok(
    Math.abs(cents(found, low)) < 30 || Math.abs(cents(found, 2 * low)) < 30,
    `${found} Hz`,
  );
});

test('a loop comes round exactly, as often as it is let', () => {
  const sound = playing([{ pitch: 42, part: 2, startSec: 1, endSec: 1.1 }]);
  sound.say({ type: 'loop', loop: { fromSec: 1, toSec: 1.5 } });
  play(sound, 1);
  const heard = sound.next(5, 'parts');
  for (let round = 0; round < 10; round++) {
    const at = heard.subarray(round * 0.5 * SAMPLE_RATE, (round + 1) * 0.5 * SAMPLE_RATE);
    assert.ok(loudness(at, 0, 0.05) > 0.002, `round ${round}`);
  }
  const jumps = sound.reports.filter((report) => report.type === 'clock').slice(1);
  jumps.forEach((report, i) => {
    assert.equal(report.reading.positionSec, 1);
    // To within a frame a round.
    assert.ok(Math.abs(report.reading.contextSec - i * 0.5) < 1e-3, `${report.reading.contextSec}`);
  });
});

test('at half speed the notes come in double the time', () => {
  const sound = playing([{ pitch: 42, part: 2, startSec: 0.5, endSec: 0.6 }]);
  sound.say({ type: 'speed', speed: 0.5 });
  play(sound);
  const onset = onsetSec(sound.next(2, 'parts'));
  assert.ok(Math.abs(onset - 1) < 0.004, `${onset} s`);
});

test('the music ends where it ends, and says so once', () => {
  const sound = playing([{ pitch: 69, startSec: 0, endSec: 1 }]);
  play(sound, 0, 1);
  sound.next(3, 'parts');
  assert.equal(sound.reports.filter(({ type }) => type === 'ended').length, 1);
  const last = sound.reports.findLast((report) => report.type === 'clock');
  assert.ok(last?.type === 'clock' && !last.isPlaying && last.reading.positionSec === 1);
});

test('the count-in is counted in real time, then the music starts', () => {
  const sound = playing([{ pitch: 42, part: 2, startSec: 0, endSec: 0.1 }]);
  const clicks = { secs: Float64Array.of(0, 0.5, 1, 1.5), accents: Uint8Array.of(1, 0, 0, 0) };
  sound.say({ type: 'play', fromSec: 0, endSec: 9, countIn: { clicks, lengthSec: 2 } });
  const [, parts = new Float32Array(0), strokes = new Float32Array(0)] = sound.nextOfAll(3);
  for (const sec of [0, 0.5, 1, 1.5]) assert.ok(loudness(strokes, sec, sec + 0.05) > 0.02);
  assert.equal(loudness(strokes, 0.1, 0.49), 0);
  assert.equal(loudness(strokes, 2, 3), 0);
  assert.ok(Math.abs(onsetSec(parts) - 2) < 0.004, `${onsetSec(parts)}`);
});

test('the metronome strikes on the beats, at any speed, the first of a bar higher', () => {
  const sound = playing([]);
  const clicks = { secs: Float64Array.of(1, 1.5, 2), accents: Uint8Array.of(1, 0, 0) };
  sound.say({ type: 'clicks', clicks });
  sound.say({ type: 'metronome', isOn: true });
  sound.say({ type: 'speed', speed: 2 });
  play(sound, 0.9);
  const heard = sound.next(1, 'clicks');
  const [first = 0, second = 0] = [0.05, 0.3].map((sec) => {
    const stroke = heard.subarray(sec * SAMPLE_RATE, (sec + 0.06) * SAMPLE_RATE);
    return strongestHz(stroke, 800, 2500);
  });
  assert.ok(first > second * 1.3, `${first} ${second}`);
  assert.ok(Math.abs(onsetSec(heard) - 0.05) < 0.002);
  assert.ok(loudness(heard, 0.55, 0.6) > 0.02);
});

test('a note that was clicked on is heard while nothing plays, and ends', () => {
  const sound = playing([]);
  sound.say({ type: 'preview', part: 0, pitches: [69], velocity: 0.8 });
  const heard = sound.next(4, 'parts');
  assert.ok(loudness(heard, 0.1, 0.4) > 0.005);
  assert.ok(loudness(heard, 3.5, 4) < 1e-4);
});

test('a key struck again before it was let go sounds twice, and the first end ends neither', () => {
  const sound = playing([
    { pitch: 69, startSec: 0, endSec: 0.5 },
    { pitch: 69, startSec: 0.4, endSec: 2 },
  ]);
  play(sound);
  assert.ok(loudness(sound.next(2, 'parts'), 1, 1.8) > 0.005);
});

test('40 parts, drums on any of them, each with an instrument of its own', () => {
  const sounds = Array.from({ length: 40 }, (_, i) =>
    i === 20 ? KIT : { program: 73, isDrum: false },
  );
  const sound = playing([{ part: 39, pitch: 69, startSec: 0, endSec: 1 }], sounds);
  play(sound);
  const found = strongestHz(sound.next(1, 'parts'), 380, 520);
  assert.ok(Math.abs(cents(found, 440)) < 25, `${found}`);
});

test('a file that is no sound bank is refused', () => {
  assert.throws(() => {
    new RenderedSound().say({ type: 'sound-bank', bytes: new ArrayBuffer(100) });
  });
});
