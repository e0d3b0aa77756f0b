import type { Locator } from 'playwright-core';
import { waitFor } from './wait.ts';
import type { Workbench } from './workbench.ts';

/** The Jobs and Spending views, as a person reads and uses them. */
export class JobsDriver {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** Opens the Jobs view. */
  async show(): Promise<void> {
    await this.#workbench.command('Stemstave: Show Jobs');
    await this.#pane('Stemstave Jobs').locator('.pane-body').waitFor();
  }

  #pane(title: string): Locator {
    const header = this.#workbench.page.locator('.pane-header').filter({ hasText: title });
    return this.#workbench.page.locator('.split-view-view .pane').filter({ has: header });
  }

  /** A line of the Jobs view that holds this text. */
  row(text: string | RegExp): Locator {
    return this.#pane('Stemstave Jobs')
      .locator('.monaco-list-row')
      .filter({ hasText: text })
      .first();
  }

  /** All lines of the Jobs view, from above. */
  async lines(): Promise<string[]> {
    return this.#pane('Stemstave Jobs').locator('.monaco-list-row').allInnerTexts();
  }

  /** Presses a button of a line. */
  async press(text: string | RegExp, button: string, timeout = 30_000): Promise<void> {
    const row = this.row(text);
    await row.hover({ timeout });
    await row.locator(`.action-label[aria-label^="${button}"]`).click({ timeout });
  }

  /** Presses a button until a line shows what comes of it: a list being drawn anew lets a click pass unheard. */
  async pressUntil(text: string | RegExp, button: string, result: RegExp): Promise<void> {
    await waitFor(
      `${button} to be heard`,
      async () => {
        await this.press(text, button, 1500).catch(() => undefined);
        const seen = this.row(result);
        await seen.waitFor({ timeout: 1500 }).catch(() => undefined);
        return (await seen.isVisible()) ? true : undefined;
      },
      30_000,
    );
  }

  /** Picks an entry of a line's menu. */
  async menu(text: string | RegExp, entry: string): Promise<void> {
    await this.#workbench.menuOf(this.row(text), entry);
  }

  /** Opens the Spending view. @returns its lines, from above */
  async spending(): Promise<string[]> {
    const pane = this.#pane('Stemstave Spending');
    await pane.waitFor();
    const header = pane.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    await pane.locator('.monaco-list-row').first().waitFor();
    return pane.locator('.monaco-list-row').allInnerTexts();
  }
}
