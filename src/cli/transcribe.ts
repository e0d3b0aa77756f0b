import { access } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { StemstaveError } from '../errors.ts';
import type { TranscribeCommand } from './arguments.ts';
import { listenWithApikley } from './listen-with-apikley.ts';
import { listenOnDevice } from './listen-on-device.ts';
import type { ProgressLine } from './progress-line.ts';
import { planScoreFiles, summaryOf, writeScoreFiles } from './score-files.ts';

/** `transcribe`: a recording into `NAME.mid` and `NAME.musicxml`; prints parts, notes and paths. */
export async function transcribe(
  command: TranscribeCommand,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const { audioPath, force, outFolder, stems } = command;
  await access(audioPath).catch((cause: unknown) => {
    throw new StemstaveError('file-unreadable', `There is no file ${audioPath}.`, { cause });
  });
  const title = basename(audioPath, extname(audioPath));
  const files = await planScoreFiles(outFolder ?? dirname(audioPath), title, force);
  const listen = command.engine === 'apikley' ? listenWithApikley : listenOnDevice;
  const heard = await listen(
    command,
    resolve(files.midiPath),
    (p) => {
      progress.update(p);
    },
    signal,
  );
  progress.update({ fraction: 1, message: 'Writing the score' });
  const paths = await writeScoreFiles(files, heard, stems);
  progress.end();
  process.stdout.write(summaryOf(heard.transcription, paths));
}
