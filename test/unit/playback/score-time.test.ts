import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { timelineOf } from '../../../src/protocol/timeline.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import {
  beatAt,
  beatsOfBar,
  countIn,
  metronomeClicks,
} from '../../../src/viewer/playback/beats.ts';
import {
  FIRST_MIX,
  partGains,
  sourceGains,
  sourceOf,
  withPart,
} from '../../../src/viewer/playback/mix.ts';
import { barAtSec } from '../../../src/viewer/playback/places.ts';
import { ScoreClock } from '../../../src/viewer/playback/score-clock.ts';
import { exampleScore } from '../../support/example-score.ts';

const timeline = timelineOf(exampleScore);
const [pickup, first] = timeline.bars;

test('the clock runs on from the last reading that is heard already', () => {
  const clock = new ScoreClock();
  clock.reset(3);
  assert.equal(clock.positionAt(100, undefined), 3);
  clock.add({ contextSec: 10, positionSec: 3, speed: 0.5 });
  clock.add({ contextSec: 12, positionSec: 4, speed: 2 });
  clock.add({ contextSec: 13, positionSec: 6, speed: 0 });
  const expected = [3, 3, 3.5, 4, 5, 6, 6];
  [9, 10, 11, 12, 12.5, 13, 99].forEach((contextSec, i) => {
    assert.equal(clock.positionAt(contextSec, undefined), expected[i]);
  });
});

test('in a loop it comes round without being told, and stays inside for any loop and speed', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0.05, max: 50, noNaN: true }),
      fc.double({ min: 0.25, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 500, noNaN: true }),
      (fromSec, lengthSec, speed, elapsedSec) => {
        const clock = new ScoreClock();
        const loop = { fromSec, toSec: fromSec + lengthSec };
        clock.add({ contextSec: 1, positionSec: fromSec, speed });
        const position = clock.positionAt(1 + elapsedSec, loop);
        assert.ok(position >= fromSec && position <= loop.toSec);
      },
    ),
  );
});

test('beats of a pickup are the last ones of a bar, and six eighths have two', () => {
  assert.ok(pickup && first);
  assert.deepEqual(beatsOfBar(pickup), [{ offsetDivs: 0, isDownbeat: false }]);
  assert.equal(beatAt(pickup, 0), 4);
  assert.deepEqual(
    beatsOfBar(first).map(({ isDownbeat }) => isDownbeat),
    [true, false, false, false],
  );
  const six = {
    ...first,
    lengthDivs: 3 * DIVS_PER_QUARTER,
    time: { beats: 6, beatType: 8 },
  } as const;
  assert.deepEqual(
    beatsOfBar(six).map(({ offsetDivs }) => offsetDivs),
    [0, 1.5 * DIVS_PER_QUARTER],
  );
});

test('the metronome strikes by the tempo map, once a beat', () => {
  const { secs, accents } = metronomeClicks(timeline);
  assert.equal(secs.length, 1 + 8 * 4);
  assert.equal(
    accents.reduce((sum, accent) => sum + accent, 0),
    8,
  );
  assert.ok(secs.every((sec, i) => i === 0 || sec > (secs[i - 1] ?? 0)));
  // 120 a minute up to second 10, 96 from then on.
  assert.ok(Math.abs((secs[1] ?? 0) - 2) < 1e-9 && Math.abs((secs[2] ?? 0) - 2.5) < 1e-9);
  assert.ok(Math.abs((secs[18] ?? 0) - 10.625) < 1e-9);
});

test('a bar is counted in, and the beats before a start in mid-bar', () => {
  assert.ok(pickup && first);
  const whole = countIn(timeline, first, first.startDiv, 1);
  assert.deepEqual([...whole.clicks.secs], [0, 0.5, 1, 1.5]);
  assert.equal(whole.lengthSec, 2);
  const late = countIn(timeline, first, first.startDiv + 2 * DIVS_PER_QUARTER, 0.5);
  assert.deepEqual([...late.clicks.secs], [0, 1, 2, 3, 4, 5]);
  assert.deepEqual([...late.clicks.accents], [1, 0, 0, 0, 1, 0]);
  assert.equal(countIn(timeline, pickup, pickup.startDiv, 1).clicks.secs.length, 7);
});

test('the bar at a second', () => {
  assert.equal(barAtSec(timeline, 0)?.index, 0);
  assert.equal(barAtSec(timeline, 2.1)?.index, 1);
  assert.equal(barAtSec(timeline, 1e6)?.index, timeline.bars.length - 1);
});

test('solo silences the others, mute wins over solo', () => {
  const ids = ['P1', 'P2', 'P3'];
  assert.deepEqual(partGains(FIRST_MIX, ids), [1, 1, 1]);
  const solo = withPart(FIRST_MIX, 'P2', { isSolo: true });
  assert.deepEqual(partGains(solo, ids), [0, 1, 0]);
  assert.deepEqual(partGains(withPart(solo, 'P2', { isMuted: true }), ids), [0, 0, 0]);
});

test('in the middle of the balance both are whole', () => {
  const both = { ...FIRST_MIX, source: 'both' } as const;
  assert.deepEqual(sourceGains(both, 'both'), { recording: 1, parts: 1 });
  assert.deepEqual(sourceGains({ ...both, balance: 1 }, 'both'), { recording: 0, parts: 1 });
  assert.deepEqual(sourceGains({ ...both, balance: 0 }, 'stems-and-parts'), {
    recording: 1,
    parts: 0,
  });
  assert.deepEqual(sourceGains(FIRST_MIX, 'recording'), { recording: 1, parts: 0 });
});

test('what is not at hand is not played: the parts always are', () => {
  const nothing = { hasRecording: false, hasStems: false };
  const all = { hasRecording: true, hasStems: true };
  const choices = [undefined, 'recording', 'stems', 'parts', 'both', 'stems-and-parts'] as const;
  for (const source of choices) {
    assert.equal(sourceOf({ ...FIRST_MIX, source }, nothing), 'parts');
    assert.equal(sourceOf({ ...FIRST_MIX, source }, all), source ?? 'recording');
  }
  const recorded = { hasRecording: true, hasStems: false };
  assert.equal(sourceOf({ ...FIRST_MIX, source: 'stems' }, recorded), 'recording');
  assert.equal(sourceOf({ ...FIRST_MIX, source: 'stems-and-parts' }, recorded), 'both');
});
