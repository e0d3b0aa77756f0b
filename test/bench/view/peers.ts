import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '../../support/source-files.ts';

/** Another program that draws MusicXML in a browser, as it comes from npm. */
export interface Peer {
  readonly name: string;
  /** Whether it draws the whole score before it is done; else only what is near the viewport. */
  readonly drawsAll: boolean;
  /** Scripts of its page. */
  readonly scripts: readonly string[];
  /** Makes it ready to draw, fonts and all: not measured. Has `sheet`, the element to draw into. */
  readonly prepare: string;
  /**
   * Draws `xml`; calls `seen()` when something of the music is in the page. Text, because compiled
   * functions would miss the compiler's helpers in the page.
   */
  readonly draw: string;
}

export const PEERS: readonly Peer[] = [
  {
    name: 'OpenSheetMusicDisplay',
    drawsAll: true,
    scripts: ['opensheetmusicdisplay/build/opensheetmusicdisplay.min.js'],
    prepare: `
      window.osmd = new opensheetmusicdisplay.OpenSheetMusicDisplay(sheet, {
        autoResize: false, backend: 'svg', drawingParameters: 'default',
      });`,
    draw: `
      await osmd.load(xml);
      osmd.render();
      seen();`,
  },
  {
    name: 'Verovio',
    drawsAll: true,
    scripts: ['verovio/dist/verovio-toolkit-wasm.js'],
    prepare: `
      await new Promise((resolve) => { verovio.module.onRuntimeInitialized = resolve; });
      window.toolkit = new verovio.toolkit();
      toolkit.setOptions({ scale: 38, pageWidth: 2800, pageHeight: 3600, footer: 'none' });`,
    draw: `
      toolkit.loadData(xml);
      const pages = toolkit.getPageCount();
      for (let page = 1; page <= pages; page++) {
        // Its pages share the ids of their glyphs: each in a tree of its own, or the page slows down.
        const holder = document.createElement('div');
        holder.attachShadow({ mode: 'open' }).innerHTML = toolkit.renderToSVG(page);
        sheet.append(holder);
        if (page === 1) {
          seen();
          await breathe();
        }
      }`,
  },
  {
    name: 'alphaTab',
    drawsAll: false,
    scripts: ['@coderline/alphatab/dist/alphaTab.min.js'],
    prepare: `
      window.api = new alphaTab.AlphaTabApi(sheet, {
        core: {
          fontDirectory: '/@coderline/alphatab/dist/font/',
          useWorkers: false,
          enableLazyLoading: true,
        },
        player: { enablePlayer: false },
        display: { staveProfile: 'Score' },
      });
      // It fetches its font by itself.
      await document.fonts.load('34px alphaTab').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));`,
    draw: `
      const drawn = new Promise((resolve) => {
        new MutationObserver((_, observer) => {
          if (sheet.querySelector('svg text') === null) return;
          observer.disconnect();
          resolve();
        }).observe(sheet, { subtree: true, childList: true });
      });
      api.error.on((error) => { window.failed = String(error); });
      api.load(new TextEncoder().encode(xml), [-1]);
      await drawn;
      seen();`,
  },
];

/** The page a peer draws in: a white sheet as wide as the view's. */
export function peerPage(peer: Peer): string {
  const scripts = peer.scripts.map((path) => `<script src="/${path}"></script>`).join('');
  return `<!doctype html><meta charset="utf-8"><style>body { margin: 0; } #sheet { width: 1068px; margin: 0 16px; }</style>
<div id="sheet"></div>${scripts}
<script>
window.sheet = document.getElementById('sheet');
window.breathe = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
window.prepared = (async () => { ${peer.prepare} })();
window.drawScore = async (xml, seen) => { ${peer.draw} };
</script>`;
}

/** Serves the peers' pages and their files from node_modules. */
export class PeerServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PeerServer> {
    const server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
      const peer = PEERS.find(({ name }) => path === `/${name}`);
      if (peer !== undefined) {
        response.setHeader('content-type', 'text/html; charset=utf-8').end(peerPage(peer));
        return;
      }
      const file = join(projectRoot, 'node_modules', path);
      if (path.includes('..') || path.endsWith('/') || !existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      if (path.endsWith('.js')) response.setHeader('content-type', 'text/javascript');
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PeerServer(server);
  }

  urlOf({ name }: Peer): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}`;
  }

  stop(): void {
    this.#server.close();
  }
}
