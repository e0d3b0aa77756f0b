import type { Page } from 'playwright-core';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import type { Score } from '../../../src/score/model.ts';
import type { ViewerHost } from '../../unit/viewer/viewer-page.ts';
import type { Peer, PeerServer } from './peers.ts';
import { closeAndWeigh } from './process-memory.ts';
import { MARKS, startTrace, stopTrace, type Blocks } from './trace.ts';

export interface Measured extends Blocks {
  /** What our code took to make the message, or the MusicXML, out of the score; not in the others. */
  readonly preparedMs: number;
  /** From the moment the score is handed over until the first of it is on screen. */
  readonly firstMs: number;
  /** … until all of it is drawn; `undefined` where only what is near is ever drawn. */
  readonly wholeMs: number | undefined;
  readonly memoryMb: number | undefined;
  readonly nodes: number;
}

/** The view, from the moment its host's message is there. */
export async function measureView(host: ViewerHost, score: Score): Promise<Measured> {
  const view = await host.open();
  const { page } = view;
  const started = performance.now();
  const message = JSON.stringify(view.opening(score));
  const preparedMs = performance.now() - started;
  await page.evaluate(`window.held = ${JSON.stringify(message)}; ${SEEN} ${WATCH_VIEW}`);
  await page.evaluate('window.held = JSON.parse(window.held)');
  await startTrace(host.browser, page);
  await page.evaluate(`arrived(); window.postMessage(window.held, '*')`);
  const firstMs = await page.evaluate<number>('window.painted');
  await page.waitForTimeout(500);
  await scroll(page, '.stemstave-score');
  await zoom(page);
  const blocks = await stopTrace(host.browser);
  const nodes = await countNodes(page);
  const memoryMb = await closeAndWeigh(host.browser, page);
  return { preparedMs, firstMs, wholeMs: undefined, ...blocks, nodes, memoryMb };
}

export async function measurePeer(
  host: ViewerHost,
  server: PeerServer,
  peer: Peer,
  score: Score,
): Promise<Measured> {
  const { browser } = host;
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  page.setDefaultTimeout(300_000);
  await page.goto(server.urlOf(peer));
  await page.evaluate('window.prepared');
  const started = performance.now();
  const xml = writeMusicXml(score);
  const preparedMs = performance.now() - started;
  await page.evaluate(`window.held = ${JSON.stringify(xml)}; ${SEEN}`);
  await startTrace(browser, page);
  const wholeMs = await page.evaluate<number>(`(async () => {
    arrived();
    await drawScore(window.held, () => seen());
    await window.painted;
    await breathe();
    return performance.now() - window.arrivedAt;
  })()`);
  const firstMs = await page.evaluate<number>('window.painted');
  await page.waitForTimeout(500);
  if (!peer.drawsAll) await scroll(page, 'html');
  const blocks = await stopTrace(browser);
  const nodes = await countNodes(page);
  const memoryMb = await closeAndWeigh(browser, page);
  const whole = peer.drawsAll ? wholeMs : undefined;
  return { preparedMs, firstMs, wholeMs: whole, ...blocks, nodes, memoryMb };
}

async function countNodes(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const count = (root) => [...root.querySelectorAll('*')]
      .reduce((sum, each) => sum + 1 + (each.shadowRoot ? count(each.shadowRoot) : 0), 0);
    return count(document);
  })()`);
}

/** Turns thirty pages, as fast as a reader with a finger on the key. */
async function scroll(page: Page, selector: string): Promise<void> {
  await page.evaluate(`(async () => {
    const element = document.querySelector('${selector}');
    for (let page = 0; page < 30; page++) {
      element.scrollBy(0, innerHeight * 0.9);
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
  })()`);
}

async function zoom(page: Page): Promise<void> {
  for (const key of ['Control+=', 'Control+=', 'Control+-']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(400);
  }
}

/** Text, because compiled functions would miss the compiler's helpers in the page. */
const SEEN = `
  window.arrived = () => { window.arrivedAt = performance.now(); performance.mark('${MARKS.arrived}'); };
  window.painted = new Promise((resolve) => {
    window.seen = () => requestAnimationFrame(() => {
      // A task of its own after the frame that shows it: by then it is on screen.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        performance.mark('${MARKS.painted}');
        resolve(performance.now() - window.arrivedAt);
      };
      channel.port2.postMessage(0);
    });
  });
  // The page's answer must not be the promise, which would be waited for.
  undefined;
`;

const WATCH_VIEW = `
  new MutationObserver((_, observer) => {
    if (document.querySelector('.stemstave-line-drawn') === null) return;
    observer.disconnect();
    window.seen();
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
`;
