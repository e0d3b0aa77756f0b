// Band levels of raw sound (16-bit mono at 22 050 Hz), by the code that ships: one .f32 per .s16 in the folder.
// Run with: node --import tsx scripts/training/drums/features.mjs FOLDER
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BandStream } from '../../../src/engines/on-device/drums/bands.ts';

const folder = process.argv[2];
for (const name of readdirSync(folder).filter((each) => each.endsWith('.s16'))) {
  const bytes = readFileSync(join(folder, name));
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const bands = new BandStream();
  bands.push(Float32Array.from(samples, (sample) => sample / 0x8000));
  const levels = bands.finish();
  writeFileSync(
    join(folder, name.replace('.s16', '.f32')),
    Buffer.from(levels.buffer, levels.byteOffset, levels.byteLength),
  );
}
