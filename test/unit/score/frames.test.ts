import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateFrame } from '../../../src/score/estimate-frame.ts';
import { divAtSec, secAtDiv } from '../../../src/score/frame.ts';
import type { MetricalFrame } from '../../../src/score/frame.ts';
import { inferScore } from '../../../src/score/infer-score.ts';
import { frameIsUsable } from '../../../src/score/usable-frame.ts';
import type { Instrument, NoteEvent, Transcription } from '../../../src/transcription/model.ts';

const BEAT_SEC = 0.6;
const START_SEC = 0.7;

function part(name: string, program: number, isDrum: boolean, notes: NoteEvent[]): Instrument {
  return { name, program, isDrum, notes };
}

function at(pitch: number, beat: number, beats: number): NoteEvent {
  const startSec = START_SEC + beat * BEAT_SEC;
  return { pitch, startSec, endSec: startSec + beats * BEAT_SEC * 0.95, velocity: 0.7 };
}

/** Rock in four: kick on 1 and 3, snare on 2 and 4, hats in eighths, a bass note a bar. */
function rock(bars: number): Transcription {
  const drums: NoteEvent[] = [];
  const bass: NoteEvent[] = [];
  const roots = [36, 41, 43, 38];
  for (let bar = 0; bar < bars; bar += 1) {
    for (let eighth = 0; eighth < 8; eighth += 1) {
      const beat = 4 * bar + eighth / 2;
      if (eighth % 4 === 0) drums.push(at(36, beat, 0.2));
      if (eighth % 4 === 2) drums.push(at(38, beat, 0.2));
      drums.push(at(42, beat, 0.2));
    }
    const root = roots[bar % 4] ?? 36;
    bass.push(at(root, 4 * bar, 2), at(root + 7, 4 * bar + 2, 1), at(root, 4 * bar + 3, 1));
  }
  const instruments = [part('Drums', 0, true, drums), part('Bass', 33, false, bass)];
  return { instruments, durationSec: START_SEC + bars * 4 * BEAT_SEC };
}

function timeOf(frame: MetricalFrame): string {
  const time = frame.timeSignatures.at(-1)?.time;
  return `${String(time?.beats)}/${String(time?.beatType)}`;
}

test('steady rock is found in four, its bars where they are, within 10 ms', () => {
  const frame = estimateFrame(rock(12), []);
  assert.equal(timeOf(frame), '4/4');
  const first = frame.firstBarDiv;
  for (let beat = 0; beat < 48; beat += 1) {
    const sec = secAtDiv(frame.tempoMap, first + beat * 10_080);
    assert.ok(Math.abs(sec - (START_SEC + beat * BEAT_SEC)) < 0.01, `beat ${beat} at ${sec}`);
  }
  assert.ok(frame.tempoMap.length <= 6, 'a steady tempo needs few points');
});

test('a band that finds its tempo after two bars is followed through them', () => {
  const beats = [START_SEC];
  for (let beat = 0; beat < 64; beat += 1) {
    beats.push((beats[beat] ?? 0) + (beat < 8 ? 0.6 : 0.5));
  }
  const secOf = (beat: number): number => {
    const before = beats[Math.floor(beat)] ?? 0;
    return before + (beat % 1) * ((beats[Math.floor(beat) + 1] ?? 0) - before);
  };
  const struck = (pitch: number, beat: number): NoteEvent => ({
    pitch,
    startSec: secOf(beat),
    endSec: secOf(beat) + 0.1,
    velocity: 0.7,
  });
  const drums: NoteEvent[] = [];
  const bass: NoteEvent[] = [];
  for (let beat = 0; beat < 63; beat += 1) {
    drums.push(struck(beat % 2 === 0 ? 36 : 38, beat));
    for (const sixteenth of [0, 1, 2, 3]) drums.push(struck(42, beat + sixteenth / 4));
    if (beat % 4 === 0 || beat % 4 === 3) bass.push(struck(36 + 2 * (beat % 3), beat));
  }
  const instruments = [part('Drums', 0, true, drums), part('Bass', 33, false, bass)];
  const frame = estimateFrame({ instruments, durationSec: 34 }, []);
  assert.equal(timeOf(frame), '4/4');
  const start = frame.timeSignatures.at(-1)?.div ?? 0;
  for (let bar = 0; bar < 15; bar += 1) {
    const sec = secAtDiv(frame.tempoMap, start + bar * 40_320);
    const right = beats[4 * bar] ?? 0;
    assert.ok(Math.abs(sec - right) < 0.05, `bar ${bar} at ${sec}, not ${right}`);
  }
});

test('the user can halve and double the tempo, move the barline and set the metre', () => {
  const heard = rock(8);
  const slow = estimateFrame(heard, [{ kind: 'scale-tempo', factor: 0.5 }]);
  const fast = estimateFrame(heard, [{ kind: 'scale-tempo', factor: 2 }]);
  const beatOf = (frame: MetricalFrame): number =>
    secAtDiv(frame.tempoMap, frame.firstBarDiv + 40_320) -
    secAtDiv(frame.tempoMap, frame.firstBarDiv + 30_240);
  assert.ok(Math.abs(beatOf(slow) / BEAT_SEC - 2) < 0.1, `${beatOf(slow)}`);
  assert.ok(Math.abs(beatOf(fast) / BEAT_SEC - 0.5) < 0.05, `${beatOf(fast)}`);

  const third = START_SEC + 2 * BEAT_SEC;
  const moved = estimateFrame(heard, [{ kind: 'first-downbeat', sec: third }]);
  const score = inferScore({ title: '', performance: heard, frame: moved, corrections: [] });
  const div = divAtSec(moved.tempoMap, third);
  assert.ok(score.bars.some((bar) => Math.abs(bar.startDiv - div) < 300));

  const three = { beats: 3, beatType: 4 } as const;
  assert.equal(timeOf(estimateFrame(heard, [{ kind: 'time-signature', time: three }])), '3/4');
  const seven = { beats: 7, beatType: 8 } as const;
  assert.equal(timeOf(estimateFrame(heard, [{ kind: 'time-signature', time: seven }])), '7/8');
  const flat = { fifths: -3, mode: 'minor' } as const;
  assert.deepEqual(estimateFrame(heard, [{ kind: 'key', key: flat }]).keys[0]?.key, flat);
});

test('a frame is believed if the notes lie in it, and only then', () => {
  const nominal = (quarterSec: number): MetricalFrame => ({
    tempoMap: [
      { div: 0, sec: 0 },
      { div: 10_080, sec: quarterSec },
    ],
    timeSignatures: [{ div: 0, time: { beats: 4, beatType: 4 } }],
    keys: [],
    firstBarDiv: 0,
  });
  const exact = (count: number): Transcription => ({
    instruments: [
      part(
        'Piano',
        0,
        false,
        Array.from({ length: count }, (_, index) => ({
          pitch: 60 + (index % 12),
          startSec: 0.25 * index,
          endSec: 0.25 * index + 0.2,
          velocity: 0.5,
        })),
      ),
    ],
    durationSec: count,
  });
  assert.ok(frameIsUsable(exact(1), nominal(0.5)));
  assert.ok(frameIsUsable(exact(64), nominal(0.5)));
  assert.ok(!frameIsUsable(exact(64), nominal(0.437)));
  assert.ok(!frameIsUsable(rock(8), nominal(0.533)));
});

test('a frame whose beats the music wanders about is not believed, however near most of it lies', () => {
  const sixteenths = (wanderSec: number): Transcription => ({
    instruments: [
      part(
        'Piano',
        0,
        false,
        Array.from({ length: 192 }, (_, index) => {
          const startSec = 0.125 * index + wanderSec * Math.sin((2 * Math.PI * index) / 192);
          return { pitch: 60 + (index % 12), startSec, endSec: startSec + 0.1, velocity: 0.5 };
        }),
      ),
    ],
    durationSec: 30,
  });
  const file: MetricalFrame = {
    tempoMap: [
      { div: 0, sec: 0 },
      { div: 10_080, sec: 0.5 },
    ],
    timeSignatures: [{ div: 0, time: { beats: 4, beatType: 4 } }],
    keys: [],
    firstBarDiv: 0,
  };
  assert.ok(frameIsUsable(sixteenths(0), file));
  assert.ok(frameIsUsable(sixteenths(0.01), file));
  assert.ok(!frameIsUsable(sixteenths(0.03), file));
});

test('two notes a breath apart, or at once, give a usual tempo and not a wild one', () => {
  for (const [first, second] of [
    [0, 0.0571941137061594],
    [0, 0.06833846559574337],
    [0, 0.0475],
    [0.3, 0.3],
  ] as const) {
    const note = (pitch: number, startSec: number): NoteEvent => ({
      pitch,
      startSec,
      endSec: startSec + 1.5,
      velocity: 0.5,
    });
    const instruments = [part('Piano', 0, false, [note(60, first), note(62, second)])];
    const { tempoMap, firstBarDiv } = estimateFrame({ instruments, durationSec: 2 }, []);
    assert.ok(tempoMap.length >= 2);
    const beatSec = secAtDiv(tempoMap, firstBarDiv + 10_080) - secAtDiv(tempoMap, firstBarDiv);
    assert.ok(beatSec > 0.2 && beatSec < 2.5, `${beatSec}`);
  }
});
