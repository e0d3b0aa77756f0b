import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Correction } from '../../../src/score/corrections.ts';
import { estimateFrame } from '../../../src/score/estimate-frame.ts';
import { secAtDiv } from '../../../src/score/frame.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { transcribedBadly } from '../../bench/transcribed-badly.ts';
import { band } from '../../support/steady-band.ts';

const BEAT_SEC = 0.56;
/** Bars in four, half a bar, and as many again. */
const BARS = 25;
const BEATS_BEFORE = BARS * 4 + 2;

/** A band that comes back to its beginning two beats early. */
function songWithHalfBar(): Transcription {
  const secAt = (beat: number): number => 0.4 + BEAT_SEC * beat;
  const turnSec = secAt(BEATS_BEFORE) - 1e-3;
  const before = band(BARS + 1, secAt);
  const after = band(BARS, (beat) => secAt(beat + BEATS_BEFORE));
  const instruments = before.instruments.map((part, index) => ({
    ...part,
    notes: [
      ...part.notes.filter(({ startSec }) => startSec < turnSec),
      ...(after.instruments[index]?.notes ?? []),
    ],
  }));
  return { instruments, durationSec: after.durationSec };
}

/** The metres one after the other, with the second each begins at. */
function metres(performance: Transcription, corrections: readonly Correction[] = []): string[] {
  const { tempoMap, timeSignatures } = estimateFrame(performance, corrections);
  return timeSignatures.map(({ div, time }) => {
    const beat = Math.round((secAtDiv(tempoMap, div) - 0.4) / BEAT_SEC);
    return `${time.beats}/${time.beatType} at beat ${beat}`;
  });
}

test('a bar of two in a song in four is one, and the barlines after it are right', () => {
  const [, ...found] = metres(songWithHalfBar());
  assert.deepEqual(found, ['4/4 at beat 0', '2/4 at beat 100', '4/4 at beat 102']);
});

test('of a bad transcription, the barlines are right again within five bars', () => {
  const [half, four] = metres(transcribedBadly(songWithHalfBar(), 5)).slice(-2);
  const beat = Number(half?.match(/^2\/4 at beat (\d+)$/)?.[1]);
  assert.ok(beat % 4 === 0 && Math.abs(beat - BARS * 4) <= 20, half);
  assert.equal(four, `4/4 at beat ${beat + 2}`);
});

test('a song in one metre stays in it, however badly it is heard', () => {
  for (const seed of [1, 2, 3, 4]) {
    const performance = transcribedBadly(
      band(32, (beat) => 0.4 + BEAT_SEC * beat),
      seed,
    );
    const found = metres(performance).slice(-1);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', /^4\/4 at beat [0-4]$/);
  }
});

test('a metre that somebody told is kept throughout', () => {
  const time = { beats: 4, beatType: 4 } as const;
  const found = metres(songWithHalfBar(), [{ kind: 'time-signature', time }]);
  assert.equal(found.filter((each) => each.startsWith('4/4')).length, 1);
  assert.equal(found.filter((each) => each.startsWith('2/4')).length, 0);
});
