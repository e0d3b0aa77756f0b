import * as vscode from 'vscode';
import type { ApikleyConfig } from '../engines/apikley/engine-types.ts';
import { addressBelow } from '../engines/apikley/addresses.ts';
import type { CallbackReceiver } from '../engines/apikley/callback/receiver.ts';
import {
  addressOfHost,
  isLocalName,
  isPublicAddress,
} from '../engines/apikley/http/public-address.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import { logError } from './log-error.ts';
import { readSettings } from './settings.ts';

/** What an engine is told about calls from the service: nothing, where none can come. */
export type CallbackConfig = Pick<ApikleyConfig, 'callBackUrl' | 'callbacks'>;

/**
 * Listens for the service's calls, where the settings ask for it and VS Code can make a port of this
 * computer reachable from outside (Codespaces, tunnels). One receiver serves all jobs of the window.
 */
export class CallbackPort implements vscode.Disposable {
  readonly #keys: ApiKeyStore;
  readonly #log: vscode.LogOutputChannel;
  #receiver: Promise<CallbackReceiver> | undefined;

  constructor(keys: ApiKeyStore, log: vscode.LogOutputChannel) {
    this.#keys = keys;
    this.#log = log;
  }

  /** Never fails: without calls, jobs go on by looking. */
  async open(): Promise<CallbackConfig> {
    const { receivesCallbacks, baseUrl } = readSettings();
    if (!receivesCallbacks) {
      await this.close();
      return {};
    }
    try {
      this.#receiver ??= this.#start();
      const receiver = await this.#receiver;
      const { origin, pathname } = new URL(receiver.localUrl);
      // Older versions of VS Code drop the path, so it is only asked for the way to the port.
      const outside = await vscode.env.asExternalUri(vscode.Uri.parse(`${origin}/`));
      const address = addressBelow(new URL(outside.toString(true)), pathname);
      if (isReachable(address, baseUrl)) {
        return { callBackUrl: address.href, callbacks: receiver };
      }
      this.#log.info('No calls from the service can come here: this computer cannot be reached.');
    } catch (error) {
      this.#receiver = undefined;
      logError(error, this.#log);
    }
    return {};
  }

  async close(): Promise<void> {
    const receiver = await this.#receiver?.catch(() => undefined);
    this.#receiver = undefined;
    await receiver?.close();
  }

  dispose(): void {
    void this.close();
  }

  async #start(): Promise<CallbackReceiver> {
    const { startCallbackReceiver } = await import('./service.ts');
    return startCallbackReceiver({ hmacKey: await this.#keys.readCallbackKey() });
  }
}

/** Whether the service gets to an address: from the open internet, or from this computer if it is here. */
function isReachable(address: URL, baseUrl: string | undefined): boolean {
  const isHere = (url: URL): boolean => {
    const host = addressOfHost(url);
    return host === undefined ? isLocalName(url.hostname) : !isPublicAddress(host);
  };
  if (!isHere(address)) return address.protocol === 'https:';
  return baseUrl !== undefined && URL.canParse(baseUrl) && isHere(new URL(baseUrl));
}
