import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import {
  barsAnswer,
  scoreOpened,
  type HostMessage,
  type ScoreOpened,
} from '../../../src/protocol/host-messages.ts';
import { notesAnswer, playbackOpened } from '../../../src/protocol/performance-messages.ts';
import { parseViewerMessage, type ViewerMessage } from '../../../src/protocol/viewer-messages.ts';
import { arrangeScore, AS_IT_IS, type Arrangement } from '../../../src/score/arrange.ts';
import { withTablature } from '../../../src/score/tablature/with-tablature.ts';
import type { Score } from '../../../src/score/model.ts';
import type { PcmLayout } from '../../../src/protocol/pcm-layout.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { performanceOf } from '../../support/performance-of.ts';
import { projectRoot } from '../../support/source-files.ts';
import { pageAt, viewerFiles } from './viewer-files.ts';

const CHROMIUM = [
  process.env['CHROME_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

/** Why there is no browser to test in; `false` if there is one. */
export const noBrowser: string | false =
  CHROMIUM === undefined ? 'no Chromium on this machine (apt-get install chromium)' : false;

export const THEMES = {
  light: { body: 'vscode-light', background: '#ffffff', foreground: '#3b3b3b' },
  dark: { body: 'vscode-dark', background: '#1f1f1f', foreground: '#cccccc' },
  'high-contrast': {
    body: 'vscode-high-contrast',
    background: '#000000',
    foreground: '#ffffff',
  },
  'high-contrast-light': {
    body: 'vscode-high-contrast vscode-high-contrast-light',
    background: '#ffffff',
    foreground: '#292929',
  },
} as const;

export type Theme = keyof typeof THEMES;

/**
 * What VS Code puts into a webview's page: its API, and the theme as a class and variables. Text,
 * because a compiled function would miss the compiler's helpers in the page.
 */
const PAGE_SIDE = `({ state, body, background, foreground }) => {
  document.addEventListener('securitypolicyviolation', (event) => {
    window.violated(event.violatedDirective + ' ' + event.blockedURI);
  });
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => void window.toHost(message),
    getState: () => state,
    setState: (value) => {
      state = value;
      void window.keepState(value);
    },
  });
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = body;
    const { style } = document.documentElement;
    style.setProperty('--vscode-editor-background', background);
    style.setProperty('--vscode-editor-foreground', foreground);
    style.setProperty('--vscode-focusBorder', '#0078d4');
    style.setProperty('--vscode-errorForeground', '#c72e0f');
  });
}`;

/** The view as VS Code would run it: built, served under its own policy, with a host behind it. */
export class ViewerHost {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #origin: string;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
    this.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<ViewerHost> {
    const files = await viewerFiles();
    const server = createServer((request, response) => {
      const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (path === '/') {
        const origin = `http://${request.headers.host ?? ''}`;
        const page = pageAt(origin, searchParams.get('kept') ?? '');
        response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
        return;
      }
      const file = files.get(path);
      // Browsers ask for an icon on their own account.
      if (file === undefined) response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      else response.setHeader('content-type', file.type).end(file.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    return new ViewerHost(server, browser);
  }

  /** Opens the view in a page of its own. */
  async open(
    options: {
      readonly theme?: Theme;
      readonly width?: number;
      readonly height?: number;
      readonly state?: unknown;
      /** What the host kept of the last view. */
      readonly keptView?: string;
      /** Done to the page before anything is in it. */
      readonly prepare?: (page: Page) => Promise<void>;
    } = {},
  ) {
    const { theme = 'light', width = 1100, height = 800, state, keptView = '', prepare } = options;
    const page = await this.#browser.newPage({ viewport: { width, height } });
    const opened = new OpenViewer(page);
    await opened.prepare(theme, state);
    await prepare?.(page);
    await page.goto(`${this.#origin}/?kept=${encodeURIComponent(keptView)}`);
    await opened.receivedOf('ready');
    return opened;
  }

  /** For other pages to be opened beside the view. */
  get browser(): Browser {
    return this.#browser;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

/** One open view and everything it has said. */
export class OpenViewer {
  readonly page: Page;
  readonly received: ViewerMessage[] = [];
  readonly malformed: string[] = [];
  readonly violations: string[] = [];
  readonly failures: string[] = [];
  #shown: Shown | undefined;
  #whole: Score | undefined;
  #arrangement: Arrangement = AS_IT_IS;
  #revision = 0;
  state: unknown;
  answers = true;

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.failures.push(message.text());
    });
  }

  async prepare(theme: Theme, state: unknown): Promise<void> {
    const { page } = this;
    await page.exposeFunction('toHost', (message: unknown) => {
      this.#receive(message);
    });
    await page.exposeFunction('keepState', (kept: unknown) => {
      this.state = kept;
    });
    await page.exposeFunction('violated', (text: string) => this.violations.push(text));
    const given = JSON.stringify({ state, ...THEMES[theme] });
    await page.addInitScript({ content: `(${PAGE_SIDE})(${given})` });
  }

  /** Shows a score, and answers what the view asks about it, of its recording too if there is one. */
  async show(score: Score, recording?: SoundFile, stems: readonly SoundFile[] = []): Promise<void> {
    await this.post(this.opening(score, recording, stems));
  }

  /** The message that shows a score; questions are answered about this one from now on. */
  opening(score: Score, recording?: SoundFile, stems: readonly SoundFile[] = []): ScoreOpened {
    const performance = performanceOf(score);
    this.#whole = score;
    const revision = ++this.#revision;
    const performanceId = revision;
    const shown = arranged(score, this.#arrangement);
    this.#shown = { score: shown, performance, recording, stems, revision, performanceId };
    return scoreOpened(shown, score, { revision, performanceId });
  }

  /** As the host does it: the performance stays whole, whatever parts are shown. */
  #arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    if (this.#shown === undefined) return;
    const whole = this.#whole ?? this.#shown.score;
    const score = arranged(whole, arrangement);
    this.#shown = { ...this.#shown, score, revision: ++this.#revision };
    void this.post(scoreOpened(score, whole, this.#shown)).catch(() => undefined);
  }

  /** Another recording lies beside the score, or the same is another file now. */
  async offerRecording(recording: SoundFile): Promise<void> {
    if (this.#shown === undefined) return;
    this.#shown = { ...this.#shown, recording };
    await this.post(recordingAnswer(this.#shown));
  }

  /** Stems come or go beside the score. */
  async offerStems(change: (stems: readonly SoundFile[]) => readonly SoundFile[]): Promise<void> {
    if (this.#shown === undefined) return;
    this.#shown = { ...this.#shown, stems: change(this.#shown.stems) };
    await this.post(recordingAnswer(this.#shown));
  }

  #rename({ partId, name }: { readonly partId: string; readonly name: string }): void {
    if (this.#whole === undefined) return;
    const parts = this.#whole.parts.map((part) => (part.id === partId ? { ...part, name } : part));
    this.#whole = { ...this.#whole, parts };
    this.#arrange(this.#arrangement);
  }

  async post(message: unknown): Promise<void> {
    // JSON and bytes, as between VS Code and its webviews. (A named function would miss the compiler's helpers.)
    await this.page.evaluate(
      (text) => {
        const message: unknown = text.includes('"base64"')
          ? JSON.parse(text, (_, value: unknown) =>
              typeof value === 'object' && value !== null && 'base64' in value
                ? Uint8Array.from(atob(String(value.base64)), (c) => c.charCodeAt(0)).buffer
                : value,
            )
          : JSON.parse(text);
        window.postMessage(message, '*');
      },
      JSON.stringify(message, bytesAsText),
    );
  }

  /** Waits until the view has said this. */
  async receivedOf<Type extends ViewerMessage['type']>(
    type: Type,
    isWanted: (message: Extract<ViewerMessage, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ViewerMessage, { type: Type }>> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
      for (const message of this.received) {
        if (isOfType(message, type) && isWanted(message)) return message;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(
      `The view never said “${type}”. It said: ${JSON.stringify(this.received).slice(0, 500)} ${this.failures.join()}`,
    );
  }

  /** Noteheads now in the page, by part. */
  async noteheads(): Promise<Record<string, number>> {
    return this.page.evaluate(() => {
      const counts: Record<string, number> = {};
      for (const note of document.querySelectorAll<SVGElement>('.stemstave-note')) {
        const part = note.dataset['part'] ?? '?';
        counts[part] = (counts[part] ?? 0) + note.querySelectorAll('.vf-notehead').length;
      }
      return counts;
    });
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({
      path: join(projectRoot, 'build', 'screenshots', `${name}.png`),
    });
  }

  #receive(message: unknown): void {
    const parsed = parseViewerMessage(message);
    if (!parsed.ok) {
      this.malformed.push(parsed.reason);
      return;
    }
    this.received.push(parsed.message);
    if (parsed.message.type === 'arrange') this.#arrange(parsed.message);
    if (parsed.message.type === 'rename-part') this.#rename(parsed.message);
    const answer = this.#shown && this.answers ? answerTo(parsed.message, this.#shown) : undefined;
    if (answer !== undefined) void this.post(answer).catch(() => undefined);
  }
}

interface Shown {
  readonly score: Score;
  readonly performance: Transcription;
  readonly recording: SoundFile | undefined;
  readonly stems: readonly SoundFile[];
  readonly revision: number;
  readonly performanceId: number;
}

/** A file to be heard beside the score. */
export interface SoundFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Its size as it is offered, where that is not the true one. */
  readonly claimedBytes?: number;
  /** Of recordings that are offered to be streamed. */
  readonly pcm?: PcmLayout;
  /** Makes bytes as they are asked for, in place of `bytes`; or says what has become of the file. */
  readonly read?: (offset: number, byteCount: number) => Uint8Array | 'gone' | 'changed';
}

/** What the host would answer; nothing to what is no question. */
function answerTo(message: ViewerMessage, shown: Shown): HostMessage | undefined {
  const { score, performance, recording, stems, revision, performanceId } = shown;
  switch (message.type) {
    case 'request-bars':
      return barsAnswer(score, revision, message);
    case 'request-playback':
      return playbackOpened(score, performance, performanceId);
    case 'request-notes':
      return notesAnswer(performance, performanceId, message);
    case 'request-recording':
      return recordingAnswer(shown);
    case 'request-recording-bytes': {
      const { requestId, offset, byteCount, stem } = message;
      const file = stem === null ? recording : stems[stem];
      const read =
        file?.read?.(offset, byteCount) ?? file?.bytes.subarray(offset, offset + byteCount);
      const bytes = typeof read === 'object' ? new Uint8Array(read).buffer : null;
      const isChanged = read === 'changed';
      return { version: 1, type: 'recording-bytes', performanceId, requestId, bytes, isChanged };
    }
    case 'ready':
    case 'keep-view':
    case 'cancel-hearing':
    case 'arrange':
    case 'rename-part':
    case 'log':
    case 'rendered':
    case 'page-rasterised':
    case 'copy-selection':
      return undefined;
  }
}

/** As the host does it, which has the tablature made in a thread. */
function arranged(score: Score, arrangement: Arrangement): Score {
  return arrangeScore(arrangement.isTabShown ? withTablature(score) : score, arrangement);
}

function recordingAnswer({ performanceId, recording, stems }: Shown): HostMessage {
  return {
    version: 1,
    type: 'recording',
    performanceId,
    recording: recording ? { ...offerOf(recording), pcm: recording.pcm ?? null } : null,
    sentence: recording ? '' : 'The recording is not beside this score.',
    stems: stems.map(offerOf),
  };
}

function offerOf({ name, bytes, claimedBytes }: SoundFile): { name: string; byteLength: number } {
  return { name, byteLength: claimedBytes ?? bytes.byteLength };
}

function bytesAsText(_: string, value: unknown): unknown {
  return value instanceof ArrayBuffer ? { base64: Buffer.from(value).toString('base64') } : value;
}

function isOfType<Type extends ViewerMessage['type']>(
  message: ViewerMessage,
  type: Type,
): message is Extract<ViewerMessage, { type: Type }> {
  return message.type === type;
}
