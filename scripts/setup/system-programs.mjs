import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.mjs';

/**
 * A program the system gives us: the names it may have, the Debian package it comes in, what it is for.
 * @typedef {{names: string[], debian: string, purpose: string}} SystemProgram
 */

/** @type {SystemProgram} */
export const CHROMIUM = {
  names: ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'],
  debian: 'chromium',
  purpose: 'drives VS Code in the host tests',
};

/** @type {SystemProgram[]} */
export const TEST_PROGRAMS = [
  { names: ['ffmpeg'], debian: 'ffmpeg', purpose: 'makes the recordings of the engine tests' },
  { names: ['openssl'], debian: 'openssl', purpose: 'makes the certificates of the network tests' },
  { names: ['xmllint'], debian: 'libxml2-utils', purpose: 'checks MusicXML against its schema' },
];

/** @returns {string | undefined} the full path of the first of these programs that can be run */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here: look on.
      }
    }
  }
  return undefined;
}

/** The browser to drive: the one in CHROME_PATH, or one on the PATH. */
export function findChromium() {
  return process.env.CHROME_PATH || findProgram(CHROMIUM.names);
}

/**
 * Installs from Debian what is missing, where that is possible.
 * @param {SystemProgram[]} programs
 * @returns {Promise<SystemProgram[]>} those still missing
 */
export async function installMissing(programs) {
  const absent = (some) => some.filter(({ names }) => findProgram(names) === undefined);
  const missing = absent(programs);
  if (missing.length === 0) return [];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || findProgram(['apt-get']) === undefined) return missing;
  const packages = missing.map(({ debian }) => debian);
  console.log(`Installing ${packages.join(', ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update', '-qq'], { env, timeoutSec: 180, isQuiet: true });
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  await runCommand('apt-get', install, { env, timeoutSec: 420, isQuiet: true });
  return absent(missing);
}

/** What to tell somebody whose machine lacks a program. */
export function missingSentence({ names, debian, purpose }) {
  return `${names[0]} is missing; it ${purpose}. Install it (on Debian: sudo apt-get install ${debian}) and run this again.`;
}
