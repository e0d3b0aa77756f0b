import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where records of paid work live, as other programs of the user's keep their state; or the folder of
 * the extension in VS Code, so that the two do not pay for the same recording.
 */
export function jobsFolder(): string {
  const { STEMSTAVE_JOBS: chosen, XDG_STATE_HOME: home } = process.env;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  return join(home ?? stateFolder(), 'stemstave', 'jobs');
}

/** Where this system's programs keep what is neither settings nor documents. */
function stateFolder(): string {
  if (process.platform === 'win32') {
    return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  }
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support')
    : join(homedir(), '.local', 'state');
}
