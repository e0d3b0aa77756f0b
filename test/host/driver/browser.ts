import { type BrowserContext, chromium } from 'playwright-core';

/** Chromium without a screen, a sandbox (tests may run as root) or errands of its own. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the browser in CHROME_PATH, or Debian's.
 * @param profile a folder for what it remembers; secrets and open editors live there from one start to the next
 */
export function launchBrowser(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: ARGUMENTS,
    viewport: { width: 1280, height: 800 },
  });
}
