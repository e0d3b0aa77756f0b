import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attack } from '../../../src/score/beats/attacks.ts';
import { bytesOfBase64 } from '../../../src/nets/base64.ts';
import { gridFeatures } from '../../../src/score/beats/grid-features.ts';
import type { PlacedAttack } from '../../../src/score/beats/tracking.ts';
import { estimateBeats } from '../../../src/score/estimate-frame.ts';
import type { NoteEvent, Transcription } from '../../../src/transcription/model.ts';

/** What `scripts/training/beats/grids.py` gives for the beats below. */
const TRAINED_ON = [
  [
    -2.3627, 1.2364, -1.1769, 2.3488, -2.3446, 2.4638, 2.286, -1.1056, -1.3452, 2, 0, 0, 0, 0, 0, 1,
    0, 0.4286, 0, 0, 0, -0.246, 4.2857, -0.8677, 3.2142, -0.246, 4.2857, -0.8677, 3.2142, -0.2577,
    1.0742, -0.8237, 2.7761, 1, 0.4286, 0, -0.3863, 0.0746, 1, -1.3609,
  ],
].flat();

test('grids are judged in the product by what the judge was trained on', () => {
  const attacks: Attack[] = [];
  const placed: PlacedAttack[] = [];
  const add = (tick: number, pitches: readonly number[], isDrum = false): void => {
    const sec = tick / 48;
    placed.push({ attack: attacks.length, sec, tick, beatSec: 0.5 });
    attacks.push({
      sec,
      notes: pitches.map((pitch) => ({
        pitch,
        startSec: sec,
        endSec: sec + 0.3,
        velocity: 0.5,
        isDrum,
      })),
    });
  };
  for (let beat = 0; beat < 14; beat += 1) {
    add(24 * beat, beat % 3 === 0 ? [43 + (beat % 3), 60] : [60 + (beat % 5)]);
    if (beat % 2 === 1) add(24 * beat + 12, [67, 71]);
    if (beat % 4 === 2) add(24 * beat + 16, [36], true);
  }
  const features = gridFeatures(placed, attacks, 0.5);
  assert.equal(features.length, TRAINED_ON.length);
  TRAINED_ON.forEach((expected, at) => {
    assert.ok(
      Math.abs((features[at] ?? NaN) - expected) < 2e-3,
      `${at}: ${features[at]}, not ${expected}`,
    );
  });
});

test('base64 is read as everybody reads it', () => {
  for (const text of ['', 'a', 'ab', 'abc', 'abcd', '\u0000\u00ff\u0080!']) {
    const bytes = Buffer.from(text, 'latin1');
    assert.deepEqual([...bytesOfBase64(bytes.toString('base64'))], [...bytes]);
  }
});

/** Rock: kick on one and three, snare on two and four, hats in eighths. */
function rock(bars: number): Transcription {
  const notes: NoteEvent[] = [];
  for (let eighth = 0; eighth < 8 * bars; eighth += 1) {
    const startSec = 0.5 + 0.3 * eighth;
    const drums = eighth % 4 === 0 ? [36, 42] : eighth % 4 === 2 ? [38, 42] : [42];
    for (const pitch of eighth % 32 === 0 ? [...drums, 49] : drums) {
      notes.push({ pitch, startSec, endSec: startSec + 0.1, velocity: 0.6 });
    }
  }
  const instruments = [{ name: 'Drums', program: 0, isDrum: true, notes }];
  return { instruments, durationSec: 2.4 * bars + 1 };
}

test('decisions come with a confidence, and what else they may be', () => {
  const { decisions } = estimateBeats(rock(16), []);
  assert.ok(decisions !== undefined);
  for (const decision of [decisions.beatFactor, decisions.metre, decisions.barlineBeat]) {
    const rest = decision.alternatives.reduce((sum, each) => sum + each.confidence, 0);
    assert.ok(Math.abs(decision.confidence + rest - 1) < 1e-9);
  }
  assert.equal(decisions.barlineBeat.choice, 0);
  assert.ok(decisions.barlineBeat.confidence > 0.6, `${decisions.barlineBeat.confidence}`);

  const three = { beats: 3, beatType: 4 } as const;
  const told = estimateBeats(rock(16), [{ kind: 'time-signature', time: three }]).decisions;
  assert.deepEqual(told?.metre, { choice: three, confidence: 1, alternatives: [] });
  assert.equal(estimateBeats(rock(0), []).decisions, undefined);
});

test('the machine is surer of a beat that drums play than of even notes, and sure of what it was told', () => {
  const notes = Array.from({ length: 64 }, (_, i) => {
    const startSec = 0.5 + 0.3 * i;
    return { pitch: 60, startSec, endSec: startSec + 0.25, velocity: 0.6 };
  });
  const instruments = [{ name: 'Piano', program: 0, isDrum: false, notes }];
  const even = { instruments, durationSec: 20 };
  const sureOf = (music: Transcription): number =>
    estimateBeats(music, []).decisions?.beatFactor.confidence ?? 0;
  assert.ok(sureOf(rock(16)) > sureOf(even) + 0.1, `${sureOf(rock(16))}, ${sureOf(even)}`);

  const told = estimateBeats(even, [
    { kind: 'scale-tempo', factor: 2 },
    { kind: 'first-downbeat', sec: 0.8 },
  ]).decisions;
  assert.deepEqual(told?.beatFactor, { choice: 1, confidence: 1, alternatives: [] });
  assert.deepEqual(told.barlineBeat, { choice: 0, confidence: 1, alternatives: [] });
});

test('a metre is named once, with the other ways to write the same bars', () => {
  const metre = estimateBeats(rock(16), []).decisions?.metre;
  assert.ok(metre !== undefined);
  const name = ({ choice }: { readonly choice: { beats: number; beatType: number } }): string =>
    `${choice.beats}/${choice.beatType}`;
  const names = [metre, ...metre.alternatives].map(name);
  assert.deepEqual([...new Set(names)], names);
  for (const other of ['2/4', '2/2', '4/8']) assert.ok(names.includes(other), other);
});
