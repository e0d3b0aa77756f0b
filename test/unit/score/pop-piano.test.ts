import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateBeats } from '../../../src/score/estimate-frame.ts';
import { divAtSec } from '../../../src/score/frame.ts';
import { barDivs } from '../../../src/score/time.ts';
import type { NoteEvent, Transcription } from '../../../src/transcription/model.ts';

const START_SEC = 0.5;
const BARS = 24;
/** Root and third of four chords, a bar each, in MIDI pitches. */
const CHORDS = [
  [48, 52],
  [45, 48],
  [41, 45],
  [43, 47],
] as const;
const SCALE = [72, 74, 76, 77, 79, 81, 83] as const;

/** A tune over broken chords in eighths held by the pedal, as pianists play songs, on the beat. */
function song(beatsPerBar: 3 | 4, beatSec: number): Transcription {
  const notes: NoteEvent[] = [];
  const add = (beat: number, beats: number, pitch: number): void => {
    const startSec = START_SEC + beat * beatSec;
    notes.push({ pitch, startSec, endSec: startSec + 0.99 * beats * beatSec, velocity: 0.6 });
  };
  for (let bar = 0; bar < BARS; bar += 1) {
    const [root, third] = CHORDS[bar % 4] ?? CHORDS[0];
    const first = bar * beatsPerBar;
    const broken = [0, 7, 12, third - root + 12, 12, 7, 0, 7].slice(0, 2 * beatsPerBar);
    broken.forEach((above, eighth) => {
      add(first + eighth / 2, beatsPerBar - eighth / 2, root + above);
    });
    const tune = [0, 1, 1.5, 2, 3].filter((beat) => beat < beatsPerBar);
    tune.forEach((beat, at) => {
      if ((bar + at) % 5 === 3) return;
      add(first + beat, at === 1 || at === 2 ? 0.5 : 1, SCALE[(3 * bar + 2 * at) % 7] ?? 72);
    });
  }
  notes.sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
  const durationSec = START_SEC + BARS * beatsPerBar * beatSec;
  return { instruments: [{ name: 'Piano', program: 0, isDrum: false, notes }], durationSec };
}

for (const [beatsPerBar, beatSec] of [
  [3, 0.75],
  [4, 0.65],
] as const) {
  test(`broken chords under a tune are bars of ${beatsPerBar} quarters of ${beatSec} s`, () => {
    const { frame } = estimateBeats(song(beatsPerBar, beatSec), []);
    // Before it there may be a bar of silence.
    const last = frame.timeSignatures.at(-1);
    assert.deepEqual(last?.time, { beats: beatsPerBar, beatType: 4 });
    const inBar = barDivs(last.time);
    for (let bar = 0; bar < BARS; bar += 1) {
      const div = divAtSec(frame.tempoMap, START_SEC + bar * beatsPerBar * beatSec);
      const bars = (div - last.div) / inBar;
      assert.ok(Math.abs(bars - Math.round(bars)) < 0.02, `bar ${bar} begins ${bars} bars in`);
    }
  });
}
