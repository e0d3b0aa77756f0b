import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barText, note, played, scoreOf } from '../../support/played.ts';

const KICK = 36;
const SNARE = 38;
const HAT = 42;

test('a stroke lasts to the next of its voice or the end of its beat: no rests inside a beat after it', () => {
  const bars = [0, 1, 2, 3].flatMap((bar) => [
    ...Array.from({ length: 8 }, (_, eighth) => note(HAT, 4 * bar + eighth / 2, 0.5, 0.3)),
    ...[0, 2.5].map((beat) => note(KICK, 4 * bar + beat, 0.25)),
    ...[1, 3].map((beat) => note(SNARE, 4 * bar + beat, 0.25)),
  ]);
  const { parts } = scoreOf([played(0, bars, true)]);
  for (const bar of [0, 1, 2, 3]) {
    const [hands, feet] = barText(parts[0], bar)[0] ?? [];
    assert.equal(
      hands?.split(' ').every((each) => each.endsWith('e')),
      true,
    );
    assert.equal(feet, 'F4q (q) (e) F4e (q)');
  }
});

test('the rests of the feet are printed where no hand shows when the foot strikes', () => {
  const bars = [0, 1, 2, 3].flatMap((bar) => [
    ...[0, 1, 2, 3].map((beat) => note(HAT, 4 * bar + beat, 0.5, 0.3)),
    ...[0, 1.5, 3].map((beat) => note(KICK, 4 * bar + beat, 0.25)),
  ]);
  const { parts } = scoreOf([played(0, bars, true)]);
  for (const bar of [0, 1, 2, 3]) {
    const [, feet] = barText(parts[0], bar)[0] ?? [];
    assert.equal(feet, 'F4q re F4e (q) F4q');
  }
});
