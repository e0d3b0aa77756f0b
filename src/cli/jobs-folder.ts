import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isThere } from '../jobs/is-there.ts';
import { commandLineFolder, openStores, type JobStores } from '../jobs/job-stores.ts';

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
 */
export async function jobStores(): Promise<JobStores> {
  const { STEMSTAVE_JOBS: chosen } = process.env;
  if (chosen !== undefined && chosen !== '') return openStores([resolve(chosen)]);
  const own = commandLineFolder();
  const others: string[] = [];
  for (const folder of vsCodeFolders()) {
    if (await isThere(folder)) others.push(folder);
  }
  const [first, ...rest] = others;
  return openStores(first === undefined ? [own] : [first, ...rest, own]);
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
