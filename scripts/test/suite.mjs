import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../setup/run-command.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reporter = fileURLToPath(new URL('outcome-reporter.mjs', import.meta.url));
const seeded = new URL('seeded.mjs', import.meta.url).href;

/** Longest time one file of tests may take, seconds. */
const FILE_TIMEOUT_SEC = 600;

/**
 * What a suite came to.
 * @typedef {{passed: number, skipped: number, failures: string[]}} SuiteResult
 */

/**
 * One set of test files and how to run them.
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} folder below `test/`
 * @property {number} concurrency how many files at once
 * @property {number} timeoutSec for the whole suite
 * @property {Record<string, string>} env added to the environment
 */

/** Every test file of a suite, in a steady order. */
function testFiles(folder) {
  const absolute = join(root, 'test', folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .map((name) => join('test', folder, name))
    .sort();
}

/** @returns {{outcome: string, name: string, file?: string, isWholeFile: boolean}[]} */
function readOutcomes(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/**
 * Runs suites beside each other. What the first says is seen at once, what the others say when they are over.
 * @param {Suite[]} suites
 * @returns {Promise<SuiteResult[]>}
 */
export function runTogether(suites) {
  let before = Promise.resolve();
  return Promise.all(
    suites.map((suite, index) => {
      const result = index === 0 ? runAloud(suite) : runQuietly(suite, before);
      before = result;
      return result;
    }),
  );
}

function runAloud(suite) {
  console.log(`\n${suite.name}`);
  return runSuite(suite, 'inherit');
}

/** @param {Promise<unknown>} before what must be over before this may be printed */
async function runQuietly(suite, before) {
  const scratch = mkdtempSync(join(tmpdir(), 'output-'));
  const file = join(scratch, 'output.txt');
  const output = openSync(file, 'w');
  const result = await runSuite(suite, output);
  closeSync(output);
  await before;
  console.log(`\n${suite.name}`);
  process.stdout.write(readFileSync(file));
  rmSync(scratch, { recursive: true, force: true });
  return result;
}

/**
 * Runs every file of a suite with node's test runner. A file that runs no test, and a suite that does not end in
 * time, are failures.
 * @param {Suite} suite
 * @param {number | 'inherit'} output where it says what it does
 * @returns {Promise<SuiteResult>}
 */
async function runSuite({ name, folder, concurrency, timeoutSec, env }, output) {
  const files = testFiles(folder);
  if (files.length === 0)
    return { passed: 0, skipped: 0, failures: [`${name}: no test files in test/${folder}`] };
  const scratch = mkdtempSync(join(tmpdir(), 'outcomes-'));
  const outcomesFile = join(scratch, 'outcomes.jsonl');
  const options = [
    ...['--import', 'tsx', '--import', seeded, '--test', `--test-concurrency=${concurrency}`],
    `--test-timeout=${FILE_TIMEOUT_SEC * 1000}`,
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...[`--test-reporter=${reporter}`, `--test-reporter-destination=${outcomesFile}`],
  ];
  const { code, timedOut } = await runCommand(process.execPath, [...options, ...files], {
    cwd: root,
    env: { ...process.env, ...env },
    timeoutSec,
    output,
  });
  const outcomes = readOutcomes(outcomesFile);
  rmSync(scratch, { recursive: true, force: true });

  const count = (wanted) =>
    outcomes.filter(({ outcome, isWholeFile }) => outcome === wanted && !isWholeFile).length;
  const failures = outcomes
    .filter(({ outcome }) => outcome === 'failed')
    .map(
      (test) =>
        `${name}: ${test.file ?? '?'}: ${test.isWholeFile ? 'the file failed as a whole' : test.name}`,
    );
  const filesWithTests = new Set(
    outcomes.filter(({ isWholeFile }) => !isWholeFile).map(({ file }) => file),
  );
  const failedFiles = new Set(
    outcomes.filter(({ outcome }) => outcome === 'failed').map(({ file }) => file),
  );
  for (const file of files) {
    if (!filesWithTests.has(file) && !failedFiles.has(file))
      failures.push(`${name}: ${file} ran no test`);
  }
  if (timedOut) failures.push(`${name}: not finished after ${timeoutSec} s`);
  else if (code !== 0 && failures.length === 0)
    failures.push(`${name}: the test runner ended with ${code}`);
  return { passed: count('passed'), skipped: count('skipped'), failures };
}
