import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { checkScore } from '../../../src/score/check-score.ts';
import type { Part, Score, ScoreNote, Spelling } from '../../../src/score/model.ts';
import { pitchName, transpositionOf } from '../../../src/score/transposition/instruments.ts';
import { transposeScore } from '../../../src/score/transposition/transpose-score.ts';
import { writtenKey } from '../../../src/score/transposition/written-key.ts';
import { note, played, scoreOf } from '../../support/played.ts';
import { randomDocument } from '../../support/random-document.ts';

const CLARINET = 71;
const NO_DRUMS = { isPercussion: false };

test('instruments transpose by their General MIDI sound, or as their name says', () => {
  const cases: readonly (readonly [
    name: string,
    program: number,
    key: string,
    semitones: number,
  ])[] = [
    ['Clarinet', CLARINET, 'B♭', -2],
    ['Clarinet in A', CLARINET, 'A', -3],
    ['E♭ Clarinet', CLARINET, 'E♭', 3],
    ['Eb Clarinet', CLARINET, 'E♭', 3],
    ['Bass Clarinet', CLARINET, 'B♭', -14],
    ['Trumpet', 56, 'B♭', -2],
    ['Trumpet in F', 56, 'F', 5],
    ['Muted Trumpet', 59, 'B♭', -2],
    ['Flugelhorn', 56, 'B♭', -2],
    ['French Horn', 60, 'F', -7],
    ['Horn in E flat', 60, 'E♭', -9],
    ['Horn in C', 60, 'C', -12],
    ['English Horn', 69, 'F', -7],
    ['Soprano Sax', 64, 'B♭', -2],
    ['Alto Sax', 65, 'E♭', -9],
    ['Tenor Sax', 66, 'B♭', -14],
    ['Baritone Sax', 67, 'E♭', -21],
    ['Alto Flute', 73, 'G', -5],
    ['Clarinet', 0, 'B♭', -2],
    ['Part 3', 66, 'B♭', -14],
  ];
  for (const [name, program, key, semitones] of cases) {
    const transposition = transpositionOf({ name, program, ...NO_DRUMS });
    assert.ok(transposition, name);
    assert.deepEqual(
      [name, pitchName(transposition), transposition.chromatic],
      [name, key, semitones],
    );
  }
});

test('instruments that read what sounds do not transpose', () => {
  const sounds: readonly (readonly [name: string, program: number])[] = [
    ['Flute', 73],
    ['Oboe', 68],
    ['Trumpet in C', 56],
    ['Clarinet in C', CLARINET],
    ['Trombone', 57],
    ['Electric Guitar', 27],
    ['Horns', 61],
    ['French Horn Pad', 90],
    ['Alto', 53],
  ];
  for (const [name, program] of sounds) {
    assert.equal(transpositionOf({ name, program, ...NO_DRUMS }), undefined, name);
  }
  assert.equal(transpositionOf({ name: 'Clarinet', program: 0, isPercussion: true }), undefined);
});

test('keys are written with as few accidentals as can be read', () => {
  const clarinet = { diatonic: -1, chromatic: -2 };
  const written = (fifths: number): number =>
    writtenKey({ fifths, mode: 'major' }, clarinet).fifths;
  assert.deepEqual([-3, 0, 3, 4, 5, 6].map(written), [-1, 2, 5, 6, -5, -4]);
});

function clarinetScore(pitches: readonly number[], fifths = 0): Score {
  const notes = pitches.map((pitch, beat) => note(pitch, beat, 1));
  const score = scoreOf([played(CLARINET, notes)], { key: { fifths, mode: 'major' } });
  return { ...score, parts: score.parts.map((part) => ({ ...part, name: 'Clarinet' })) };
}

function names(score: Score): string[] {
  return heads(score.parts[0]).map(({ spelling, accidental }) => {
    const sign = { '-2': '𝄫', '-1': '♭', 0: '', 1: '♯', 2: '𝄪' }[spelling.alter];
    return `${accidental === undefined ? '' : '!'}${spelling.step}${sign}${spelling.octave}`;
  });
}

function heads(part: Part | undefined): ScoreNote[] {
  return (part?.staves ?? []).flatMap(({ bars }) =>
    bars.flatMap(({ voices }) =>
      voices.flatMap(({ elements }) =>
        elements.flatMap((element) => (element.kind === 'rest' ? [] : element.notes)),
      ),
    ),
  );
}

test('a clarinet in B flat reads a tone higher, with the accidentals of its own key', () => {
  const concert = clarinetScore([60, 62, 66, 70, 72, 71, 70, 60]);
  const transposed = transposeScore(concert);
  assert.equal(transposed.parts[0]?.name, 'Clarinet in B♭');
  assert.deepEqual(names(transposed), ['D4', 'E4', '!G♯4', '!C5', 'D5', '!C♯5', '!C5', 'D4']);
});

test('a low instrument reads the treble clef, and its ledger lines are counted there', () => {
  const low = clarinetScore([36, 38, 40, 41, 43, 45, 47, 48]);
  const baritone = {
    ...low,
    parts: low.parts.map((part) => ({ ...part, program: 67, name: 'Baritone Sax' })),
  };
  assert.equal(baritone.parts[0]?.staves[0]?.bars[0]?.clef.sign, 'F');
  const [part] = transposeScore(baritone).parts;
  assert.equal(part?.staves[0]?.bars[0]?.clef.sign, 'G');
  assert.deepEqual(
    heads(part).map(({ spelling }) => spelling.octave),
    [3, 3, 4, 4, 4, 4, 4, 4],
  );
});

const SEMITONES = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 } as const;

function soundOf({ step, alter, octave }: Spelling): number {
  return 12 * (octave + 1) + SEMITONES[step] + alter;
}

test('whatever is played, a transposed score is sound and sounds the same', () => {
  fc.assert(
    fc.property(randomDocument, fc.constantFrom(56, 60, 65, 67, 71), (document, program) => {
      const { parts, ...score } = scoreOfDocument(document);
      const winds = parts.map((part) => ({ ...part, name: 'Part', program }));
      const transposed = transposeScore({ ...score, parts: winds });
      assert.deepEqual(checkScore(transposed), checkScore({ ...score, parts: winds }));
      for (const [index, part] of transposed.parts.entries()) {
        const before = heads(winds[index]);
        for (const [at, head] of heads(part).entries()) {
          assert.equal(head.pitch, before[at]?.pitch);
          if (part.transposition === undefined) continue;
          const sounding =
            soundOf(head.spelling) + part.transposition.chromatic + 12 * part.octaveTransposition;
          assert.equal(sounding, head.pitch);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a part is transposed once', () => {
  const once = transposeScore(clarinetScore([60, 64, 67, 72]));
  assert.deepEqual(transposeScore(once), once);
});
