import type * as vscode from 'vscode';

const SECRET_NAME = 'stemstave.apikley.apiKey';

/** The Apikley key, in VS Code's SecretStorage and nowhere else. */
export class ApiKeyStore {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async read(): Promise<string | undefined> {
    return this.#secrets.get(SECRET_NAME);
  }

  async save(key: string): Promise<void> {
    await this.#secrets.store(SECRET_NAME, key);
  }

  async clear(): Promise<void> {
    await this.#secrets.delete(SECRET_NAME);
  }
}
