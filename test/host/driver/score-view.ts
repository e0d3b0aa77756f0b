import type { FrameLocator } from 'playwright-core';
import { waitFor } from './wait.ts';
import type { Workbench } from './workbench.ts';

/** One part as it is drawn at this moment. */
export interface DrawnPart {
  readonly name: string;
  readonly noteheads: number;
}

const DRAW_TIMEOUT_MS = 30_000;

/** The score editor on screen, seen from outside: what a person could count on the page. */
export class ScoreView {
  readonly #frame: FrameLocator;

  constructor(workbench: Workbench) {
    this.#frame = workbench.webview;
  }

  /** Waits until notes are drawn. @returns the parts on screen, in score order */
  async readParts(): Promise<DrawnPart[]> {
    await this.#frame.locator('.vf-notehead').first().waitFor({ timeout: DRAW_TIMEOUT_MS });
    return this.#frame.locator('body').evaluate((body) => {
      const noteheads = new Map<string, number>();
      for (const drawn of body.querySelectorAll('[data-part]')) {
        const name = drawn.getAttribute('data-part') ?? '';
        const count = drawn.querySelectorAll('.vf-notehead').length;
        noteheads.set(name, (noteheads.get(name) ?? 0) + count);
      }
      return [...noteheads].map(([name, count]) => ({ name, noteheads: count }));
    });
  }

  /** Waits for the fonts and says which of them could not be loaded. */
  async brokenFonts(): Promise<string[]> {
    return waitFor('the fonts to load', () =>
      this.#frame.locator('body').evaluate(async () => {
        await document.fonts.ready;
        const fonts = [...document.fonts];
        if (fonts.some(({ status }) => status === 'loading')) return undefined;
        return fonts
          .filter(({ status }) => status !== 'loaded')
          .map(({ family, status }) => `${family}: ${status}`);
      }),
    );
  }
}
