import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { readMidi } from '../formats/midi/read.ts';
import { scoreOfDocument } from '../formats/midi/score-of-document.ts';
import { writeMusicXml } from '../formats/musicxml/write.ts';
import type { Command } from './arguments.ts';
import { checkFree, writeWhole } from './write-file.ts';

/** `notate`: a score from any `.mid`, its beats found in the performance where the file has none. */
export async function notate(command: Command & { readonly kind: 'notate' }): Promise<void> {
  const { midiPath, outPath, force } = command;
  await checkFree(outPath, force);
  const document = readMidi(await readBytes(midiPath));
  const title = document.title === '' ? basename(midiPath, extname(midiPath)) : document.title;
  const score = scoreOfDocument({ ...document, title });
  await writeWhole(outPath, writeMusicXml(score));
  process.stdout.write(`${outPath}\n`);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new StemstaveError('file-unreadable', `${path} cannot be read.`, { cause });
  }
}
