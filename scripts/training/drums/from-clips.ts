/**
 * Adds what was heard in the training clips of the note net to the drum net's data.
 * Run with: node --import tsx scripts/training/drums/from-clips.ts CACHE DATA
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hearOnce } from '../../../test/bench/engine/hear.ts';
import type { Truth } from '../../../test/bench/engine/truth.ts';

async function main(cacheDir: string, data: string): Promise<void> {
  const clips = join(cacheDir, 'clips');
  for (const name of readdirSync(clips).filter((each) => each.endsWith('-training.json'))) {
    const clip = JSON.parse(readFileSync(join(clips, name), 'utf8')) as Truth & { file: string };
    if (!existsSync(`${clip.file}.heard`)) continue;
    const { levels } = await hearOnce(clip.file, () => Promise.reject(new Error('run listen.ts')));
    const path = join(data, `clip-${name.replace('.json', '')}`);
    writeFileSync(`${path}.f32`, Buffer.from(levels.buffer, levels.byteOffset, levels.byteLength));
    const strokes = clip.hits.map(({ startSec, pitch, velocity }) => [startSec, pitch, velocity]);
    writeFileSync(`${path}.json`, JSON.stringify(strokes));
  }
}

const [cacheDir = 'cache', data = 'data'] = process.argv.slice(2);
void main(cacheDir, data);
