import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { documentOfTranscription } from '../formats/midi/document-of-transcription.ts';
import { readMidi } from '../formats/midi/read.ts';
import { scoreOfDocument } from '../formats/midi/score-of-document.ts';
import { writeMidi } from '../formats/midi/write.ts';
import { writeMusicXml } from '../formats/musicxml/write.ts';
import { countNotes, type Transcription } from '../transcription/model.ts';
import { tuningText } from '../transcription/tuning.ts';
import type { Heard } from './listen.ts';
import { checkFree, writeWhole } from './write-file.ts';

/** Where the files of one score go. */
export interface ScoreFiles {
  readonly title: string;
  /** Absolute, as all of these. */
  readonly midiPath: string;
  readonly musicXmlPath: string;
  readonly stemsFolder: string;
}

/**
 * Plans `NAME.mid` and `NAME.musicxml`, before the work: nobody wants to wait, or pay, for a result that
 * cannot be kept.
 * @throws {StemstaveError} `file-exists`, `write-failed`
 */
export async function planScoreFiles(
  folder: string,
  title: string,
  mayReplace: boolean,
): Promise<ScoreFiles> {
  const place = resolve(folder);
  await mkdir(place, { recursive: true }).catch((cause: unknown) => {
    throw new StemstaveError('write-failed', `The folder ${folder} cannot be made.`, { cause });
  });
  const midiPath = join(folder, `${title}.mid`);
  const musicXmlPath = join(folder, `${title}.musicxml`);
  for (const path of [midiPath, musicXmlPath]) await checkFree(path, mayReplace);
  return { title, midiPath, musicXmlPath, stemsFolder: join(folder, `${title} stems`) };
}

/** Writes what was heard. @returns the paths */
export async function writeScoreFiles(
  { title, midiPath, musicXmlPath, stemsFolder }: ScoreFiles,
  { transcription, provenance, saveStems }: Heard,
  wantsStems: boolean,
): Promise<readonly string[]> {
  const bytes = writeMidi(documentOfTranscription(title, transcription, provenance));
  await writeWhole(midiPath, bytes);
  await writeWhole(musicXmlPath, writeMusicXml(scoreOfDocument(readMidi(bytes))));
  const stems = wantsStems ? await saveStems(stemsFolder) : [];
  return [midiPath, musicXmlPath, ...stems];
}

/** Parts, notes and paths, for the terminal. */
export function summaryOf(transcription: Transcription, paths: readonly string[]): string {
  const rows = transcription.instruments.map(
    ({ name, notes }) => `${name.padEnd(24)} ${String(notes.length).padStart(6)} notes`,
  );
  const total = `${'Total'.padEnd(24)} ${String(countNotes(transcription)).padStart(6)} notes`;
  const { tuningHz } = transcription;
  const tuning = tuningHz === undefined ? [] : [`Tuning: ${tuningText(tuningHz)}`];
  return [...rows, total, ...tuning, ...paths].join('\n') + '\n';
}
