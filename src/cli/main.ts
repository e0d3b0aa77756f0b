import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledError, StemstaveError, assertNever } from '../errors.ts';
import { withoutSecrets } from '../engines/apikley/redact.ts';
import { HELP, UsageError, parseCommand, type Command } from './arguments.ts';
import { listJobs, resumeJob } from './jobs.ts';
import { notate } from './notate.ts';
import { ProgressLine } from './progress-line.ts';
import { transcribe } from './transcribe.ts';

/** The exit codes promised by `--help`. */
const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

async function run(args: readonly string[]): Promise<number> {
  const progress = new ProgressLine(process.stderr);
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
  });
  try {
    await perform(parseCommand(args), progress, controller.signal);
    return EXIT.done;
  } catch (error) {
    progress.end();
    process.stderr.write(`${withoutSecrets(sentenceOf(error))}\n`);
    if (error instanceof UsageError) return EXIT.usage;
    return error instanceof CancelledError ? EXIT.cancelled : EXIT.failed;
  }
}

async function perform(
  command: Command,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'version':
      process.stdout.write(`${version()}\n`);
      return;
    case 'transcribe':
      await transcribe(command, progress, signal);
      return;
    case 'jobs':
      await listJobs();
      return;
    case 'resume':
      await resumeJob(command, progress, signal);
      return;
    case 'notate':
      await notate(command, progress, signal);
      return;
    default:
      assertNever(command);
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} See stemstave --help.`;
  if (error instanceof StemstaveError) {
    const charged = error.mayHaveBeenCharged ? ' The service may have charged for it.' : '';
    return error.message + charged;
  }
  return `Something went wrong inside Stemstave: ${error instanceof Error ? error.message : String(error)}`;
}

/** From the manifest beside the bundle's folder, so that it is written down once. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
