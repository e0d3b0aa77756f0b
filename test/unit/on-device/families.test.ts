import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KEYS } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import { BANDS } from '../../../src/engines/on-device/drums/bands.ts';
import { DenseNet } from '../../../src/nets/dense-net.ts';
import { PictureReader } from '../../../src/engines/on-device/notes/sound-picture.ts';
import { CONTEXT_WEIGHTS } from '../../../src/engines/on-device/parts/context-weights.ts';
import { FAMILIES, type Family } from '../../../src/engines/on-device/parts/families.ts';
import { familyOdds } from '../../../src/engines/on-device/parts/family-odds.ts';
import { FAMILY_WEIGHTS } from '../../../src/engines/on-device/parts/family-weights.ts';
import { nameFamilies } from '../../../src/engines/on-device/parts/name-families.ts';
import { surroundings } from '../../../src/engines/on-device/parts/surroundings.ts';
import { timbre } from '../../../src/engines/on-device/parts/timbre.ts';
import { compareNotes, type Instrument, type NoteEvent } from '../../../src/transcription/model.ts';

const FRAMES = 800;
const DURATION_SEC = 9;

function note(pitch: number, startSec: number, lengthSec: number): NoteEvent {
  return { pitch, startSec, endSec: startSec + lengthSec, velocity: 0.5, confidence: 0.7 };
}

/** A picture of sound that changes all the time. */
function picture(): PictureReader {
  const wave = (length: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length }, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.7));
  return new PictureReader({
    activations: { frames: wave(FRAMES * KEYS), onsets: wave(FRAMES * KEYS) },
    levels: wave(FRAMES * BANDS).map((x) => -60 * x),
    loudnessDb: wave(FRAMES).map((x) => -40 * x),
  });
}

const BAND: readonly Instrument[] = [
  { name: 'Lead (guessed)', program: 80, isDrum: false, notes: [note(76, 0, 1), note(77, 1, 1)] },
  { name: 'Chords (guessed)', program: 0, isDrum: false, notes: [note(60, 0, 1), note(64, 0, 1)] },
  { name: 'Bass (guessed)', program: 33, isDrum: false, notes: [note(36, 0, 1)] },
];

/** Odds that are the same for all notes. */
function leaning(chances: Partial<Record<Family, number>>): () => Float32Array {
  const odds = Float32Array.from(FAMILIES, (family) => Math.log(chances[family] ?? 0.02));
  return () => odds;
}

test('the nets take as many features as there are, and sums over what the first makes of them', () => {
  const [only] = [note(60, 1, 1)];
  const features = [...timbre(picture(), only), ...(surroundings([only], DURATION_SEC)[0] ?? [])];
  const first = new DenseNet(FAMILY_WEIGHTS);
  const second = new DenseNet(CONTEXT_WEIGHTS);
  assert.equal(first.inputs, features.length);
  assert.equal(second.inputs, 3 * first.outputs);
  assert.equal(second.outputs, FAMILIES.length);
});

test('whatever the notes, each has odds for every family, and they add up', () => {
  const sound = picture();
  const anyNote = fc
    .tuple(fc.integer({ min: 21, max: 108 }), fc.nat(900), fc.integer({ min: 1, max: 400 }))
    .map(([pitch, start, length]) => note(pitch, start / 100, length / 100));
  fc.assert(
    fc.property(fc.array(anyNote, { maxLength: 40 }), (notes) => {
      const sorted = notes.toSorted(compareNotes);
      const all = familyOdds(sound, sorted, DURATION_SEC);
      assert.equal(all.length, sorted.length);
      for (const odds of all) {
        const sum = odds.reduce((a, b) => a + Math.exp(b), 0);
        // Each family is in doubt by two per cent.
        assert.ok(Math.abs(sum - 1 - FAMILIES.length * 0.02) < 1e-3, `${sum}`);
      }
    }),
    { numRuns: 30 },
  );
});

test('a note is judged by its company: another piece around it changes its odds', () => {
  const sound = picture();
  const one = note(60, 4, 0.5);
  const [alone] = familyOdds(sound, [one], DURATION_SEC);
  const chords = [48, 52, 55, 60, 64].map((pitch) => note(pitch, 4, 0.5));
  const among = familyOdds(sound, chords, DURATION_SEC)[3];
  assert.notDeepEqual(alone, among);
});

test('a part is named after the family all its notes speak for, as a guess unless that is clear', () => {
  const names = (chances: Partial<Record<Family, number>>): string[] =>
    nameFamilies(BAND, leaning(chances)).map(({ name, program }) => `${name} ${program}`);
  assert.deepEqual(names({ guitar: 0.5, keys: 0.2, bass: 0.4, lead: 0.2 }), [
    'Lead Guitar (guessed) 27',
    'Guitar (guessed) 27',
    'Bass (guessed) 33',
  ]);
  assert.deepEqual(names({ guitar: 1, bass: 0.8 }).slice(0, 2), ['Lead Guitar 27', 'Guitar 27']);
  assert.equal(names({ winds: 1 })[0], 'Lead Winds (guessed) 73');
});

test('where nothing speaks clearly against the rule, parts stay as they are', () => {
  const parts = nameFamilies(BAND, leaning({ guitar: 0.25, keys: 0.2, bass: 0.2, lead: 0.2 }));
  assert.deepEqual(parts, BAND);
  assert.deepEqual(
    nameFamilies(BAND, () => undefined),
    BAND,
  );
});

test('there is no second bass above the bass, but what stands alone may be one', () => {
  const low = leaning({ bass: 0.9 });
  const [lead, chords] = nameFamilies(BAND, low);
  assert.deepEqual([lead?.program, chords?.program], [80, 0]);
  const alone = { name: 'Melody', program: 0, isDrum: false, notes: [note(30, 0, 1)] };
  assert.deepEqual(nameFamilies([alone], low)[0]?.name, 'Bass (guessed)');
});

test('no note is changed or lost by naming', () => {
  const parts = nameFamilies(BAND, leaning({ strings: 0.9 }));
  assert.deepEqual(
    parts.map(({ notes }) => notes),
    BAND.map(({ notes }) => notes),
  );
});
