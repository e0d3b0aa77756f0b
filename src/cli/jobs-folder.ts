import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { jobForRecording, type Job } from '../jobs/job.ts';
import { isThere } from '../jobs/is-there.ts';
import { JobStore } from '../jobs/job-store.ts';

/** Programs that run extensions of VS Code, by the folder they keep their data in. */
const DESKTOPS = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor'] as const;
const SERVERS = [
  '.vscode-server/data',
  '.vscode-server-insiders/data',
  '.vscode-remote/data',
] as const;

/**
 * Records of paid work on this computer: VS Code's, where it has any, and this program's own. With
 * `STEMSTAVE_JOBS` set, those in that folder only.
 * @returns at least one; new jobs belong into the first
 */
export async function jobStores(): Promise<readonly [JobStore, ...JobStore[]]> {
  const { STEMSTAVE_JOBS: chosen } = process.env;
  if (chosen !== undefined && chosen !== '') return [new JobStore(resolve(chosen))];
  const own = new JobStore(join(stateFolder(), 'stemstave', 'jobs'));
  const others: JobStore[] = [];
  for (const folder of vsCodeFolders()) {
    if (await isThere(folder)) others.push(new JobStore(folder));
  }
  const [first, ...rest] = others;
  return first === undefined ? [own] : [first, ...rest, own];
}

/**
 * The records to work with: those that know of this recording already, so that a job is gone on with
 * whoever has begun it, and not paid for twice.
 */
export async function storeFor(
  sha256: string,
): Promise<{ readonly store: JobStore; readonly earlier: Job | undefined }> {
  const stores = await jobStores();
  for (const store of stores) {
    const earlier = await jobFor(store, sha256);
    if (earlier !== undefined) return { store, earlier };
  }
  return { store: stores[0], earlier: undefined };
}

/** The job for a recording that there is to go on with, whatever its options. */
export async function jobFor(store: JobStore, sha256: string): Promise<Job | undefined> {
  const { jobs } = await store.journal.load();
  return jobForRecording(jobs, sha256);
}

function vsCodeFolders(): readonly string[] {
  const home = homedir();
  const settings = {
    win32: process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'),
    darwin: join(home, 'Library', 'Application Support'),
  } as const;
  const data =
    process.platform === 'win32' || process.platform === 'darwin'
      ? settings[process.platform]
      : (process.env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
  const roots = [
    ...DESKTOPS.map((name) => join(data, name)),
    ...SERVERS.map((name) => join(home, name)),
    join(process.env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'code-server'),
  ];
  return roots.map((root) => join(root, 'User', 'globalStorage', 'stemstave.stemstave', 'jobs'));
}

/** Where this system's programs keep what is neither settings nor documents. */
function stateFolder(): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = process.env;
  if (state !== undefined && state !== '') return state;
  if (process.platform === 'win32') return local ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support')
    : join(homedir(), '.local', 'state');
}
