import { assertNever } from '../errors.ts';
import type { HostMessage } from '../protocol/host-messages.ts';
import { openBridge } from './bridge.ts';
import { Desk } from './desk.ts';
import { loadFonts } from './engraving/fonts.ts';
import { rasterise } from './export/rasterise.ts';
import { showPanel } from './panel.ts';
import { PerformanceFeed } from './performance-feed.ts';
import { outputOpener } from './playback/open-output.ts';
import { ScoreView } from './score-view.ts';
import { ViewMemory } from './view-state.ts';

const bridge = openBridge();

async function start(root: HTMLElement): Promise<void> {
  showPanel(root, 'loading', 'Opening the score…');
  const { bravura = '', academico = '', academicoBold = '' } = root.dataset;
  try {
    await loadFonts({ bravura, academico, academicoBold });
  } catch (error) {
    bridge.log('error', `The music fonts could not be loaded: ${String(error)}`);
    showPanel(
      root,
      'error',
      'The music font could not be loaded.',
      'Close this tab and open it again.',
    );
    return;
  }
  let view: ScoreView | undefined;
  let feed: PerformanceFeed | undefined;
  let desk: Desk | undefined;
  const close = (): void => {
    desk?.close();
    view?.close();
    desk = undefined;
    view = undefined;
  };
  const memory = new ViewMemory(bridge);
  const openOutput = outputOpener(root);
  const refused = (): void => {
    // Never leave a person before a page that says it is still loading.
    if (view !== undefined) return;
    showPanel(root, 'error', 'This score could not be shown.', 'The Stemstave log says why.');
  };
  bridge.listen((message: HostMessage) => {
    switch (message.type) {
      case 'score-opened':
        close();
        if (message.header.barWeights.length === 0 || message.header.parts.length === 0) {
          showPanel(root, 'empty', 'There are no notes in this file.');
        } else {
          feed = new PerformanceFeed(message.revision, bridge);
          view = new ScoreView(root, message, bridge, memory);
          desk = new Desk({ view, feed, memory, bridge, openOutput });
        }
        return;
      case 'bars':
        if (message.revision === view?.revision) view.receive(message);
        return;
      case 'playback':
      case 'notes':
      case 'recording':
      case 'recording-bytes':
        if (message.revision === feed?.revision) feed.receive(message);
        return;
      case 'tablature':
        if (message.revision === view?.revision) desk?.receive(message);
        return;
      case 'rasterise-page':
        void rasterise(message, bridge);
        return;
      case 'error':
        close();
        showPanel(root, 'error', message.sentence, message.hint);
        return;
      default:
        assertNever(message);
    }
  }, refused);
  // First, so that the score comes as it was arranged.
  const { parts, isTransposed } = memory.state.arrangement;
  if (parts.length > 0 || isTransposed) {
    bridge.send({ type: 'arrange', parts: [...parts], isTransposed });
  }
  bridge.send({ type: 'ready' });
}

const root = document.getElementById('stemstave');
if (root !== null) void start(root);
