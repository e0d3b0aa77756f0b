import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { killAll, processTree } from './processes.ts';
import {
  type HostFolder,
  hostFolder,
  type HostName,
  type HostServer,
  installExtension,
  startServer,
  workbenchUrl,
} from './server.ts';
import { Workbench } from './workbench.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The host the tests run on: STEMSTAVE_HOST, or the newest. */
export const HOST: HostName = process.env['STEMSTAVE_HOST'] === 'floor' ? 'floor' : 'newest';

/** The recording that comes with the product. */
export const SAMPLE = join(repository, 'media/sample/first-light.ogg');

export interface SessionOptions {
  /**
   * Files to copy into the workspace before VS Code opens, under another name if one is given. What is written right
   * after it has opened may be missed by the Explorer, whose watcher is slower.
   */
  readonly files?: readonly (string | { readonly path: string; readonly name: string })[];
  /** The person's settings, on top of a quiet workbench. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of scope "machine". */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** True: folders are not trusted until the person says so, without being asked. */
  readonly restricted?: boolean;
  /** False: VS Code opens with no folder. */
  readonly opensFolder?: boolean;
}

interface Running {
  readonly server: HostServer;
  readonly browser: BrowserContext;
  readonly workbench: Workbench;
}

/** VS Code in a browser, from a clean profile, with our packaged extension installed. */
export class Session {
  readonly folder: HostFolder;
  /** The folder with the person's files; what is open in VS Code, unless nothing is. */
  readonly workspace: string;
  /** What the browser's console said, from every frame: one line each. */
  readonly consoleLines: string[] = [];
  readonly #options: SessionOptions;
  #running: Running | undefined;

  private constructor(folder: HostFolder, workspace: string, options: SessionOptions) {
    this.folder = folder;
    this.workspace = workspace;
    this.#options = options;
  }

  get server(): HostServer {
    return this.#now.server;
  }

  get workbench(): Workbench {
    return this.#now.workbench;
  }

  get #now(): Running {
    if (this.#running === undefined) throw new Error('VS Code does not run');
    return this.#running;
  }

  /** Installs the extension, starts the server and the browser, and opens the workspace. */
  static async start(options: SessionOptions = {}): Promise<Session> {
    const folder = hostFolder(mkdtempSync(join(tmpdir(), 'stave-')));
    const workspace = join(folder.root, 'songs');
    mkdirSync(workspace);
    for (const file of options.files ?? []) {
      const { path, name } = typeof file === 'string' ? { path: file, name: basename(file) } : file;
      cpSync(path, join(workspace, name));
    }
    const vsix = process.env['STEMSTAVE_VSIX'] ?? join(repository, 'build/stemstave.vsix');
    await installExtension(HOST, folder, vsix);
    const session = new Session(folder, workspace, options);
    await session.#run();
    return session;
  }

  /** @param port the server's address of last time, where there was one: what the browser keeps belongs to it */
  async #run(port?: number): Promise<void> {
    const { folder } = this;
    const address = port === undefined ? {} : { port };
    const server = await startServer({ host: HOST, folder, ...this.#options, ...address });
    // A test that is cut short must not leave a server behind.
    process.once('SIGTERM', () => {
      killAll(processTree(server.pid));
      process.exit(1);
    });
    let browser: BrowserContext | undefined;
    try {
      browser = await launchBrowser(join(folder.root, 'profile'));
      const page = browser.pages()[0] ?? (await browser.newPage());
      page.on('console', (said) => this.consoleLines.push(`${said.type()}: ${said.text()}`));
      page.on('pageerror', (error) => this.consoleLines.push(`uncaught: ${error.message}`));
      const workbench = new Workbench(page);
      const opened = this.#options.opensFolder === false ? undefined : this.workspace;
      await workbench.open(workbenchUrl(server, opened));
      this.#running = { server, browser, workbench };
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  /** Ends the browser and the server, and starts both again with everything they had kept. */
  async restart(): Promise<void> {
    const { server } = this;
    await this.#end();
    await this.#run(server.port);
  }

  async #end(): Promise<void> {
    await this.#now.browser.close();
    await this.#now.server.stop();
  }

  /** A path in the workspace. */
  path(name: string): string {
    return join(this.workspace, name);
  }

  /** What the browser refused because of a content security policy; should be empty. */
  cspViolations(): string[] {
    return this.consoleLines.filter((line) => /content security policy/i.test(line));
  }

  /** Errors nobody caught, in the workbench or in a webview. */
  uncaughtErrors(): string[] {
    return this.consoleLines.filter((line) => line.startsWith('uncaught:'));
  }

  /** Keeps a picture of the window as `build/screenshots/HOST/NAME.png`. */
  async screenshot(name: string): Promise<void> {
    await this.workbench.page.screenshot({ path: screenshotPath(name) });
  }

  /** Ends the browser and the server and removes everything they wrote. */
  async close(): Promise<void> {
    await this.#end();
    rmSync(this.folder.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function screenshotPath(name: string): string {
  return join(repository, 'build/screenshots', HOST, `${name}.png`);
}
