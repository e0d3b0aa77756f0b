import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { transposeScore } from '../../../src/score/transposition/transpose-score.ts';
import { exampleScore } from '../../support/example-score.ts';
import { band } from '../../support/gallery/band.ts';
import { changes } from '../../support/gallery/changes.ts';
import { crowded } from '../../support/gallery/crowded.ts';
import { gallery } from '../../support/gallery/index.ts';
import { piano } from '../../support/gallery/piano.ts';
import { ties } from '../../support/gallery/ties.ts';
import { collisions } from '../../support/ink/collisions.ts';
import { loadEngraver } from '../../support/ink/engraver.ts';
import type { Ink } from '../../support/ink/shapes.ts';
import type { Score } from '../../../src/score/model.ts';

type Engrave = Awaited<ReturnType<typeof loadEngraver>>;

let loaded: Engrave | undefined;

before(async () => {
  loaded = await loadEngraver();
});

function engrave(score: Score, width = 1200): ReturnType<Engrave> {
  if (loaded === undefined) throw new Error('The engraver is not loaded.');
  return loaded(score, width);
}

async function inkOf(score: Score, width?: number): Promise<Ink[]> {
  return (await engrave(score, width)).flatMap(({ ink }) => ink);
}

for (const [name, score] of Object.entries(gallery)) {
  test(`nothing in “${name}” touches what it should not, on wide lines and narrow ones`, async () => {
    for (const width of [700, 1000, 1600]) {
      for (const line of await engrave(score, width)) {
        assert.deepEqual(line.failures, []);
        const found = collisions(line.ink).map(
          ({ one, other }) =>
            `${one.kind} ${one.owner} × ${other.kind} ${other.owner} at ${Math.round(one.left)}`,
        );
        const where = `width ${width}, bars ${line.first + 1}–${line.end}`;
        assert.deepEqual(found, [], where);
        // Of a few bars on a narrow line, one guessed too small weighs more than it may.
        const right = Math.max(...line.ink.map((ink) => ink.right));
        assert.ok(width < 1000 || right <= width + 1, `${where} reach to ${right}`);
      }
    }
  });
}

test('a collision is found where there is one', async () => {
  const ink = await inkOf(crowded);
  const rest = ink.find(({ kind }) => kind === 'rest');
  const head = ink.find(({ kind }) => kind === 'head');
  assert.ok(rest !== undefined && head !== undefined);
  const top = head.topAt(0);
  const moved: Ink = { ...rest, left: head.left, right: head.right, topAt: () => top };
  assert.equal(collisions([head, { ...moved, bottomAt: () => top + 20 }]).length, 1);
  assert.equal(collisions([head, { ...moved, topAt: () => top + 30 }]).length, 0);
});

test('a part alone says its name once', async () => {
  const names = (await inkOf(piano)).filter(({ text }) => text === 'Piano' || text === 'Pno.');
  assert.deepEqual(
    names.map(({ text }) => text),
    ['Piano'],
  );
  const all = await engrave(changes);
  for (const { ink } of all.slice(1)) assert.ok(ink.some(({ text }) => text === 'Fl.'));
});

test('a long name stands in two rows, and only what is too long for those is cut', async () => {
  const [melody, ...others] = exampleScore.parts;
  assert.ok(melody !== undefined);
  const rowsOf = async (name: string): Promise<string[]> => {
    const [line] = await engrave({ ...exampleScore, parts: [{ ...melody, name }, ...others] });
    const texts = (line?.ink ?? []).map(({ text }) => text);
    return texts.filter((text) => text !== '' && name.includes(text.replace(/…$/, '')));
  };
  assert.deepEqual(await rowsOf('Lead (guessed)'), ['Lead (guessed)']);
  assert.deepEqual(await rowsOf('Lead Lead Guitar Lead Guitar'), [
    'Lead Lead Guitar',
    'Lead Guitar',
  ]);
  const [endless = ''] = await rowsOf('Donaudampfschifffahrtsgesellschaftskapitän');
  assert.match(endless, /^Donaudampf.*…$/);
});

test('an ottava that goes on reaches to the end of its line, and begins the next in parentheses', async () => {
  const lines = await engrave(crowded, 900);
  const signs = lines.map(({ ink }) => ink.filter(({ kind }) => kind === 'ottava'));
  const with8va = signs.flatMap((own, line) => (own.length > 0 ? [line] : []));
  assert.ok(with8va.length >= 2, 'it goes over a line break');
  with8va.forEach((line, i) => {
    const sign = signs[line]?.[0];
    assert.ok(sign !== undefined);
    assert.equal(sign.text.startsWith('\uE51A'), i > 0);
    const y = (sign.topAt(0) + sign.bottomAt(0)) / 2;
    const dashes = lines[line]?.ink.find(
      ({ kind, left, right, topAt }) =>
        kind === 'line' && Math.abs(topAt(0) - y) < 12 && left > sign.right && right - left > 20,
    );
    const staffEnd = Math.max(...(lines[line]?.ink ?? []).map(({ right }) => right));
    if (i < with8va.length - 1) assert.ok(dashes !== undefined && staffEnd - dashes.right < 12);
  });
});

test('a tie that goes on over the end of its line is long enough to be seen', async () => {
  let found = 0;
  for (const width of [420, 600, 800]) {
    for (const { ink } of await engrave(ties, width)) {
      const end = Math.max(...ink.flatMap((each) => (each.kind === 'barline' ? each.left : [])));
      for (const { kind, left, right } of ink) {
        if (kind !== 'tie' || right < end - 9) continue;
        found += 1;
        assert.ok(right - left > 11, `${left}–${right} of ${end}`);
      }
    }
  }
  assert.ok(found > 5);
});

test('the number of a bar stands over the bracket that its line begins with', async () => {
  const [, second] = await engrave(band, 900);
  const number = second?.ink.find(({ text }) => text === String(second.first));
  const tip = second?.ink.find(({ kind }) => kind === 'bracket');
  assert.ok(number !== undefined && tip !== undefined);
  assert.deepEqual(collisions([number, tip]), []);
});

test('a change of key stands behind a double barline, the end behind a final one', async () => {
  const uprights = (await engrave(crowded, 5000)).map(({ ink }) =>
    ink
      .filter(({ kind, left, topAt, bottomAt }) => {
        return kind === 'barline' && bottomAt(left) - topAt(left) > 100;
      })
      .map(({ left }) => left)
      .sort((a, b) => a - b),
  );
  const [line] = uprights;
  assert.equal(uprights.length, 1);
  // The line at the left, twelve bars, two of them with a second line, and the last.
  assert.equal(line?.length, 1 + 12 + 2 + 1);
});

test('a clarinet in B flat has the key signature of its own part, on every line', async () => {
  // In concert F major, and then in D.
  const [melody, ...others] = exampleScore.parts;
  assert.ok(melody !== undefined);
  const parts = [{ ...melody, name: 'Clarinet', program: 71 }, ...others];
  const signsOf = async (score: Score): Promise<number[]> => {
    const lines = await engrave(score, 900);
    return lines.map(({ ink }) => {
      const top = Math.min(...ink.flatMap((each) => (each.kind === 'clef' ? each.topAt(0) : [])));
      const left = Math.min(...ink.flatMap((each) => (each.kind === 'clef' ? each.left : [])));
      return ink.filter(
        (each) => each.kind === 'key' && each.topAt(0) < top + 60 && each.left < left + 90,
      ).length;
    });
  };
  const concert = await signsOf({ ...exampleScore, parts });
  const written = await signsOf(transposeScore({ ...exampleScore, parts }));
  // F is written as G: one sharp for one flat; D as E: four for two.
  assert.deepEqual([concert[0], written[0]], [1, 1]);
  assert.deepEqual([concert.at(-1), written.at(-1)], [2, 4]);
});

test('each group of grace notes has a slur to its note', async () => {
  const ink = await inkOf(crowded);
  const slurred = new Set(
    ink.flatMap(({ kind, owner }) => (kind === 'tie' && owner !== '' ? [owner] : [])),
  );
  const withGraces = crowded.parts.flatMap(({ staves }) =>
    staves.flatMap(({ bars }) =>
      bars.flatMap(({ voices }) =>
        voices.flatMap(({ elements }) =>
          elements.filter((each) => each.kind === 'chord' && each.graceNotes.length > 0),
        ),
      ),
    ),
  );
  assert.ok(withGraces.length > 5);
  assert.equal(slurred.size, withGraces.length);
});
