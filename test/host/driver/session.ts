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
  /** False: VS Code opens with no folder. */
  readonly opensFolder?: boolean;
}

/** VS Code in a browser, from a clean profile, with our packaged extension installed. */
export class Session {
  readonly folder: HostFolder;
  /** The folder with the person's files; what is open in VS Code, unless nothing is. */
  readonly workspace: string;
  readonly server: HostServer;
  readonly workbench: Workbench;
  /** What the browser's console said, from every frame: one line each. */
  readonly consoleLines: readonly string[];
  readonly #browser: BrowserContext;

  private constructor(
    folder: HostFolder,
    workspace: string,
    server: HostServer,
    browser: BrowserContext,
    workbench: Workbench,
    consoleLines: readonly string[],
  ) {
    this.folder = folder;
    this.workspace = workspace;
    this.server = server;
    this.workbench = workbench;
    this.consoleLines = consoleLines;
    this.#browser = browser;
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
    const server = await startServer({ host: HOST, folder, ...options });
    // A test that is cut short must not leave a server behind.
    process.once('SIGTERM', () => {
      killAll(processTree(server.pid));
      process.exit(1);
    });
    let browser: BrowserContext | undefined;
    try {
      browser = await launchBrowser(join(folder.root, 'profile'));
      const page = browser.pages()[0] ?? (await browser.newPage());
      const consoleLines: string[] = [];
      page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => consoleLines.push(`uncaught: ${error.message}`));
      const workbench = new Workbench(page);
      const opened = options.opensFolder === false ? undefined : workspace;
      await workbench.open(workbenchUrl(server, opened));
      return new Session(folder, workspace, server, browser, workbench, consoleLines);
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
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
    await this.#browser.close();
    await this.server.stop();
    rmSync(this.folder.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function screenshotPath(name: string): string {
  return join(repository, 'build/screenshots', HOST, `${name}.png`);
}
