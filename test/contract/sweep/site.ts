import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallWav } from '../support.ts';

/** A folder for the records of one scenario, beside a recording. */
export interface Site {
  readonly folder: string;
  readonly recording: string;
  remove(): Promise<void>;
}

export async function newSite(): Promise<Site> {
  const root = await mkdtemp(join(tmpdir(), 'stemstave-site-'));
  const recording = join(root, 'song.wav');
  await writeFile(recording, smallWav(2000));
  return {
    folder: join(root, 'jobs'),
    recording,
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 10 }),
  };
}
