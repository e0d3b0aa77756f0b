import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clef, Spelling, StaffBar } from '../../../src/score/model.ts';
import { DIVS_PER_WHOLE } from '../../../src/score/time.ts';
import { beamRise } from '../../../src/viewer/layout/beam-slope.ts';
import { extentsOf, type Extents } from '../../../src/viewer/layout/extents.ts';
import { placeStaffBar, type PlacedElement } from '../../../src/viewer/layout/place-voice.ts';
import { staffPosition } from '../../../src/viewer/layout/positions.ts';
import { placeStaves } from '../../../src/viewer/layout/staff-tops.ts';
import { Skyline } from '../../../src/viewer/engraving/skyline.ts';
import { needTwoColumns } from '../../../src/viewer/layout/voice-collision.ts';
import { readVoice } from '../../support/score-text.ts';

const TREBLE: Clef = { sign: 'G', line: 2, octaveChange: 0 };
const BASS: Clef = { sign: 'F', line: 4, octaveChange: 0 };

function spelled(step: Spelling['step'], octave: number): Spelling {
  return { step, octave, alter: 0 };
}

function staffBar(...voices: readonly string[]): StaffBar {
  return {
    clef: TREBLE,
    voices: voices.map((text, i) => ({
      ...readVoice(text, 0, DIVS_PER_WHOLE),
      stems: voices.length === 1 ? 'auto' : i === 0 ? 'up' : 'down',
    })),
  };
}

function stems(bar: StaffBar): (boolean | undefined)[] {
  const elements = placeStaffBar(bar, 0, []).flatMap((voice) => voice.elements);
  return elements.map((each: PlacedElement) => (each.kind === 'chord' ? each.stemUp : undefined));
}

test('middle C is where each clef says', () => {
  const middleC = spelled('C', 4);
  assert.equal(staffPosition(middleC, TREBLE, 0), -2);
  assert.equal(staffPosition(middleC, BASS, 0), 10);
  assert.equal(staffPosition(middleC, { sign: 'C', line: 3, octaveChange: 0 }, 0), 4);
  assert.equal(staffPosition(middleC, { sign: 'C', line: 4, octaveChange: 0 }, 0), 6);
  assert.equal(staffPosition(middleC, { ...TREBLE, octaveChange: -1 }, 0), 5);
  assert.equal(staffPosition(spelled('A', 6), TREBLE, 1), 10);
});

test('stems point to the middle of the staff, a beamed group all one way', () => {
  assert.deepEqual(stems(staffBar('A4:4 B4:4 C5:4 G4:4')), [true, false, false, true]);
  assert.deepEqual(stems(staffBar('[A4:8 F5:8] [C5:8 E4:8] C4+C6:2')), [
    false,
    false,
    true,
    true,
    false,
  ]);
});

test('of two voices the upper has its stems up and the lower down, rests aside', () => {
  const bar = staffBar('r:4 C5:4 D5:2', 'E4:2 r:2');
  assert.deepEqual(stems(bar), [undefined, true, true, false, undefined]);
  const [upper, lower] = placeStaffBar(bar, 0, []);
  const [above, below] = [upper?.elements[0], lower?.elements[1]];
  assert.ok(above?.kind === 'rest' && above.position >= 6);
  assert.ok(below?.kind === 'rest' && below.position <= 0);
});

test('neighbouring rests of one of two voices stand at one height, clear of all the other’s notes', () => {
  const bar = staffBar('r:8 r:16 F5:16 r:4 D5:2', 'C6:4 E4:4 F4:2');
  const [upper] = placeStaffBar(bar, 0, []);
  const [eighth, sixteenth, , quarter] = upper?.elements ?? [];
  assert.ok(eighth?.kind === 'rest' && sixteenth?.kind === 'rest' && quarter?.kind === 'rest');
  assert.equal(eighth.position, sixteenth.position);
  // C6 stands at 12.
  assert.ok(eighth.position > 12 && quarter.position < eighth.position);
});

test('a rest of one of two voices is clear of the other’s heads, however far down it hangs', () => {
  for (const [upper, hangs] of [
    ['r:4 E6:2 r:4', 3],
    ['r:16 r:16 E6:2 r:8 r:4', 4],
  ] as const) {
    const bar = staffBar(upper, 'C6:1');
    const first = placeStaffBar(bar, 0, [])[0]?.elements[0];
    // C6 stands at 12, its head reaches to 13.
    assert.ok(first?.kind === 'rest' && first.position - hangs > 13, upper);
  }
});

test('where both voices rest together one rest is printed, in the middle', () => {
  const [upper, lower] = placeStaffBar(staffBar('r:2 C5:2', 'r:2 E4:2'), 0, []);
  const [first, second] = [upper?.elements[0], lower?.elements[0]];
  assert.ok(first?.kind === 'rest' && first.isPrinted && first.position === 4);
  assert.ok(second?.kind === 'rest' && !second.isPrinted);
});

test('beams slope with their notes, gently, and not at all over a hollow', () => {
  assert.equal(beamRise([4, 4], true, 20), 0);
  assert.ok(beamRise([2, 5], true, 20) > 0);
  assert.ok(beamRise([5, 2], true, 20) < 0);
  assert.ok(Math.abs(beamRise([-4, 12], true, 20)) <= 2.5);
  assert.equal(beamRise([2, 6, 4], true, 30), 0);
  assert.equal(beamRise([4, 1, 2], false, 30), 0);
});

test('ledger lines make room between staves', () => {
  const calm = extentsOf(placeStaffBar(staffBar('B4:1'), 0, []));
  const high = extentsOf(placeStaffBar(staffBar('C7:1'), 0, []));
  const low = extentsOf(placeStaffBar(staffBar('C3:1'), 0, []));
  assert.deepEqual(calm, { above: 0, below: 0 });
  assert.ok(high.above > 10 && high.below === 0);
  assert.ok(low.below > 8 && low.above === 0);
  const spacing = { withinPart: 60, betweenParts: 70, clearance: 14 };
  const place = (...all: Extents[]): readonly number[] =>
    placeStaves(
      all.map((extents, partIndex) => ({ extents, partIndex, height: 40 })),
      20,
      spacing,
    ).bottoms;
  const usual = place(calm, calm);
  const wide = place(low, high);
  assert.equal((usual[1] ?? 0) - (usual[0] ?? 0), 110);
  const gap = (wide[1] ?? 0) - (wide[0] ?? 0) - 40;
  assert.ok(gap >= (low.below + high.above) * 5 + 14);
});

test('two voices stand in two columns where their heads would touch or cross, else in one', () => {
  const collide = (upper: string, lower: string): boolean => {
    const placed = placeStaffBar(staffBar(`${upper}:1`, `${lower}:1`), 0, []);
    const [above, below] = placed.map(({ elements }) => elements[0]);
    assert.ok(above?.kind === 'chord' && below?.kind === 'chord');
    return needTwoColumns(above, below);
  };
  assert.ok(!collide('G5', 'C5'));
  assert.ok(!collide('C5', 'C5'));
  assert.ok(!collide('A4+C5', 'F4+A4'));
  assert.ok(collide('D5', 'C5'));
  assert.ok(collide('G4+B4', 'E4+F4'));
  assert.ok(collide('C5', 'G5'));
  assert.ok(collide('A4', 'A4+C5+F5'));
});

test('marks stand clear of what is under them, and only of that', () => {
  const skyline = new Skyline();
  skyline.add(0, { left: 100, right: 140, top: 20, bottom: 90 });
  skyline.add(1, { left: 0, right: 500, top: -50, bottom: 300 });
  assert.equal(skyline.topOver(0, 120, 200, 60), 20);
  assert.equal(skyline.topOver(0, 140, 200, 60), 60);
  assert.equal(skyline.bottomUnder(0, 0, 101, 100), 100);
  assert.equal(skyline.bottomUnder(0, 0, 101, 80), 90);
  assert.equal(skyline.topOver(2, 0, 500, 60), 60);
});
