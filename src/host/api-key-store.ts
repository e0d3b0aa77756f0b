import type * as vscode from 'vscode';
import { keepSecret } from '../engines/apikley/redact.ts';

const API_KEY = 'stemstave.apikley.apiKey';
const CALLBACK_KEY = 'stemstave.apikley.callbackKey';

/** The secrets of an Apikley account, in VS Code's SecretStorage and nowhere else. */
export class ApiKeyStore {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async read(): Promise<string | undefined> {
    return this.#read(API_KEY);
  }

  async save(key: string): Promise<void> {
    keepSecret(key);
    await this.#secrets.store(API_KEY, key);
  }

  async clear(): Promise<void> {
    await this.#secrets.delete(API_KEY);
  }

  /** What the service signs its calls with; `undefined` where the account has no such key. */
  async readCallbackKey(): Promise<string | undefined> {
    return this.#read(CALLBACK_KEY);
  }

  /** Whatever is read here is never logged: a bundle that logs has to have seen it. */
  async #read(name: string): Promise<string | undefined> {
    const secret = await this.#secrets.get(name);
    if (secret !== undefined) keepSecret(secret);
    return secret;
  }

  /** @param key `''` removes it */
  async saveCallbackKey(key: string): Promise<void> {
    if (key === '') {
      await this.#secrets.delete(CALLBACK_KEY);
      return;
    }
    keepSecret(key);
    await this.#secrets.store(CALLBACK_KEY, key);
  }
}
