/**
 * How good and how fast the on-device engine is. After a build:
 *
 *     npm run bench:engine                 # all of it
 *     npm run bench:engine -- --quick      # a tenth of the pieces, a short song
 *     npm run bench:engine -- --quality    # or --bars, --stems or --speed
 *     npm run bench:engine -- --recordings FOLDER    # real ones, with what is played in them
 *
 * Music is fetched as Debian packages and kept, with what is rendered from it and heard in it, in a
 * folder outside the project: `STEMSTAVE_BENCH_CACHE`, or one in the folder for temporary files.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNoteModel } from '../../src/engines/on-device/basic-pitch/model.ts';
import { barsTable } from './engine/bars.ts';
import { benchPieces } from './engine/pieces.ts';
import { markPieces, qualityTable } from './engine/quality.ts';
import { recordingsTable } from './engine/recordings.ts';
import { separationTable } from './engine/separation.ts';
import { speedTable } from './engine/speed.ts';

const QUICK_EVERY = 10;

async function main(flags: readonly string[]): Promise<void> {
  const isQuick = flags.includes('--quick');
  const cacheDir = process.env['STEMSTAVE_BENCH_CACHE'] ?? join(tmpdir(), 'stemstave-bench');
  const dist = fileURLToPath(new URL('../../dist', import.meta.url));
  const parts = ['--recordings', '--quality', '--bars', '--stems', '--speed'];
  const isWanted = (part: string): boolean =>
    flags.includes(part) || !flags.some((flag) => parts.includes(flag));
  const model = loadNoteModel(dist);
  if (flags.includes('--recordings')) {
    const folder = flags[flags.indexOf('--recordings') + 1];
    if (folder === undefined) throw new Error('Say where they are: --recordings FOLDER');
    process.stdout.write(`${await recordingsTable(folder, () => model)}\n`);
  }
  if (isWanted('--quality')) {
    const pieces = benchPieces(cacheDir).filter((_, i) => !isQuick || i % QUICK_EVERY === 0);
    process.stdout.write(`${qualityTable(await markPieces(pieces, () => model))}\n`);
  }
  if (isWanted('--bars')) {
    const table = await barsTable(cacheDir, () => model, isQuick ? QUICK_EVERY : 1);
    process.stdout.write(`${table}\n`);
  }
  if (isWanted('--stems')) {
    const table = await separationTable(cacheDir, () => model, isQuick ? QUICK_EVERY : 1);
    process.stdout.write(`${table}\n`);
  }
  if (isWanted('--speed')) process.stdout.write(`${await speedTable(isQuick)}\n`);
}

void main(process.argv.slice(2));
