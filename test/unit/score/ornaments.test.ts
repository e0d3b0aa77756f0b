import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Chord, Score } from '../../../src/score/model.ts';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { note, played, QUARTER_SEC, scoreOf } from '../../support/played.ts';

/** Seconds in quarters. */
const quarters = (sec: number): number => sec / QUARTER_SEC;

function chordsOf(score: Score): Chord[] {
  return (score.parts[0]?.staves ?? []).flatMap(({ bars }) =>
    bars.flatMap(({ voices }) =>
      voices.flatMap(({ elements }) => elements.filter((each) => each.kind === 'chord')),
    ),
  );
}

const graces = (score: Score): number[][] =>
  chordsOf(score)
    .filter(({ graceNotes }) => graceNotes.length > 0)
    .map(({ graceNotes, notes }) => [
      ...graceNotes.flatMap((grace) => grace.notes.map(({ pitch }) => pitch)),
      ...notes.map(({ pitch }) => pitch),
    ]);

const melody = [0, 1, 2, 3, 4, 5, 6, 7].map((beat) => note(72 + ((beat * 2) % 5), beat, 1));

test('quick notes that lean on the next are grace notes, one with a slash, and take nothing from the rhythm', () => {
  const lean = [
    note(75, 2 - quarters(0.06), quarters(0.06), 1),
    note(71, 6 - quarters(0.11), quarters(0.055), 1),
    note(73, 6 - quarters(0.055), quarters(0.055), 1),
  ];
  const score = scoreOf([played(73, [...melody, ...lean])]);
  assert.deepEqual(graces(score), [
    [75, 76],
    [71, 73, 74],
  ]);
  const [one, two] = chordsOf(score).filter(({ graceNotes }) => graceNotes.length > 0);
  assert.deepEqual([one?.graceNotes[0]?.slash, two?.graceNotes[0]?.slash], [true, false]);
  assert.equal(chordsOf(score).length, melody.length);
  assert.ok(chordsOf(score).every(({ value }) => value.type === 4 && value.dots === 0));
  const xml = writeMusicXml(score);
  assert.equal(xml.match(/<grace/g)?.length, 3);
  assert.equal(xml.match(/<slur type="start"/g)?.length, 2);
  assert.equal(xml.match(/<slur type="stop"/g)?.length, 2);
});

test('a run is no chain of grace notes', () => {
  const run = Array.from({ length: 32 }, (_, at) => note(60 + (at % 8), at / 4, 0.25));
  assert.deepEqual(graces(scoreOf([played(0, run)])), []);
});

test('a drum struck softly just before itself is a flam', () => {
  const strokes = [0, 1, 2, 3].map((beat) => note(38, beat, 0.2));
  const soft = { ...note(38, 2 - quarters(0.04), 0.05), velocity: 0.3 };
  assert.deepEqual(graces(scoreOf([played(0, [...strokes, soft], true)])), [[38, 38]]);
});

test('strokes on a drum are never tied, however long they ring', () => {
  const syncopes = [0, 0.75, 1.5, 2.25, 3, 3.75, 5.25, 6.5, 7.75].map((beat) =>
    note(36, beat, 1.4),
  );
  const ringing = [note(49, 0.5, 9), note(49, 9.5, 4)];
  const score = scoreOf([played(0, [...syncopes, ...ringing], true)]);
  const notes = chordsOf(score).flatMap((chord) => chord.notes);
  assert.equal(notes.length, syncopes.length + ringing.length);
  assert.ok(notes.every(({ tiedToNext, tiedFromPrevious }) => !tiedToNext && !tiedFromPrevious));
  const sung = scoreOf([played(52, syncopes)]);
  assert.ok(chordsOf(sung).some((chord) => chord.notes.some(({ tiedToNext }) => tiedToNext)));
});

test('a chord rolled among others has the sign, strumming has none', () => {
  const chord = (beat: number, spreadSec: number) =>
    [48, 55, 64, 72].map((pitch, at) => note(pitch, beat + at * quarters(spreadSec), 1.8));
  const rolls = (spreads: readonly number[], program = 0): number =>
    chordsOf(
      scoreOf([
        played(
          program,
          spreads.flatMap((sec, at) => chord(2 * at, sec)),
        ),
      ]),
    ).filter(({ isArpeggiated }) => isArpeggiated).length;
  assert.ok(rolls([0, 0, 0.04, 0, 0, 0]) > 0);
  assert.equal(rolls([0.04, 0.04, 0.04, 0.04, 0.04, 0.04]), 0);
  assert.equal(rolls([0, 0, 0.04, 0, 0, 0], 25), 0);
});

test('a chord rolled slowly is one chord where the music waits for it, and a figure is none', () => {
  const step = quarters(0.09);
  const roll = (beat: number) =>
    [36, 43, 52, 60, 67].map((pitch, at) => note(pitch, beat + at * step, 3 - at * step));
  const around = [0, 1, 2, 3, 8, 9, 10, 11, 12].flatMap((beat) =>
    [60, 64, 72].map((pitch) => note(pitch, beat, 1)),
  );
  const score = scoreOf([played(0, [...around, ...roll(4)])]);
  assert.ok(chordsOf(score).some((chord) => chord.isArpeggiated));
  assert.ok(chordsOf(score).every(({ offsetDivs }) => offsetDivs % DIVS_PER_QUARTER === 0));

  const figure = [4, 5, 6, 7].flatMap((beat) =>
    [48, 52, 55, 60].map((pitch, at) => note(pitch, beat + at / 4, 4)),
  );
  assert.ok(
    chordsOf(scoreOf([played(0, [...around, ...figure])])).every((chord) => !chord.isArpeggiated),
  );
});
