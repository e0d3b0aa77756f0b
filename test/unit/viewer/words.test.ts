import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { elementWords, pitchWords, placeWords } from '../../../src/viewer/navigation/words.ts';
import { readVoice } from '../../support/score-text.ts';

const BAR = {
  number: 3,
  startDiv: 0,
  lengthDivs: 4 * DIVS_PER_QUARTER,
  time: { beats: 4, beatType: 4 },
} as const;

const places: readonly (readonly [quarters: number, words: string])[] = [
  [0, 'bar 3, beat 1'],
  [1, 'bar 3, beat 2'],
  [1.5, 'bar 3, beat 2 and a half'],
  [2 + 1 / 3, 'bar 3, beat 3 and a third'],
  [3.75, 'bar 3, beat 4 and three quarters'],
  [3.875, 'bar 3, beat 4.88'],
];

for (const [quarters, words] of places) {
  test(`a place is said as “${words}”`, () => {
    assert.equal(placeWords(BAR, quarters * DIVS_PER_QUARTER), words);
  });
}

test('beats of a pickup are those of the bar it belongs to; six eighths have two', () => {
  const pickup = { ...BAR, number: 0, lengthDivs: DIVS_PER_QUARTER };
  assert.equal(placeWords(pickup, 0), 'bar 0, beat 4');
  const six = {
    ...BAR,
    lengthDivs: 3 * DIVS_PER_QUARTER,
    time: { beats: 6, beatType: 8 },
  } as const;
  assert.equal(placeWords(six, 1.5 * DIVS_PER_QUARTER), 'bar 3, beat 2');
});

test('in tablature, a note is said with its string and fret', () => {
  const [element] = readVoice('G4:8', 0, DIVS_PER_QUARTER / 2).elements;
  assert.ok(element?.kind === 'chord');
  const at = (string: number, fret: number): string =>
    elementWords(
      {
        ...element,
        notes: element.notes.map((note) => ({ ...note, stringFret: { string, fret } })),
      },
      false,
    );
  assert.equal(at(2, 8), 'G 4 on string 2, fret 8, eighth');
  assert.equal(at(3, 0), 'G 4 on string 3, open, eighth');
  assert.equal(at(6, -3), 'G 4 not on the fingerboard, eighth');
});

const elements: readonly (readonly [text: string, quarters: number, words: string])[] = [
  ['F#4:8', 0.5, 'F sharp 4, eighth'],
  ['Bb3:4.', 1.5, 'B flat 3, dotted quarter'],
  ['C4+E4+G4:2', 2, 'chord of C 4, E 4 and G 4, half'],
  ['r:4', 1, 'rest, quarter'],
  ['A4:4~', 1, 'A 4, quarter, tied on'],
  ['g(F5:16) G5:16', 0.25, 'grace note F 5, G 5, sixteenth'],
  ['C5:2w', 2, 'C 5, half, trill with D flat 5'],
];

for (const [text, quarters, words] of elements) {
  test(`${text} is said as “${words}”`, () => {
    const [element] = readVoice(text, 0, quarters * DIVS_PER_QUARTER).elements;
    assert.ok(element);
    assert.equal(elementWords(element, false), words);
  });
}

test('drums are called by what they are', () => {
  const [element] = readVoice('sn:4', 0, DIVS_PER_QUARTER).elements;
  assert.ok(element);
  assert.match(elementWords(element, true), /snare, quarter$/i);
  assert.equal(pitchWords({ step: 'E', alter: -2, octave: 5 }), 'E double flat 5');
});
