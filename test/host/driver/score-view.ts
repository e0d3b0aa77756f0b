import type { FrameLocator } from 'playwright-core';
import { CLASS } from '../../../src/viewer/dom.ts';
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

  /** Waits until music is drawn. @returns the parts of the score, in its order, with what is drawn of each */
  async readParts(): Promise<DrawnPart[]> {
    return waitFor('the parts to be read', async () => {
      try {
        const parts = await this.#readParts();
        // Where another score was open its page may still be there, and go while it is read.
        return parts.some(({ noteheads }) => noteheads > 0) ? parts : undefined;
      } catch (error) {
        if (String(error).includes('Frame was detached')) return undefined;
        throw error;
      }
    });
  }

  async #readParts(): Promise<DrawnPart[]> {
    const { note, lineDrawn } = CLASS;
    const music = this.#frame.locator(`.${lineDrawn} .${note} .vf-notehead`);
    await music.first().waitFor({ timeout: DRAW_TIMEOUT_MS });
    const names = await this.#frame
      .getByRole('list', { name: 'Parts' })
      .locator('li')
      .allTextContents();
    const noteheads = names.map((_, index) =>
      this.#frame.locator(`.${note}[data-part="P${index + 1}"] .vf-notehead`).count(),
    );
    const counts = await Promise.all(noteheads);
    return names.map((name, index) => ({ name, noteheads: counts[index] ?? 0 }));
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
        let behind: Element | null = notehead;
        while (behind !== null && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') {
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
