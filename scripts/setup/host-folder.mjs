import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './run-command.mjs';

const hosts = fileURLToPath(new URL('../../test/host', import.meta.url));

/** Packages VS Code loads that would have to be compiled or downloaded, and what we give it instead. */
const STAND_INS = {
  '@vscode/spdlog': 'spdlog',
  '@vscode/native-watchdog': 'native-watchdog',
  'native-watchdog': 'native-watchdog',
  '@vscode/ripgrep': 'ripgrep',
};

/** The built-in extensions a score needs around it. Without the rest (Git, Copilot …) a host starts twice as fast. */
const BUILT_INS = [
  'configuration-editing',
  'json',
  'json-language-features',
  'media-preview',
  'theme-defaults',
  'theme-modern-icons',
  'theme-seti',
];

/** Every package in a node_modules folder, scoped ones as `@scope/name`. */
function packagesIn(folder) {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`)
        : [name],
    );
}

function link(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(relative(dirname(to), from), to, 'junction');
}

/**
 * Gives code-server's VS Code the modules that its own (skipped) install script would have compiled. Links are not a
 * nicety: the browser asks for some of these modules by their address under `lib/vscode/node_modules`.
 */
function linkModules(installed, vscode) {
  const modules = join(vscode, 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  for (const [name, folder] of Object.entries(STAND_INS)) {
    // Copied, so that a stand-in finds its own imports among the host's modules.
    cpSync(join(hosts, 'stand-ins', folder), join(modules, name), { recursive: true });
  }
  for (const name of packagesIn(installed)) {
    if (name === 'code-server' || name.startsWith('node-linux')) continue;
    if (!existsSync(join(modules, name))) link(join(installed, name), join(modules, name));
  }
}

function keepFewBuiltIns(vscode) {
  const all = join(vscode, 'extensions.all');
  const few = join(vscode, 'extensions');
  if (!existsSync(all)) renameSync(few, all);
  rmSync(few, { recursive: true, force: true });
  mkdirSync(few);
  for (const name of BUILT_INS) {
    if (existsSync(join(all, name))) link(join(all, name), join(few, name));
  }
}

/** Changes whenever an install made from the same files would come out different. */
function fingerprint(folder) {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(folder, 'package-lock.json')));
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(join(hosts, 'stand-ins'), { recursive: true }).sort()) {
    if (/\.(mjs|cjs|json)$/.test(name)) hash.update(readFileSync(join(hosts, 'stand-ins', name)));
  }
  return hash.digest('hex');
}

/**
 * Installs one VS Code host (`newest` or `floor`) unless it is there already: packages from the lockfile, no install
 * scripts, no compiler.
 * @param {'newest' | 'floor'} name
 * @throws {Error} a sentence saying what went wrong
 */
export async function installHost(name) {
  const folder = join(hosts, name);
  const installed = join(folder, 'node_modules');
  const stamp = join(installed, '.stemstave-host');
  const wanted = fingerprint(folder);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(`Installing VS Code (${name}) from npm, about 500 MB, into test/host/${name} …`);
  const { code } = await runNpm(
    ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'],
    {
      cwd: folder,
      timeoutSec: 600,
    },
  );
  if (code !== 0) {
    throw new Error(
      `npm could not install the VS Code host in test/host/${name}. Its messages are above.`,
    );
  }
  const vscode = join(installed, 'code-server/lib/vscode');
  linkModules(installed, vscode);
  keepFewBuiltIns(vscode);
  writeFileSync(stamp, wanted);
}
