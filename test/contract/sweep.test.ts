import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crashSweep } from './sweep/crash-sweep.ts';
import { faultSweep } from './sweep/fault-sweep.ts';
import { systematicCases } from './sweep/fault-cases.ts';
import { isClean } from './sweep/figures.ts';
import { load } from './sweep/load.ts';

// A short part of `npm run sweep`, which draws other cases each time.
const seed = Number(process.env['STEMSTAVE_SEED'] ?? 1);

test(`killed anywhere, a job loses nothing and pays nothing twice (seed ${seed})`, async (t) => {
  const found: string[] = [];
  const figures = await crashSweep({ seed, points: 12, report: (line) => found.push(line) });
  assert.equal(figures.scenarios, 12);
  t.diagnostic(JSON.stringify(figures));
  assert.deepEqual(found, []);
  assert.ok(isClean(figures));
});

test(`whatever goes wrong, it is said, survived and not paid twice (seed ${seed})`, async (t) => {
  const found: string[] = [];
  const report = (line: string) => found.push(line);
  const figures = await faultSweep({ seed, systematic: 60, random: 12, report });
  assert.equal(figures.scenarios, 72);
  t.diagnostic(JSON.stringify(figures));
  assert.deepEqual(found, []);
  assert.ok(isClean(figures));
});

test('there are more than five hundred faults to choose from, each with a name of its own', () => {
  const names = systematicCases().map(({ name }) => name);
  assert.ok(names.length >= 500, String(names.length));
  assert.equal(new Set(names).size, names.length);
});

test('many jobs of two processes keep to the rates of one account', async () => {
  const { jobs, ...bad } = await load(6, 20);
  assert.equal(jobs, 6);
  assert.deepEqual(Object.values(bad), [0, 0, 0, 0, 0]);
});
