import { access, mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { documentOfTranscription } from '../formats/midi/document-of-transcription.ts';
import type { Provenance } from '../formats/midi/document.ts';
import { readMidi } from '../formats/midi/read.ts';
import { scoreOfDocument } from '../formats/midi/score-of-document.ts';
import { writeMidi } from '../formats/midi/write.ts';
import { writeMusicXml } from '../formats/musicxml/write.ts';
import { countNotes, type Transcription } from '../transcription/model.ts';
import { tuningText } from '../transcription/tuning.ts';
import type { TranscribeCommand } from './arguments.ts';
import { listenWithApikley } from './listen-with-apikley.ts';
import { listenOnDevice } from './listen-on-device.ts';
import type { ProgressLine } from './progress-line.ts';
import { checkFree, writeWhole } from './write-file.ts';

/** `transcribe`: a recording into `NAME.mid` and `NAME.musicxml`; prints parts, notes and paths. */
export async function transcribe(
  command: TranscribeCommand,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const { audioPath, force } = command;
  await checkReadable(audioPath);
  const title = basename(audioPath, extname(audioPath));
  const folder = await outFolder(command.outFolder ?? dirname(audioPath));
  const midiPath = join(folder, `${title}.mid`);
  const musicXmlPath = join(folder, `${title}.musicxml`);
  // Checked before the work: nobody wants to wait, or pay, for a result that cannot be kept.
  for (const path of [midiPath, musicXmlPath]) await checkFree(path, force);

  const listen = command.engine === 'apikley' ? listenWithApikley : listenOnDevice;
  const { transcription, taskIds, sourceSha256, saveStems } = await listen(
    command,
    (p) => {
      progress.update(p);
    },
    signal,
  );
  progress.update({ fraction: 1, message: 'Writing the score' });
  const provenance: Provenance = {
    engine: command.engine,
    sourceName: basename(audioPath),
    sourceSha256,
    taskIds,
  };
  const bytes = writeMidi(documentOfTranscription(title, transcription, provenance));
  await writeWhole(midiPath, bytes);
  await writeWhole(musicXmlPath, writeMusicXml(scoreOfDocument(readMidi(bytes))));
  const stems = command.stems ? await saveStems(join(folder, `${title} stems`)) : [];
  progress.end();
  process.stdout.write(summary(transcription, [midiPath, musicXmlPath, ...stems]));
}

function summary(transcription: Transcription, paths: readonly string[]): string {
  const rows = transcription.instruments.map(
    ({ name, notes }) => `${name.padEnd(24)} ${String(notes.length).padStart(6)} notes`,
  );
  const total = `${'Total'.padEnd(24)} ${String(countNotes(transcription)).padStart(6)} notes`;
  const { tuningHz } = transcription;
  const tuning = tuningHz === undefined ? [] : [`Tuning: ${tuningText(tuningHz)}`];
  return [...rows, total, ...tuning, ...paths].join('\n') + '\n';
}

async function checkReadable(path: string): Promise<void> {
  try {
    await access(path);
  } catch (cause) {
    throw new StemstaveError('file-unreadable', `There is no file ${path}.`, { cause });
  }
}

async function outFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true });
    return path;
  } catch (cause) {
    throw new StemstaveError('write-failed', `The folder ${path} cannot be made.`, { cause });
  }
}
