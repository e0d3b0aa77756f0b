import { parseHostMessage, type HostMessage } from '../protocol/host-messages.ts';
import { LIMITS } from '../protocol/limits.ts';
import { Refusals } from '../protocol/refusals.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { ViewerIntent } from '../protocol/viewer-messages.ts';

/** The one line between this page and its host. */
export interface Bridge {
  send(intent: ViewerIntent): void;
  log(level: 'info' | 'warn' | 'error', text: string): void;
  /** Calls `listener` with each message that is sound; the others are logged, dropped and `refused`. */
  listen(listener: (message: HostMessage) => void, refused: () => void): void;
  readState(): unknown;
  writeState(state: unknown): void;
}

/** Takes the page's one VS Code API; may be called only once. */
export function openBridge(): Bridge {
  const api = acquireVsCodeApi();
  const refusals = new Refusals();
  const bridge: Bridge = {
    send(intent) {
      api.postMessage({ version: PROTOCOL_VERSION, ...intent });
    },
    log(level, text) {
      bridge.send({ type: 'log', level, text: text.slice(0, LIMITS.sentenceLength) });
    },
    listen(listener, refused) {
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const parsed = parseHostMessage(data);
        if (parsed.ok) listener(parsed.message);
        else {
          const words = refusals.note(parsed.reason);
          if (words !== undefined)
            bridge.log('warn', `A message from the host was dropped: ${words}`);
          refused();
        }
      });
    },
    readState: () => api.getState(),
    writeState: (state) => api.setState(state),
  };
  return bridge;
}
