import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inferScore } from '../../../src/score/infer-score.ts';
import { fingerPart } from '../../../src/score/tablature/finger.ts';
import type { StringFret } from '../../../src/score/model.ts';
import { REACH, shapesOf } from '../../../src/score/tablature/shapes.ts';
import { isOnFingerboard, MOST_FRETS, tuningFor } from '../../../src/score/tablature/tunings.ts';
import { compareNotes, type NoteEvent } from '../../../src/transcription/model.ts';

const GUITAR = tuningFor(25, 60) ?? [];
const BASS = tuningFor(33, 60) ?? [];

/** Chords or single notes, one each quarter at 120 a minute, as a part would be written. */
function fingered(
  program: number,
  strikes: readonly (readonly number[])[],
): (StringFret | undefined)[][] {
  const notes: NoteEvent[] = strikes.flatMap((pitches, i) =>
    pitches.map((pitch) => ({ pitch, startSec: i / 2, endSec: i / 2 + 0.49, velocity: 0.8 })),
  );
  notes.sort(compareNotes);
  const score = inferScore({
    title: '',
    performance: {
      instruments: [{ name: 'Guitar', program, isDrum: false, notes }],
      durationSec: strikes.length / 2,
    },
    frame: {
      tempoMap: [
        { div: 0, sec: 0 },
        { div: 10080, sec: 0.5 },
      ],
      timeSignatures: [{ div: 0, time: { beats: 4, beatType: 4 } }],
      keys: [{ div: 0, key: { fifths: 0, mode: 'major' } }],
      firstBarDiv: 0,
    },
    corrections: [],
  });
  const [part] = score.parts;
  const places = part === undefined ? undefined : fingerPart(part, score.bars)?.places;
  let index = 0;
  return strikes.map((pitches) => pitches.map(() => places?.get(index++)));
}

/** "x32010": frets from the lowest string to the highest. */
function chart(places: readonly (StringFret | undefined)[], strings: number): string {
  return Array.from({ length: strings }, (_, i) => {
    const place = places.find((each) => each?.string === strings - i);
    return place === undefined ? 'x' : String(place.fret);
  }).join('');
}

for (const { name, pitches, frets } of [
  { name: 'E', pitches: [40, 47, 52, 56, 59, 64], frets: '022100' },
  { name: 'A minor', pitches: [45, 52, 57, 60, 64], frets: 'x02210' },
  { name: 'C', pitches: [48, 52, 55, 60, 64], frets: 'x32010' },
  { name: 'D', pitches: [50, 57, 62, 66], frets: 'xx0232' },
  { name: 'G', pitches: [43, 47, 50, 55, 59, 67], frets: '320003' },
  { name: 'F with a barre', pitches: [41, 48, 53, 57, 60, 65], frets: '133211' },
  { name: 'B minor with a barre', pitches: [47, 54, 59, 62, 66], frets: 'x24432' },
]) {
  test(`${name} is held as every guitarist holds it`, () => {
    assert.equal(chart(fingered(25, [pitches])[0] ?? [], 6), frets);
  });
}

test('a scale from low C stays in the first position, with open strings', () => {
  const scale = [48, 50, 52, 53, 55, 57, 59, 60].map((pitch) => [pitch]);
  const places = fingered(25, scale).flat();
  assert.deepEqual(
    places.map((place) => place && [place.string, place.fret]),
    [
      [5, 3],
      [4, 0],
      [4, 2],
      [4, 3],
      [3, 0],
      [3, 2],
      [2, 0],
      [2, 1],
    ],
  );
});

test('a bass plays its low E open and walks without leaps of the hand', () => {
  const line = [28, 31, 33, 35, 36, 35, 33, 31].map((pitch) => [pitch]);
  const frets = fingered(33, line).flatMap((places) => places.map((place) => place?.fret ?? -1));
  assert.equal(frets[0], 0);
  assert.ok(
    frets.every((fret) => fret >= 0 && fret <= 4),
    frets.join(),
  );
});

test('a run goes across the strings in one position, not up and down a single one', () => {
  const run = [45, 47, 48, 50, 52, 50, 48, 47, 45].map((pitch) => [pitch]);
  const places = fingered(33, run).flat();
  const frets = places.map((place) => place?.fret ?? -1);
  assert.ok(Math.max(...frets) - Math.min(...frets) <= 3, frets.join());
  assert.deepEqual([...new Set(places.map((place) => place?.string))], [2, 1]);
});

test('what the phrase comes to decides where it begins', () => {
  const high = [67, 69, 71, 72, 74, 76, 77, 79, 81].map((pitch) => [pitch]);
  const [first] = fingered(25, high).flat();
  assert.ok((first?.fret ?? 0) >= 5, 'no open position for a line that climbs out of it');
});

test('notes the instrument has not are shown on its nearest string, by what is missing', () => {
  assert.deepEqual(fingered(25, [[20], [60], [100]]).flat(), [
    { string: 6, fret: -20 },
    { string: 2, fret: 1 },
    { string: 1, fret: 36 },
  ]);
});

test('a low D tunes the lowest string of a guitar down, and D chords ring on it', () => {
  assert.equal(chart(fingered(29, [[38, 45, 50, 57, 62, 66]])[0] ?? [], 6), '000232');
});

test('what no hand can reach is left out, and the rest is played', () => {
  const [places = []] = fingered(25, [[40, 41, 42, 64]]);
  assert.ok(places.some((place) => place !== undefined));
  assert.ok(places.some((place) => place === undefined));
});

test('a low B gives the bass a fifth string and the guitar a seventh', () => {
  assert.equal(tuningFor(33, 23)?.length, 5);
  assert.equal(tuningFor(30, 35)?.length, 7);
  assert.equal(tuningFor(0, 40), undefined);
});

const chord = fc.uniqueArray(fc.integer({ min: 36, max: 84 }), { minLength: 1, maxLength: 6 });

test('whatever is played: right pitches, one note a string, within a hand', () => {
  fc.assert(
    fc.property(
      fc.array(chord, { minLength: 1, maxLength: 24 }),
      fc.constantFrom(25, 33),
      (chords, program) => {
        const sorted = chords.map((pitches) => pitches.toSorted((a, b) => a - b));
        const lowest = Math.min(...sorted.flat());
        const tuning = tuningFor(program, lowest) ?? [];
        fingered(program, sorted).forEach((places, i) => {
          const held = places.flatMap((place) =>
            place !== undefined && isOnFingerboard(place) ? [place] : [],
          );
          places.forEach((place, note) => {
            if (place === undefined) return;
            const open = tuning[tuning.length - place.string] ?? NaN;
            assert.equal(open + place.fret, sorted[i]?.[note]);
            const pitch = sorted[i]?.[note] ?? NaN;
            const isTooFar = pitch < (tuning[0] ?? 0) || pitch > (tuning.at(-1) ?? 0) + MOST_FRETS;
            assert.equal(isOnFingerboard(place), !isTooFar);
          });
          assert.equal(new Set(held.map(({ string }) => string)).size, held.length);
          const stopped = held.map(({ fret }) => fret).filter((fret) => fret > 0);
          if (stopped.length > 0) {
            assert.ok(Math.max(...stopped) - Math.min(...stopped) <= REACH);
          }
          assert.ok(stopped.filter((fret) => fret > Math.min(...stopped)).length <= 3);
          if (shapesOf(sorted[i] ?? [], tuning).length > 0)
            assert.equal(held.length, places.length);
        });
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

test('strings are given from low to high', () => {
  for (const tuning of [GUITAR, BASS]) {
    assert.deepEqual(
      tuning,
      tuning.toSorted((a, b) => a - b),
    );
  }
});
