import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRAME_SEC } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import {
  CYMBAL_OUTPUT,
  DRUM_CLASSES,
  OUTPUTS,
} from '../../../src/engines/on-device/drums/drum-net.ts';
import { hearsKit } from '../../../src/engines/on-device/drums/find-drums.ts';
import { judgeHits } from '../../../src/engines/on-device/drums/judge-hits.ts';
import { lagsOf } from '../../../src/engines/on-device/drums/rhythm.ts';

const KICK = DRUM_CLASSES.indexOf('kick');
const SNARE = DRUM_CLASSES.indexOf('snare');
const BEAT_FRAMES = 44;
const BEATS = 32;

interface Stroke {
  readonly frame: number;
  readonly output: number;
  readonly activation: number;
}

/** Kick and snare in turn, hats in eighths. */
function groove(): Stroke[] {
  return Array.from({ length: 2 * BEATS }, (_, eighth) => eighth).flatMap((eighth) => {
    const frame = 10 + (eighth * BEAT_FRAMES) / 2;
    const hat = { frame, output: CYMBAL_OUTPUT, activation: 0.9 };
    const drum = { frame, output: eighth % 4 === 0 ? KICK : SNARE, activation: 0.9 };
    return eighth % 2 === 0 ? [hat, drum] : [hat];
  });
}

/** What the drum net says where these strokes are heard. */
function activationsOf(strokes: readonly Stroke[]): Float32Array {
  const activations = new Float32Array((BEATS + 1) * BEAT_FRAMES * OUTPUTS).fill(0.01);
  for (const { frame, output, activation } of strokes) {
    activations[frame * OUTPUTS + output] = activation;
  }
  return activations;
}

test('a faint stroke is believed where the rhythm has one, and not beside it', () => {
  const snares = groove().filter(({ output }) => output === SNARE);
  const away = snares[7]?.frame ?? 0;
  const likelihoodAt = (frame: number): number => {
    const others = groove().filter((stroke) => stroke.output !== SNARE || stroke.frame !== away);
    const faint = { frame, output: SNARE, activation: 0.3 };
    const judged = judgeHits(activationsOf([...others, faint]));
    return judged.find((hit) => hit.drum === 'snare' && hit.frame === frame)?.likelihood ?? NaN;
  };
  const [inPlace, beside] = [likelihoodAt(away), likelihoodAt(away + BEAT_FRAMES / 2)];
  assert.ok(inPlace > beside + 0.2, `${inPlace} in its place, ${beside} half a beat later`);
});

test('clear strokes are judged once each, also where one stretch that is judged ends', () => {
  const clear = judgeHits(activationsOf(groove())).filter(({ likelihood }) => likelihood > 0.5);
  for (const [drum, output] of [
    ['kick', KICK],
    ['snare', SNARE],
    ['cymbal', CYMBAL_OUTPUT],
  ] as const) {
    assert.deepEqual(
      clear.filter((hit) => hit.drum === drum).map(({ frame }) => frame),
      groove()
        .filter((stroke) => stroke.output === output)
        .map(({ frame }) => frame),
    );
  }
});

test('nothing is struck in silence, and none of the shortest recordings is too short', () => {
  for (const frames of [0, 1, 39, 700]) {
    assert.deepEqual(judgeHits(new Float32Array(frames * OUTPUTS)), []);
  }
});

test('a rhythm repeats itself after each of its periods, first of all after one', () => {
  const beats = Float32Array.from({ length: 1000 }, (_, i) => (i % 50 === 0 ? 1 : 0));
  const lags = lagsOf(beats).map(({ frames }) => frames);
  assert.deepEqual(lags, [50, 100, 150, 200]);
  assert.deepEqual(lagsOf(new Float32Array(30)), []);
});

test('strokes that keep time are a kit, though the net is sure of none; what sounds like kicks alone is not', () => {
  const unsure = groove().map((stroke) => ({ ...stroke, activation: 0.8 }));
  const isHeard = (strokes: readonly Stroke[]): boolean => {
    const activations = activationsOf(strokes);
    const durationSec = (activations.length / OUTPUTS) * FRAME_SEC;
    return hearsKit(activations, judgeHits(activations), durationSec);
  };
  assert.equal(isHeard(unsure), true);
  assert.equal(isHeard(unsure.filter(({ output }) => output === KICK)), false);
});
