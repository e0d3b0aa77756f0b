/**
 * Listens to every clip that has not been listened to: what is heard is kept beside it.
 * Run with: node --import tsx scripts/training/notes/listen.ts CACHE
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { hearOnce } from '../../../test/bench/engine/hear.ts';

async function main(folder: string): Promise<void> {
  const model = loadNoteModel(fileURLToPath(new URL('../../../dist', import.meta.url)));
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const { file } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { file: string };
    if (existsSync(file)) await hearOnce(file, () => model);
  }
}

void main(join(process.argv[2] ?? 'cache', 'clips'));
