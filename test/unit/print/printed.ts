import { join } from 'node:path';
import { printInThread } from '../../../src/print/print-thread.ts';
import type { PrintRequest } from '../../../src/print/requests.ts';
import type { Score } from '../../../src/score/model.ts';
import { projectRoot } from '../../support/source-files.ts';

const dist = join(projectRoot, 'dist');

/** The thread and fonts as the build made them. */
export const printParts = {
  workerPath: join(dist, 'print-worker.js'),
  fontsFolder: join(dist, 'fonts'),
};

/** A score as files, from the thread that ships. */
export async function printed(
  score: Score,
  format: PrintRequest['format'],
  options: {
    readonly paper?: PrintRequest['paper'];
    readonly partId?: string;
    readonly systemFontFolders?: readonly string[];
  } = {},
): Promise<readonly Buffer[]> {
  const { paper = 'a4', partId, systemFontFolders = [] } = options;
  const files = await printInThread(
    printParts,
    { score, format, paper, partId, systemFontFolders },
    () => undefined,
    new AbortController().signal,
  );
  return files.map((file) => Buffer.from(file));
}
