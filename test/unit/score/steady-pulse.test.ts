import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attacksOf } from '../../../src/score/beats/attacks.ts';
import {
  findSteadyPulse,
  STEADY as STEADY_COHERENCE,
} from '../../../src/score/beats/steady-pulse.ts';
import { estimateFrame } from '../../../src/score/estimate-frame.ts';
import { divAtSec, secAtDiv } from '../../../src/score/frame.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { transcribedBadly } from '../../bench/transcribed-badly.ts';
import { band } from '../../support/steady-band.ts';
import type { Clock } from '../../support/steady-band.ts';

const STEADY: Clock = (beat) => 1.3 + 0.56 * beat;
/** A drummer who gets 5 % faster over the piece. */
const PUSHING: Clock = (beat) => 1.3 + 0.56 * beat - 0.0001 * beat ** 2;
/** A band that plays its choruses faster, by 3 %. */
const LIVELY: Clock = (beat) => 1.3 + 0.56 * beat + 0.16 * Math.sin(beat / 10);
/** Phrases that breathe, by a fifth of the tempo. */
const BREATHING: Clock = (beat) => 1.3 + 0.56 * beat + 0.22 * Math.sin(beat / 2.5);

test('the pulse of a steady piece is found in a bad transcription of it, to a thousandth', () => {
  const pulse = findSteadyPulse(attacksOf(transcribedBadly(band(32, STEADY), 3)));
  assert.ok(pulse !== undefined);
  assert.ok(Math.abs(pulse.periodSec / 0.28 - 1) < 1e-3, String(pulse.periodSec));
  const onIt = pulse.places.filter((place) => place !== undefined).length;
  assert.ok(onIt > 0.85 * pulse.places.length);
});

test('a tempo that breathes has a doubtful pulse at most, and without drums none; a few notes have none', () => {
  const { instruments, durationSec } = band(32, BREATHING);
  const pitched = instruments.filter(({ isDrum }) => !isDrum);
  assert.equal(findSteadyPulse(attacksOf({ instruments: pitched, durationSec })), undefined);
  const breathing = findSteadyPulse(attacksOf({ instruments, durationSec }));
  assert.ok(breathing === undefined || breathing.coherence < STEADY_COHERENCE);
  assert.equal(findSteadyPulse(attacksOf(band(2, STEADY))), undefined);
});

test('beats follow a band that breathes', () => {
  const { tempoMap } = estimateFrame(band(32, BREATHING), []);
  for (let beat = 8; beat < 120; beat += 1) {
    const divs = divAtSec(tempoMap, BREATHING(beat)) / DIVS_PER_QUARTER;
    assert.ok(Math.abs(divs - Math.round(divs)) < 0.1, `beat ${beat} is at ${divs}`);
  }
});

for (const [name, clock] of Object.entries({ steady: STEADY, pushing: PUSHING, lively: LIVELY })) {
  test(`a ${name} band, badly transcribed, is barred in four with its beats where they are`, () => {
    const { tempoMap, timeSignatures } = estimateFrame(transcribedBadly(band(32, clock), 5), []);
    assert.deepEqual(timeSignatures.at(-1)?.time, { beats: 4, beatType: 4 });
    const barline = timeSignatures.at(-1)?.div ?? 0;
    const first = Array.from({ length: 32 }, (_, bar) => 4 * bar).find(
      (beat) => Math.abs(clock(beat) - secAtDiv(tempoMap, barline)) < 0.05,
    );
    assert.ok(first !== undefined, 'barlines lie on barlines');
    for (let beat = first; beat < 120; beat += 1) {
      const sec = secAtDiv(tempoMap, barline + (beat - first) * DIVS_PER_QUARTER);
      assert.ok(Math.abs(sec - clock(beat)) < 0.03, `beat ${beat} at ${sec}, not ${clock(beat)}`);
    }
  });
}

test('a barline, a beat and a metre somebody tells hold in a steady piece', () => {
  const heard = transcribedBadly(band(16, STEADY), 7);
  const sec = STEADY(2);
  const moved = estimateFrame(heard, [{ kind: 'first-downbeat', sec }]);
  const bars = divAtSec(moved.tempoMap, sec) / (4 * DIVS_PER_QUARTER);
  assert.ok(Math.abs(bars - Math.round(bars)) < 0.02, String(bars));

  const three = { beats: 3, beatType: 4 } as const;
  const slow = estimateFrame(heard, [
    { kind: 'time-signature', time: three },
    { kind: 'scale-tempo', factor: 0.5 },
  ]);
  assert.deepEqual(slow.timeSignatures.at(-1)?.time, three);
  const beat = divAtSec(slow.tempoMap, STEADY(9)) - divAtSec(slow.tempoMap, STEADY(7));
  assert.ok(Math.abs(beat / DIVS_PER_QUARTER - 1) < 0.05, String(beat));
});
