import { readdirSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';

/** Peak resident memory of the renderers of this machine's Chromiums, in MB, by process id. */
function rendererPeaks(): Map<number, number> {
  const peaks = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const peakKb = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      if (peakKb !== undefined) peaks.set(Number(name), Number(peakKb) / 1000);
    } catch {
      // The process ended while it was looked at.
    }
  }
  return peaks;
}

/** Ids of this browser's renderers. */
async function renderers(browser: Browser): Promise<Set<number>> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return new Set(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id));
}

/**
 * Closes a page and tells the most memory its process ever held, in MB: the process that is gone
 * afterwards was the page's. `undefined` where the system does not tell.
 */
export async function closeAndWeigh(browser: Browser, page: Page): Promise<number | undefined> {
  if (process.platform !== 'linux') {
    await page.close();
    return undefined;
  }
  const before = await renderers(browser);
  const peaks = rendererPeaks();
  await page.close();
  for (let attempt = 0; attempt < 50; attempt++) {
    const after = await renderers(browser);
    const gone = [...before].filter((id) => !after.has(id));
    const weights = gone.flatMap((id) => peaks.get(id) ?? []);
    if (weights.length > 0) return Math.max(...weights);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}
