// Runs every test on this machine, installing first what they need. The last line says how it went.
// Run: npm test   or: npm test -- --only unit,contract,newest,floor --seed 7
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { setUp } from './setup.mjs';
import { runNpm } from './setup/run-command.mjs';
import { findChromium } from './setup/system-programs.mjs';
import { runTogether } from './test/suite.mjs';

/** @type {import('./test/suite.mjs').Suite[]} */
const SUITES = [
  { name: 'unit', folder: 'unit', concurrency: availableParallelism(), timeoutSec: 1200, env: {} },
  { name: 'contract', folder: 'contract', concurrency: 2, timeoutSec: 900, env: {} },
  ...['newest', 'floor'].map((host) => ({
    name: host,
    folder: 'host',
    concurrency: 1,
    timeoutSec: 1800,
    env: { STEMSTAVE_HOST: host },
  })),
];

const { values } = parseArgs({
  options: { only: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
if (!/^\d{1,9}$/.test(values.seed)) {
  console.error(`The seed "${values.seed}" is not a whole number.`);
  process.exit(2);
}
process.env.STEMSTAVE_SEED = values.seed;
const wanted = values.only?.split(',') ?? SUITES.map(({ name }) => name);
const unknown = wanted.filter((word) => !SUITES.some(({ name }) => name === word));
if (unknown.length > 0) {
  console.error(
    `There is no suite "${unknown[0]}". The suites are ${SUITES.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const suites = SUITES.filter(({ name }) => wanted.includes(name));
const needsHosts = suites.some(({ folder }) => folder === 'host');
const total = { passed: 0, skipped: 0, failures: [] };

const hosts = suites.filter(({ folder }) => folder === 'host').map(({ name }) => name);
// Without one of these programs its tests are left out; without a host or a browser there is nothing to test.
for (const problem of await setUp(['programs'])) console.log(problem);
if (needsHosts) total.failures.push(...(await setUp(['chromium', ...hosts])));
const chromium = findChromium();
if (chromium !== undefined) process.env.CHROME_PATH = chromium;

const { code } = await runNpm(['run', '--silent', needsHosts ? 'package' : 'build'], {
  timeoutSec: 240,
});
if (code !== 0) total.failures.push('build: the extension cannot be built; see above');

// Hosts and their browsers mostly wait; what needs all of the machine has it alone.
const alone = suites.filter(({ folder }) => folder !== 'host').map((suite) => [suite]);
const together = suites.filter(({ folder }) => folder === 'host');
for (const group of [...alone, together]) {
  for (const { passed, skipped, failures } of await runTogether(group)) {
    total.passed += passed;
    total.skipped += skipped;
    total.failures.push(...failures);
  }
}

if (total.passed === 0 && total.failures.length === 0) total.failures.push('no test was run');
console.log('');
for (const failure of total.failures) console.log(`failed: ${failure}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failures.length} failed${skipped}`);
process.exitCode = total.failures.length === 0 ? 0 : 1;
