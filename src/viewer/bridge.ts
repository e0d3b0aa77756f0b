import { parseHostMessage, type HostMessage } from '../protocol/host-messages.ts';
import { LIMITS } from '../protocol/limits.ts';
import { Refusals } from '../protocol/refusals.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { ViewerIntent } from '../protocol/viewer-messages.ts';

/** A view that changes all the time, as by scrolling, is kept when it rests. */
const KEEP_AFTER_MS = 300;

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
  let keeping: number | undefined;
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
    readState: () => api.getState() ?? keptView(),
    writeState(state) {
      api.setState(state);
      // VS Code forgets a view with its tab: the host gives it to the next one of this score.
      window.clearTimeout(keeping);
      keeping = window.setTimeout(() => {
        bridge.send({ type: 'keep-view', state: JSON.stringify(state) });
      }, KEEP_AFTER_MS);
    },
  };
  return bridge;
}

/** What the last view of this score kept, if there was one. */
function keptView(): unknown {
  const { keptView: text = '' } = document.querySelector<HTMLElement>('#stemstave')?.dataset ?? {};
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
