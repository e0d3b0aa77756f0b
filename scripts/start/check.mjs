import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../setup/system-programs.mjs';
import { loadDriver } from './demo.mjs';

const PICTURE = fileURLToPath(new URL('../../build/screenshots/start.png', import.meta.url));

/**
 * Opens the demo as a person would and looks for noteheads in every part.
 * @param {string} address
 * @returns {Promise<string | undefined>} what is wrong, as a sentence
 */
export async function checkDemo(address) {
  const [{ launchBrowser }, { Workbench }, { ScoreView }] = await Promise.all(
    ['browser', 'workbench', 'score-view'].map(loadDriver),
  );
  process.env.CHROME_PATH ??= findChromium();
  const profile = mkdtempSync(join(tmpdir(), 'profile-'));
  const browser = await launchBrowser(profile);
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    const workbench = new Workbench(page);
    await workbench.open(address);
    const parts = await new ScoreView(workbench).readParts();
    await page.screenshot({ path: PICTURE });
    for (const { name, noteheads } of parts)
      console.log(`${name}: ${noteheads} noteheads on screen`);
    const empty = parts.find(({ noteheads }) => noteheads === 0);
    return empty === undefined ? undefined : `No note of ${empty.name} is on screen.`;
  } catch (error) {
    await browser.pages()[0]?.screenshot({ path: PICTURE });
    return `The notation did not appear: ${error.message}`;
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
