import type { FrameLocator, Locator, Page } from 'playwright-core';
import { pause, waitFor } from './wait.ts';

const COMMAND_ATTEMPTS = 6;
const READY_TIMEOUT_MS = 60_000;
/** VS Code drops a notification that would be the fourth to appear within 800 ms. */
const TOASTS_COUNTED_MS = 850;

/** VS Code's window in the browser, driven as a person would: by keys, clicks and what is on screen. */
export class Workbench {
  readonly page: Page;
  readonly #quickInput: Locator;

  constructor(page: Page) {
    this.page = page;
    this.#quickInput = page.locator('.quick-input-widget:visible');
  }

  /** Goes to an address and waits until VS Code can be used there. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.#ready();
  }

  async #ready(): Promise<void> {
    const statusBarItem = this.page.locator('.monaco-workbench .part.statusbar .statusbar-item');
    await statusBarItem.first().waitFor({ timeout: READY_TIMEOUT_MS });
  }

  /**
   * Runs a command from the palette. Tries again when the palette was lost to an editor taking the focus, or when
   * the command's extension has not been found yet.
   * @param title as the palette shows it, such as `View: Close Editor`
   */
  async command(title: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.keyboard.press('F1');
        const input = this.#quickInput.locator('.quick-input-filter input');
        await input.fill(`>${title}`, { timeout: 3000 });
        const row = this.#row(title);
        await row.waitFor({ timeout: 5000 });
        await row.click({ timeout: 2000 });
        return;
      } catch (error) {
        if (attempt === COMMAND_ATTEMPTS) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** @returns the titles of the palette's commands that hold this text */
  async commandsLike(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.#quickInput.locator('.quick-input-filter input').fill(`>${text}`);
    await this.#row(text).waitFor();
    const titles = await this.page
      .locator('.quick-input-list .monaco-list-row .label-name')
      .allTextContents();
    await this.page.keyboard.press('Escape');
    return titles.filter((title) => title.includes(text));
  }

  #row(label: string): Locator {
    return this.#quickInput
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: label })
      .first();
  }

  /** The box a command asks for a text in. */
  get inputBox(): Locator {
    return this.#quickInput.locator('.quick-input-filter input, .quick-input-box input').first();
  }

  /** What the input box says below itself: its prompt, or why it refuses the text. */
  get inputMessage(): Locator {
    return this.#quickInput.locator('.quick-input-message');
  }

  /** Types a text into the input box and presses Enter. */
  async answer(text: string): Promise<void> {
    await this.inputBox.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Picks a row of the quick pick on screen. */
  async pick(label: string): Promise<void> {
    await this.#row(label).click();
  }

  /** @returns the rows of the quick pick on screen, once it has any */
  async pickRows(): Promise<string[]> {
    const rows = this.#quickInput.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return rows.allTextContents();
  }

  /** Answers VS Code's own dialog for opening or saving a file with a path. */
  async chooseFile(path: string): Promise<void> {
    const accept = this.#quickInput.locator('.quick-input-action .monaco-button').first();
    await accept.waitFor();
    const input = this.#quickInput.locator('.quick-input-filter input');
    // The dialog first writes its own folder into the box, and reads each folder we name: as long as it is still
    // at that, our path is overwritten or not yet known to it.
    await waitFor('the file dialog to show a folder', async () =>
      (await input.inputValue()).startsWith('/') ? true : undefined,
    );
    await waitFor(
      `the file dialog to take ${path}`,
      async () => {
        if (!(await accept.isVisible())) return true;
        await input.fill(path).catch(() => undefined);
        const steady = await this.#keeps(input, path);
        if (steady) await accept.click({ timeout: 1000 }).catch(() => undefined);
        await accept.waitFor({ state: 'hidden', timeout: 1500 }).catch(() => undefined);
        return (await accept.isVisible()) ? undefined : true;
      },
      20_000,
    );
  }

  /** Whether a box still holds a text after a short while. */
  async #keeps(input: Locator, text: string): Promise<boolean> {
    for (let look = 0; look < 6; look++) {
      const value = await input.inputValue({ timeout: 500 }).catch(() => undefined);
      if (value !== text) return false;
      await pause(50);
    }
    return true;
  }

  /** The notification that holds this text. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  /** The modal dialog on screen. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** A button of a notification or dialog. */
  button(of: Locator, label: string): Locator {
    return of.locator('.monaco-button').filter({ hasText: label }).first();
  }

  /** A file or folder in the Explorer. */
  explorerRow(name: string): Locator {
    return this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Right-clicks a file in the Explorer and picks an entry of its menu. */
  async contextMenu(file: string, entry: string): Promise<void> {
    const row = this.explorerRow(file);
    // The Explorer of a window that has only just opened can miss a file written meanwhile: it shows it when asked to.
    const isShown = await row.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (!isShown) await this.command('Refresh Explorer');
    await this.menuOf(row, entry);
  }

  /**
   * Right-clicks something and picks an entry of its menu. A menu that has only just opened lets a click pass
   * unheard, and right after the start of VS Code an extension's entries are missing: then it is opened again.
   */
  async menuOf(what: Locator, entry: string): Promise<void> {
    const menu = this.page.locator('.context-view .monaco-menu');
    const item = menu.locator('.action-item').filter({ hasText: entry }).first();
    await waitFor(
      `the menu to take ${entry}`,
      async () => {
        if (!(await menu.isVisible())) await what.click({ button: 'right' });
        await menu.waitFor({ timeout: 2000 }).catch(() => undefined);
        const clicked = await item.click({ timeout: 2000 }).then(
          () => true,
          () => false,
        );
        if (!clicked) await this.page.keyboard.press('Escape');
        await menu.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
        return clicked && !(await menu.isVisible()) ? true : undefined;
      },
      30_000,
    );
  }

  /** Changes the colours of the window. @param label as the list of themes shows it */
  async chooseTheme(label: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.inputBox.fill(label);
    await this.pick(label);
    await this.#quickInput.waitFor({ state: 'hidden' });
  }

  /** How long an extension took to activate, as *Show Running Extensions* says, which stays open. */
  async activationMs(extension: string): Promise<number> {
    await this.command('Developer: Show Running Extensions');
    const row = this.page
      .locator('.runtime-extensions-editor .monaco-list-row')
      .filter({ hasText: extension })
      .first();
    return waitFor(`the activation time of ${extension}`, async () => {
      const text = (await row.locator('.activation-time').textContent()) ?? '';
      const milliseconds = /(\d+)\s*ms/.exec(text)?.[1];
      return milliseconds === undefined ? undefined : Number(milliseconds);
    });
  }

  /** Closes *Running Extensions*: a tab in some versions of VS Code, a window above all others in newer ones. */
  async closeRunningExtensions(): Promise<void> {
    const editor = this.page.locator('.runtime-extensions-editor');
    await this.page.keyboard.press('Escape');
    if (await editor.isVisible()) await this.command('View: Close Editor');
    await editor.waitFor({ state: 'hidden' });
  }

  /** The tab of an open editor. */
  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name }).first();
  }

  /** The document inside the webview that is on screen. */
  get webview(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready:visible')
      .frameLocator('iframe#active-frame');
  }

  /** Reloads as a person does. A reload of the browser's page would lose the editors opened in the last minute. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: READY_TIMEOUT_MS });
    await this.command('Developer: Reload Window');
    await loaded;
    await this.#ready();
  }

  /** Closes every editor and clears every notification, for the next scene. */
  async clear(): Promise<void> {
    await this.page.keyboard.press('Escape');
    const hadToasts = await this.page.locator('.notification-toast').first().isVisible();
    await this.command('Notifications: Clear All Notifications');
    if (hadToasts) await pause(TOASTS_COUNTED_MS);
    await this.command('View: Close All Editors');
    await this.page.locator('.tabs-container .tab').first().waitFor({ state: 'hidden' });
  }
}
