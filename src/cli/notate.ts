import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { writeAbc } from '../formats/abc/write.ts';
import { readMidi } from '../formats/midi/read.ts';
import { scoreOfDocument } from '../formats/midi/score-of-document.ts';
import { writeMusicXml } from '../formats/musicxml/write.ts';
import { printInThread } from '../print/print-thread.ts';
import { singlePart } from '../score/excerpt.ts';
import type { Part, Score } from '../score/model.ts';
import { withTablature } from '../score/tablature/with-tablature.ts';
import type { Command } from './arguments.ts';
import type { ProgressLine } from './progress-line.ts';
import { checkFree, writeWhole } from './write-file.ts';

type Notate = Command & { readonly kind: 'notate' };

/** `notate`: a score from any `.mid`, its beats found in the performance where the file has none. */
export async function notate(
  command: Notate,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const { midiPath, outPath, force } = command;
  await checkFree(outPath, force);
  const document = readMidi(await readBytes(midiPath));
  const title = document.title === '' ? basename(midiPath, extname(midiPath)) : document.title;
  const read = scoreOfDocument({ ...document, title });
  const score = command.tablature ? withTablature(read) : read;
  const part = partNamed(score, command.partName);
  const files = await filesOf(command, score, part, progress, signal);
  progress.end();
  const paths = files.length === 1 ? [outPath] : files.map((_, i) => numbered(outPath, i + 1));
  if (files.length > 1) for (const path of paths) await checkFree(path, force);
  for (const [i, path] of paths.entries()) {
    await writeWhole(path, files[i] ?? '');
    process.stdout.write(`${path}\n`);
  }
}

/** One file, or one for each page. */
async function filesOf(
  { outPath, paper }: Notate,
  score: Score,
  part: Part | undefined,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<readonly (string | Uint8Array)[]> {
  const extension = extname(outPath).toLowerCase();
  if (extension !== '.pdf' && extension !== '.svg') {
    const chosen = part === undefined ? score : singlePart(score, part.id);
    return [extension === '.abc' ? writeAbc(chosen) : writeMusicXml(chosen)];
  }
  return printInThread(
    { workerPath: join(__dirname, 'print-worker.js'), fontsFolder: join(__dirname, 'fonts') },
    { score, format: extension === '.pdf' ? 'pdf' : 'svg', paper, partId: part?.id },
    (fraction) => {
      progress.update({ fraction, message: 'Engraving' });
    },
    signal,
  );
}

function partNamed(score: Score, name: string | undefined): Part | undefined {
  if (name === undefined) return undefined;
  const part = score.parts.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (part !== undefined) return part;
  const names = score.parts.map((each) => each.name).join(', ');
  throw new StemstaveError('no-such-part', `There is no part "${name}". The parts are ${names}.`);
}

function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new StemstaveError('file-unreadable', `${path} cannot be read.`, { cause });
  }
}
