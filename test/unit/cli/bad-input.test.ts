import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectRoot } from '../../support/source-files.ts';

const cli = join(projectRoot, 'dist', 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'stemstave-cli-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], (_error, out, err) => {
      resolve({ code: child.exitCode, out, err });
    });
    child.stdin?.end();
  });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Exit code 1, one whole sentence at the end of stderr, no stack trace, and nothing written. */
async function assertRefused(args: readonly string[], says: RegExp): Promise<void> {
  const before = readdirSync(folder).sort();
  const { code, out, err } = await run(...args);
  assert.equal(code, 1, err);
  assert.equal(out, '');
  assert.match(err, says);
  assert.match(err.trimEnd(), /\.$/);
  assert.doesNotMatch(err, /\n\s+at /);
  assert.deepEqual(readdirSync(folder).sort(), before);
}

test('--help explains itself on stdout', async () => {
  const { code, out } = await run('--help');
  assert.equal(code, 0);
  assert.match(out, /transcribe AUDIO/);
});

test('--version is the one of the manifest', async () => {
  const { code, out } = await run('--version');
  assert.equal(code, 0);
  assert.match(out, /^\d+\.\d+\.\d+\n$/);
});

test('wrong usage has an exit code of its own', async () => {
  const { code, err } = await run('transcribe', 'a.mp3', '--engine', 'magic');
  assert.equal(code, 2);
  assert.match(err, /no engine "magic"/);
});

test('a missing recording', () =>
  assertRefused(['transcribe', join(folder, 'nowhere.wav')], /nowhere\.wav/));

test('an empty recording', () => assertRefused(['transcribe', file('empty.wav', '')], /empty/i));

test('a text with the name of a recording', () =>
  assertRefused(['transcribe', file('text.mp3', 'Dear diary, '.repeat(500))], /./));

test('an empty .mid', () =>
  assertRefused(['notate', file('empty.mid', ''), '--out', join(folder, 'a.musicxml')], /empty/i));

test('a text with the name of a .mid', () =>
  assertRefused(
    ['notate', file('text.mid', 'no music here'), '--out', join(folder, 'a.musicxml')],
    /MIDI/,
  ));

test('a result that exists is not replaced', () => {
  const audio = file('song.wav', 'RIFF');
  file('song.mid', 'mine');
  return assertRefused(['transcribe', audio], /already exists/);
});

test('a folder that cannot be made', () =>
  assertRefused(
    ['transcribe', file('other.wav', 'RIFF'), '--out', join(file('plain', ''), 'sub')],
    /cannot be made/,
  ));

test('the service without a key', () =>
  assertRefused(['transcribe', file('third.wav', 'RIFF'), '--engine', 'apikley'], /API key/));
