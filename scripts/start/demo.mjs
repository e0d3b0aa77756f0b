import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tsImport } from 'tsx/esm/api';
import { runCommand } from '../setup/run-command.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder VS Code opens: the recording and what became of it. */
export const DEMO_FOLDER = join(root, 'build/demo');

const SAMPLE = join(root, 'media/sample/first-light.ogg');
const PREFERRED_PORT = 8080;

/** A click on a score in the Explorer shows its notation. */
const SETTINGS = {
  'workbench.editorAssociations': { '*.mid': 'stemstave.score', '*.midi': 'stemstave.score' },
};

/** The code that drives hosts in the tests; it is TypeScript. */
export const loadDriver = (name) => tsImport(`../../test/host/driver/${name}.ts`, import.meta.url);

/**
 * Transcribes the sample recording on this computer, into a fresh demo folder. The command prints parts and paths.
 * @returns {Promise<boolean>} whether it worked
 */
export async function transcribeSample() {
  rmSync(DEMO_FOLDER, { recursive: true, force: true });
  mkdirSync(DEMO_FOLDER, { recursive: true });
  cpSync(SAMPLE, join(DEMO_FOLDER, basename(SAMPLE)));
  const words = [
    'dist/cli.js',
    'transcribe',
    'media/sample/first-light.ogg',
    '--out',
    'build/demo',
  ];
  const { code } = await runCommand(process.execPath, words, { cwd: root, timeoutSec: 300 });
  return code === 0;
}

/** Packages the little extension that shows the notation at the start. @returns its `.vsix` */
async function packageOpener(folder) {
  const file = join(folder, 'opener.vsix');
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const words = ['package', '--no-dependencies', '--skip-license', '--allow-missing-repository'];
  await promisify(execFile)(process.execPath, [vsce, ...words, '-o', file], {
    cwd: fileURLToPath(new URL('opener', import.meta.url)),
  });
  return file;
}

/**
 * Serves VS Code on this machine's loopback address, with our extension installed.
 * @param {number | undefined} port where to listen; absent: 8080 if it is free, else any
 * @returns {Promise<{address: string, stop: () => Promise<void>}>} the address that shows the notation
 */
export async function serveDemo(port) {
  const { freePort, hostFolder, installExtension, isFree, startServer } =
    await loadDriver('server');
  const folder = hostFolder(mkdtempSync(join(tmpdir(), 'stave-')));
  const removeFolder = () => rmSync(folder.root, { recursive: true, force: true, maxRetries: 5 });
  try {
    await installExtension('newest', folder, join(root, 'build/stemstave.vsix'));
    await installExtension('newest', folder, await packageOpener(folder.root));
    const server = await startServer({
      host: 'newest',
      folder,
      port: port ?? ((await isFree(PREFERRED_PORT)) ? PREFERRED_PORT : await freePort()),
      settings: SETTINGS,
      opens: DEMO_FOLDER,
    });
    const stop = async () => {
      await server.stop();
      removeFolder();
    };
    return { address: `${server.url}/`, stop };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
