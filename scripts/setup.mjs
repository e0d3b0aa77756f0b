// Prepares a machine for the demo and the tests; does nothing where everything is there already.
// Run: node scripts/setup.mjs [newest] [floor] [chromium] [programs]   (no words: all of them)
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { installHost } from './setup/host-folder.mjs';
import {
  CHROMIUM,
  findChromium,
  installMissing,
  missingSentence,
  TEST_PROGRAMS,
} from './setup/system-programs.mjs';

/** Everything a machine can be prepared for: the two hosts, a browser to drive, programs the tests use. */
export const EVERYTHING = ['newest', 'floor', 'chromium', 'programs'];

/**
 * @param {string[]} wanted some of `EVERYTHING`
 * @returns {Promise<string[]>} a sentence for each thing that is still missing
 */
export async function setUp(wanted) {
  const programs = [
    ...(wanted.includes('chromium') && findChromium() === undefined ? [CHROMIUM] : []),
    ...(wanted.includes('programs') ? TEST_PROGRAMS : []),
  ];
  const problems = (await installMissing(programs)).map(missingSentence);
  for (const host of ['newest', 'floor']) {
    if (!wanted.includes(host)) continue;
    try {
      await installHost(host);
    } catch (error) {
      problems.push(error.message);
    }
  }
  return problems;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const problems = await setUp(argv.length > 2 ? argv.slice(2) : EVERYTHING);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
