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

  /** The classes VS Code gives the page: among them the kind of theme. */
  async pageClasses(): Promise<string[]> {
    const classes = await this.#frame.locator('body').getAttribute('class');
    return classes?.split(/\s+/) ?? [];
  }

  /** Everything written on the page. */
  async text(): Promise<string> {
    return this.#frame.locator('body').innerText();
  }

  /** The colours of the first notehead and of what lies behind it, as `rgb(…)`. */
  async colours(): Promise<{ ink: string; paper: string }> {
    return this.#frame
      .locator('.vf-notehead')
      .first()
      .evaluate((notehead) => {
        const glyph = notehead.querySelector('text, path') ?? notehead;
        const isOpaque = (colour: string): boolean => !/^rgba\(.*, 0\)$|^transparent$/.test(colour);
        let behind: Element | null = notehead;
        while (behind !== null && !isOpaque(getComputedStyle(behind).backgroundColor)) {
          behind = behind.parentElement;
        }
        // Where the page is transparent all through, the editor around it shows.
        const probe = document.createElement('div');
        probe.style.backgroundColor = 'var(--vscode-editor-background)';
        document.body.append(probe);
        const paper = getComputedStyle(behind ?? probe).backgroundColor;
        probe.remove();
        return { ink: getComputedStyle(glyph).fill, paper };
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
