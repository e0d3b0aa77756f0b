import { extname } from 'node:path';
import { redact } from '../../engines/apikley/redact.ts';
import type { JobOverview } from '../../jobs/job-store.ts';
import type { LiveJob } from './live-jobs.ts';

/** What the report says about where it comes from. */
export interface Surroundings {
  readonly extensionVersion: string;
  readonly editorVersion: string;
  readonly platform: string;
}

/**
 * A report on one job, for whoever helps: what was asked of the service and how it answered, by codes
 * and times. File names, folders, addresses and keys stay here.
 */
export function diagnosticReport(
  live: LiveJob | undefined,
  overview: JobOverview | undefined,
  surroundings: Surroundings,
): string {
  const lines = [
    '# Stemstave diagnostic report',
    '',
    `Stemstave ${surroundings.extensionVersion}, VS Code ${surroundings.editorVersion}, ${surroundings.platform}`,
    ...(live === undefined ? [] : linesOfLive(live)),
    ...(overview === undefined ? [] : linesOfRecord(overview)),
  ];
  // Nothing above should hold a secret; what does all the same is taken out here.
  return `${redact(lines.join('\n'))}\n`;
}

function linesOfLive({ engine, phase, startedAtMs, error }: LiveJob): string[] {
  return [
    '',
    `Engine ${engine}, ${phase} in this window, started ${moment(startedAtMs)}`,
    ...(error === undefined ? [] : [`Error ${error.code}: ${withoutNames(error.message)}`]),
  ];
}

function linesOfRecord({ job, state, isRunning }: JobOverview): string[] {
  const { source, error } = job;
  return [
    '',
    `Job ${job.id}`,
    `- service: ${host(job.service)}`,
    `- state: ${state}${isRunning ? ' (running)' : ''}`,
    source.kind === 'audio'
      ? `- source: a ${extname(source.name).slice(1) || 'nameless'} file of ${source.sizeBytes} bytes, SHA-256 ${source.sha256.slice(0, 12)}…`
      : `- source: ${source.kind} ${source.taskId}`,
    `- begun ${moment(job.createdAtMs)}, changed ${moment(job.updatedAtMs)}`,
    ...(error === undefined
      ? []
      : [
          `- error ${error.code}${error.mayHaveBeenCharged ? ' (may have been charged)' : ''}: ${withoutNames(error.sentence)}`,
        ]),
    ...job.steps.map((step) => {
      const { name, detail, taskId, errorCode, sentAtMs, balanceBefore, balanceAfter } = step;
      return [
        `- ${moment(sentAtMs)} ${name}${detail === '' ? '' : ` (${detail})`}: ${step.state}`,
        ...(taskId === undefined ? [] : [`task ${taskId}`]),
        ...(errorCode === undefined ? [] : [`code ${errorCode}`]),
        ...(balanceBefore === undefined
          ? []
          : [`balance ${balanceBefore} → ${balanceAfter ?? '?'}`]),
      ].join(', ');
    }),
  ];
}

/** Sentences name files in quotation marks. */
function withoutNames(sentence: string): string {
  return sentence.replace(/“[^”]*”/g, '“…”');
}

function host(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : 'unknown';
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}
