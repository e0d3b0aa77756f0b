import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  RECORDING_TRACK,
  type EngineReport,
} from '../../../src/viewer/playback/engine/messages.ts';
import { StreamedTracks } from '../../../src/viewer/playback/engine/streamed-tracks.ts';
import { loudness, onsets, RenderedSound, SAMPLE_RATE } from './rendered.ts';

const CHUNK_SEC = 5;
const CHUNK_FRAMES = CHUNK_SEC * SAMPLE_RATE;
const LENGTH_SEC = 3600;

/** A chord that goes on for an hour and never repeats: every sample says where it is from. */
function sampleAt(frame: number): number {
  const turn = (2 * Math.PI * frame) / SAMPLE_RATE;
  return 0.3 * Math.sin(330 * turn) + 0.2 * Math.sin(497.3 * turn) + 0.1 * Math.sin(0.37 * turn);
}

function samples(from: number, count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => sampleAt(from + i));
}

/** The engine, with somebody who brings what it asks for, as late as is wished. */
class StreamedSound {
  readonly sound = new RenderedSound();
  readonly asked: number[] = [];
  #wanted: readonly number[] = [];
  #read = 0;

  constructor(lengthSec = LENGTH_SEC) {
    const frameCount = lengthSec * SAMPLE_RATE;
    const track = RECORDING_TRACK;
    this.sound.say({ type: 'stream', track, chunkFrames: CHUNK_FRAMES, frameCount });
  }

  play(fromSec: number, speed = 1): this {
    this.sound.say({ type: 'speed', speed });
    this.sound.say({ type: 'play', fromSec, endSec: LENGTH_SEC, countIn: undefined });
    return this;
  }

  /** Brings chunks that are wanted now. */
  bring(most = Infinity): void {
    for (; this.#read < this.sound.reports.length; this.#read++) {
      const report = this.sound.reports[this.#read];
      if (report?.type === 'wants') this.#wanted = report.chunks;
    }
    const some = this.#wanted.slice(0, most);
    this.#wanted = this.#wanted.slice(some.length);
    for (const chunk of some) {
      this.asked.push(chunk);
      const channels = [samples(chunk * CHUNK_FRAMES, CHUNK_FRAMES)];
      this.sound.say({ type: 'chunk', track: RECORDING_TRACK, chunk, channels });
    }
  }

  /** What is heard while chunks come every tenth of a second. */
  hear(
    sec: number,
    bring = (): void => {
      this.bring();
    },
  ): Float32Array {
    const tenths = Array.from({ length: Math.round(sec * 10) }, () => {
      const heard = this.sound.next(0.1, 'recording');
      bring();
      return heard;
    });
    const heard = new Float32Array(tenths.reduce((sum, { length }) => sum + length, 0));
    tenths.reduce((at, tenth) => (heard.set(tenth, at), at + tenth.length), 0);
    return heard;
  }
}

/** The same, with the recording held whole from a second on. */
function heldSound(fromSec: number, lengthSec: number, speed: number): RenderedSound {
  const sound = new RenderedSound();
  const channels = [samples(0, (fromSec + lengthSec * speed + 1) * SAMPLE_RATE)];
  sound.say({ type: 'track', track: RECORDING_TRACK, channels });
  sound.say({ type: 'speed', speed });
  sound.say({ type: 'play', fromSec, endSec: LENGTH_SEC, countIn: undefined });
  return sound;
}

function readings(reports: readonly EngineReport[]) {
  return reports.flatMap((report) => (report.type === 'clock' ? [report.reading] : []));
}

/** The largest step from one sample to the next. */
function steepest(heard: Float32Array): number {
  return heard.reduce((most, x, i) => Math.max(most, Math.abs(x - (heard[i - 1] ?? x))), 0);
}

const STEEPEST = (2 * Math.PI * (0.3 * 330 + 0.2 * 497.3)) / SAMPLE_RATE;

for (const speed of [0.25, 0.8, 1, 2]) {
  test(`at ${speed * 100} % a streamed recording sounds as one that is held, over the borders too`, () => {
    const [fromSec, lengthSec] = [3.7, 6 / speed];
    const streamed = new StreamedSound().play(fromSec, speed);
    const block = 128 / SAMPLE_RATE;
    assert.equal(loudness(streamed.sound.next(block, 'recording')), 0, 'nothing has come yet');
    streamed.bring();
    const heard = streamed.hear(lengthSec);
    const held = heldSound(fromSec, lengthSec, speed).next(lengthSec, 'recording');
    assert.ok(loudness(held) > 0.1);
    for (let i = 0.01 * SAMPLE_RATE; i < held.length; i++) {
      const difference = Math.abs((heard[i] ?? 0) - (held[i] ?? 0));
      assert.ok(difference < 1e-6, `${difference} at ${i / SAMPLE_RATE} s`);
    }
  });
}

test('an hour is played with no more asked for than lies half a minute ahead, and nothing twice', () => {
  const streamed = new StreamedSound().play(1800);
  for (let sec = 0; sec < 30; sec++) {
    streamed.hear(1);
    const last = Math.max(...streamed.asked);
    assert.ok(last * CHUNK_SEC <= 1800 + sec + 1 + 30, `chunk ${last} after ${sec} s`);
  }
  assert.equal(new Set(streamed.asked).size, streamed.asked.length);
  assert.ok(Math.min(...streamed.asked) * CHUNK_SEC >= 1800 - 15);
});

test('wherever one goes, at most 75 seconds are held', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          sec: fc.double({ min: 0, max: LENGTH_SEC, noNaN: true }),
          loopSec: fc.option(fc.double({ min: 0, max: LENGTH_SEC - 1, noNaN: true })),
        }),
        { maxLength: 40 },
      ),
      (places) => {
        let wanted: readonly number[] = [];
        const tracks = new StreamedTracks(SAMPLE_RATE, (_, chunks) => {
          wanted = chunks;
        });
        tracks.open(0, { chunkFrames: CHUNK_FRAMES, frameCount: LENGTH_SEC * SAMPLE_RATE });
        tracks.begin();
        for (const { sec, loopSec } of places) {
          tracks.follow(
            sec,
            loopSec === null ? undefined : { fromSec: loopSec, toSec: LENGTH_SEC },
          );
          for (const chunk of wanted) tracks.add(0, chunk, [new Float32Array(1)]);
          assert.ok(!tracks.isStarved(sec, []), `nothing to play at ${sec}`);
          const held = [...tracks.pieces()].length;
          assert.ok(held * CHUNK_SEC <= 75, `${held} chunks at ${sec}`);
        }
      },
    ),
  );
});

test('a loop comes round without a gap, though its start is long forgotten when it is set', () => {
  const streamed = new StreamedSound().play(100);
  streamed.hear(0.1);
  streamed.sound.say({ type: 'loop', loop: { fromSec: 20, toSec: 103 } });
  const heard = streamed.hear(6);
  const isSilent = (fromSec: number): boolean => loudness(heard, fromSec, fromSec + 0.01) < 0.05;
  const silent = Array.from({ length: 590 }, (_, i) => i / 100).filter(isSilent);
  assert.ok(
    silent.every((sec) => sec < 0.15),
    silent.join(),
  );
  const jumps = readings(streamed.sound.reports).filter(({ positionSec }) => positionSec === 20);
  assert.equal(jumps.length, 1);
});

test('what comes late is waited for, by the clock too, and neither the end nor the return clicks', () => {
  const streamed = new StreamedSound().play(3);
  const before = streamed.hear(1, () => {
    // Of all that is wanted only the chunk that is playing comes.
    if (streamed.asked.length === 0) streamed.bring(1);
  });
  const held = streamed.hear(2, () => undefined);
  const standing = readings(streamed.sound.reports).at(-1);
  assert.equal(standing?.speed, 0);
  assert.ok(Math.abs(standing.positionSec - 5) < 0.2, 'it stands before what is missing');
  assert.equal(loudness(held, 1.5, 2), 0);
  const after = streamed.hear(1);
  assert.ok(loudness(after, 0.2, 1) > 0.1);
  const again = readings(streamed.sound.reports).at(-1);
  assert.deepEqual([again?.speed, again?.positionSec], [1, standing.positionSec]);
  const all = Float32Array.from([...before, ...held, ...after]);
  assert.ok(steepest(all) < 1.5 * STEEPEST, `a step of ${steepest(all)}`);
});

test('a count-in waits with the music, and is not counted twice', () => {
  const streamed = new StreamedSound();
  const clicks = { secs: Float64Array.of(0, 0.5), accents: Uint8Array.of(1, 0) };
  const countIn = { clicks, lengthSec: 1 };
  streamed.sound.say({ type: 'play', fromSec: 50, endSec: LENGTH_SEC, countIn });
  assert.equal(loudness(streamed.sound.next(1, 'clicks')), 0);
  streamed.bring();
  const strokes = onsets(streamed.sound.next(0.9, 'clicks'));
  assert.deepEqual(
    strokes.map((sec) => Math.round(sec * 10) / 10),
    [0, 0.5],
  );
  assert.ok(loudness(streamed.hear(0.5), 0.2, 0.5) > 0.1);
});

test('a recording that is turned on while the parts play joins them, and stops nothing', () => {
  const streamed = new StreamedSound();
  streamed.play(3);
  streamed.bring();
  streamed.hear(0.5);
  const frameCount = LENGTH_SEC * SAMPLE_RATE;
  const track = RECORDING_TRACK;
  streamed.sound.say({ type: 'stream', track, chunkFrames: CHUNK_FRAMES, frameCount });
  const told = readings(streamed.sound.reports).length;
  const quiet = streamed.hear(0.5, () => undefined);
  const back = streamed.hear(1);
  assert.equal(readings(streamed.sound.reports).length, told, 'the clock runs on');
  assert.equal(loudness(quiet, 0.1, 0.5), 0);
  assert.ok(loudness(back, 0.2, 1) > 0.1);
  assert.ok(steepest(back) < 1.5 * STEEPEST);
});

test('a recording that is lost in the middle holds up nothing', () => {
  const streamed = new StreamedSound().play(3);
  streamed.bring(1);
  streamed.hear(3, () => undefined);
  assert.equal(readings(streamed.sound.reports).at(-1)?.speed, 0);
  streamed.sound.say({ type: 'track', track: RECORDING_TRACK, channels: [] });
  streamed.hear(0.1, () => undefined);
  assert.equal(readings(streamed.sound.reports).at(-1)?.speed, 1);
});

test('beyond the end of a streamed recording there is silence, and no fault', () => {
  const streamed = new StreamedSound(7).play(6.5);
  streamed.sound.next(0.1, 'recording');
  const heard = streamed.hear(2);
  assert.ok(loudness(heard, 0.2, 0.4) > 0.1);
  assert.ok(heard.every(Number.isFinite));
});
