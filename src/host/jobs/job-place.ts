import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Job } from '../../jobs/job.ts';
import type { TranscriptionJob } from '../transcriber.ts';

/** Where a job of the journal belongs in the person's files. */
export type JobPlace = Pick<TranscriptionJob, 'id' | 'recording' | 'title' | 'folder'>;

/**
 * Where a job of the journal writes its score: where it was to be written at first, else beside its
 * recording, else into the first folder that is open.
 * @returns `undefined` if there is no such place
 */
export function placeOf(job: Job): JobPlace | undefined {
  const { source, scorePath } = job;
  const recording =
    source.kind === 'audio' && source.path !== undefined ? vscode.Uri.file(source.path) : undefined;
  const id = recording?.toString() ?? JSON.stringify(source);
  if (scorePath !== undefined) {
    const score = vscode.Uri.file(scorePath);
    const folder = vscode.Uri.joinPath(score, '..');
    return { id, recording, title: basename(scorePath, extname(scorePath)), folder };
  }
  const folder =
    recording === undefined
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(recording, '..');
  const name = source.kind === 'audio' ? source.name : `${source.taskId}.mid`;
  return folder && { id, recording, title: basename(name, extname(name)), folder };
}
