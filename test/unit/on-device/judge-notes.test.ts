import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEYS } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import { BANDS } from '../../../src/engines/on-device/drums/bands.ts';
import {
  judgeNotes,
  type WeighedCandidate,
} from '../../../src/engines/on-device/notes/judge-notes.ts';
import { PictureReader } from '../../../src/engines/on-device/notes/sound-picture.ts';

const BEAT_FRAMES = 44;
const BEATS = 24;
const FRAMES = (BEATS + 1) * BEAT_FRAMES;
const CHORD = [39, 43, 46];
const [ROOT = 0] = CHORD;

/** Chords on each beat, all of them clear. */
function chords(): WeighedCandidate[] {
  return Array.from({ length: BEATS }, (_, beat) => 10 + beat * BEAT_FRAMES).flatMap((frame) =>
    CHORD.map((key) => ({ frame, key, logit: 3 })),
  );
}

/** Keys sound for half a beat after each of these beginnings. */
function pictureOf(candidates: readonly WeighedCandidate[], frameCount = FRAMES): PictureReader {
  const frames = new Float32Array(frameCount * KEYS).fill(0.05);
  for (const { frame, key } of candidates) {
    for (let at = frame; at < Math.min(frameCount, frame + BEAT_FRAMES / 2); at++) {
      frames[at * KEYS + key] = 0.5;
    }
  }
  return new PictureReader({
    activations: { frames, onsets: new Float32Array(frames.length) },
    levels: new Float32Array(frameCount * BANDS).fill(-60),
    loudnessDb: new Float32Array(frameCount).fill(-20),
  });
}

test('a faint beginning is believed where the rhythm and the chord have it, and not beside them', () => {
  const away = 10 + 12 * BEAT_FRAMES;
  const likelihoodAt = (frame: number): number => {
    const others = chords().filter((each) => each.frame !== away || each.key !== ROOT);
    const faint = { frame, key: ROOT, logit: -1 };
    const all = [...others, faint].sort((a, b) => a.frame - b.frame);
    return judgeNotes(pictureOf(all), all)[all.indexOf(faint)] ?? NaN;
  };
  const [inPlace, beside] = [likelihoodAt(away), likelihoodAt(away + BEAT_FRAMES / 2 + 5)];
  assert.ok(inPlace > beside + 0.15, `${inPlace} in its place, ${beside} beside it`);
});

test('what the note net is sure of stays a note, wherever it is in the recording', () => {
  const likelihoods = judgeNotes(pictureOf(chords()), chords());
  assert.equal(likelihoods.length, chords().length);
  for (const likelihood of likelihoods) assert.ok(likelihood > 0.6, String(likelihood));
});

test('the lowest and the highest key, the first and the last frame can be judged', () => {
  const frames = [0, FRAMES - 1];
  const all = frames.flatMap((frame) => [0, KEYS - 1].map((key) => ({ frame, key, logit: 1 })));
  for (const likelihood of judgeNotes(pictureOf(all), all)) {
    assert.ok(likelihood > 0 && likelihood < 1, String(likelihood));
  }
  assert.deepEqual(judgeNotes(pictureOf([], 0), []), []);
});
