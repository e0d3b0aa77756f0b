import assert from 'node:assert/strict';
import { test } from 'node:test';
import abcjs from 'abcjs';
import fc from 'fast-check';
import { writeAbc } from '../../../src/formats/abc/write.ts';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { excerptOf } from '../../../src/score/excerpt.ts';
import type { Chord, Score, VoiceElement } from '../../../src/score/model.ts';
import { DIVS_PER_WHOLE } from '../../../src/score/time.ts';
import { exampleScore } from '../../support/example-score.ts';
import { randomDocument } from '../../support/random-document.ts';

/** A note as a player hears it: whole notes from the start of the first bar. */
interface Heard {
  readonly pitch: number;
  readonly start: number;
  readonly end: number;
}

/** What abcjs would play, by voice; drums come out as places on the staff, so without pitch. */
function playedByAbcjs(abc: string): Heard[][] {
  const [tune] = abcjs.parseOnly(abc);
  assert.deepEqual(tune.warnings ?? [], []);
  return tune
    .setUpAudio({})
    .tracks.map((track) =>
      track.flatMap((event) =>
        event.cmd === 'note'
          ? [{ pitch: event.pitch, start: event.start, end: event.start + event.duration }]
          : [],
      ),
    );
}

/** What the score means, in the same order of voices; ties joined. */
function meant(score: Score): Heard[][] {
  const origin = score.bars[0]?.startDiv ?? 0;
  return score.parts.flatMap((part) =>
    part.staves.flatMap((staff) => {
      const count = Math.max(1, ...staff.bars.map(({ voices }) => voices.length));
      return Array.from({ length: count }, (_, voice) => {
        const heard: { pitch: number; start: number; end: number }[] = [];
        staff.bars.forEach((staffBar, index) => {
          const startDiv = (score.bars[index]?.startDiv ?? 0) - origin;
          for (const element of staffBar.voices[voice]?.elements ?? []) {
            if (element.kind === 'rest') continue;
            const start = (startDiv + element.offsetDivs) / DIVS_PER_WHOLE;
            const end = start + element.durationDivs / DIVS_PER_WHOLE;
            for (const { pitch, tiedFromPrevious } of element.notes) {
              const open = heard.findLast((note) => note.pitch === pitch && near(note.end, start));
              if (tiedFromPrevious && open !== undefined) open.end = end;
              else heard.push({ pitch, start, end });
            }
          }
        });
        return heard;
      });
    }),
  );
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-3;
}

/** Ornaments take their time from a neighbour and tempo marks stretch abcjs's clock: both left out. */
function plain(score: Score): Score {
  const bare = (element: VoiceElement): VoiceElement =>
    element.kind === 'rest'
      ? element
      : ({ ...element, graceNotes: [], articulations: [], isArpeggiated: false } satisfies Chord);
  return {
    ...score,
    tempoMarks: [],
    parts: score.parts
      .filter(({ isPercussion }) => !isPercussion)
      .map((part) => ({
        ...part,
        staves: part.staves.map((staff) => ({
          ...staff,
          bars: staff.bars.map((bar) => ({
            ...bar,
            voices: bar.voices.map((voice) => ({ ...voice, elements: voice.elements.map(bare) })),
          })),
        })),
      })),
  };
}

/** Whether a chord has two notes on one line, say B flat and B: abcjs mixes up their ties. */
function sharesPlaces({ parts }: Score): boolean {
  const elements = parts.flatMap(({ staves }) =>
    staves.flatMap(({ bars }) => bars.flatMap(({ voices }) => voices.flatMap((v) => v.elements))),
  );
  return elements.some((element) => {
    if (element.kind === 'rest') return false;
    const places = element.notes.map(({ spelling }) => `${spelling.step}${spelling.octave}`);
    return new Set(places).size < places.length;
  });
}

function sorted(notes: readonly Heard[]): Heard[] {
  return notes.toSorted((a, b) => a.start - b.start || a.pitch - b.pitch);
}

function assertReadBack(score: Score): void {
  const expected = meant(score).filter((notes) => notes.length > 0);
  const abc = writeAbc(score);
  const found = playedByAbcjs(abc).filter((notes) => notes.length > 0);
  assert.equal(found.length, expected.length, abc);
  expected.forEach((notes, voice) => {
    const read = sorted(found[voice] ?? []);
    const wanted = sorted(notes);
    assert.deepEqual(
      read.map(({ pitch }) => pitch),
      wanted.map(({ pitch }) => pitch),
      abc,
    );
    wanted.forEach((note, i) => {
      const other = read[i];
      assert.ok(
        other !== undefined && near(other.start, note.start) && near(other.end, note.end),
        `${JSON.stringify(note)} was read as ${JSON.stringify(other)}\n${abc}`,
      );
    });
  });
}

test('abcjs reads every pitch and duration of the example back', () => {
  assertReadBack(plain(exampleScore));
});

test('abcjs reads random scores back, whole and in excerpts', () => {
  fc.assert(
    fc.property(randomDocument, fc.nat(8), (document, firstBar) => {
      const score = plain(scoreOfDocument(document));
      if (score.parts.length === 0 || sharesPlaces(score)) return;
      assertReadBack(score);
      assertReadBack(excerptOf(score, { firstBar, endBar: firstBar + 3 }));
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

test('ornaments, names, tempo, keys and metres are written in the signs of ABC 2.1', () => {
  const abc = writeAbc(exampleScore);
  for (const line of [
    'Q:1/4=120',
    '%%score P1s1v1 {(P2s1v1 P2s1v2) P2s2v1} P3s1v1 (P4s1v1 P4s1v2)',
    'V:P3s1v1 clef=bass transpose=-12 name="Electric Bass" snm="E. Bs."',
    'V:P4s1v1 clef=perc name="Drums" snm="Dr."',
  ]) {
    assert.ok(abc.split('\n').includes(line), line);
  }
  assert.match(abc, /\[K:D\] \[Q:"Slower" 1\/4=96\] f3 edc/);
  assert.match(abc, /!tenuto!e2 \{\/f\}g\/2f\/2/);
  assert.match(abc, /!arpeggio!\[FAc\]8/);
  assert.match(abc, /d8 \|\]\n/);
});

test('no title or name can break out of its line', () => {
  const name = 'a"b%c\\d\nK:Q';
  const [part] = exampleScore.parts;
  assert.ok(part !== undefined);
  const abc = writeAbc({ ...exampleScore, title: `x\nX:2\r${name}`, parts: [{ ...part, name }] });
  assert.equal(abc.match(/^X:/gm)?.length, 1);
  assert.equal(abc.match(/^K:/gm)?.length, 1);
  assert.match(abc, /^T:x X:2 a"b\\%c\\\\d K:Q$/m);
  assert.equal(playedByAbcjs(abc).length, 1);
});
