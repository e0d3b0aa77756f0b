import type * as vscode from 'vscode';
import type { ApiKeyStore } from './api-key-store.ts';
import type { CallbackPort } from './callback-port.ts';
import type { JobLibrary } from './jobs/job-library.ts';
import type { LiveJobs } from './jobs/live-jobs.ts';
import type { PrintParts } from '../print/print-thread.ts';
import type { OpenScores } from './open-scores.ts';
import type { PagePainters } from './page-painters.ts';
import type { ScoreService } from './score-service.ts';
import type { Transcriber } from './transcriber.ts';

/** The parts `activate` builds once and commands share. */
export interface HostServices {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly keys: ApiKeyStore;
  readonly scores: ScoreService;
  readonly live: LiveJobs;
  readonly library: JobLibrary;
  readonly callbacks: CallbackPort;
  readonly transcriber: Transcriber;
  readonly print: PrintParts;
  readonly painters: PagePainters;
  readonly openScores: OpenScores;
}
