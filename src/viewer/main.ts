import { assertNever } from '../errors.ts';
import type { HostMessage, ScoreOpened } from '../protocol/host-messages.ts';
import { openBridge } from './bridge.ts';
import { Desk } from './desk.ts';
import { loadFonts } from './engraving/fonts.ts';
import { warmUp } from './engraving/warm-up.ts';
import { rasterise } from './export/rasterise.ts';
import { HearingPage } from './hearing/hearing-page.ts';
import { keepFocus } from './keep-focus.ts';
import { showPanel } from './panel.ts';
import { PerformanceFeed } from './performance-feed.ts';
import { outputOpener } from './playback/open-output.ts';
import { Player } from './playback/player.ts';
import { ScoreView } from './score-view.ts';
import { ViewMemory } from './view-state.ts';
import { whileWaiting } from './while-waiting.ts';

const bridge = openBridge();

/** What plays one performance, and what it asks for. */
interface Listening {
  readonly feed: PerformanceFeed;
  readonly player: Player;
}

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
  let desk: Desk | undefined;
  let listening: Listening | undefined;
  let hearing: HearingPage | undefined;
  const memory = new ViewMemory(bridge);
  const openOutput = outputOpener(root);
  const closeView = (): void => {
    hearing?.close();
    hearing = undefined;
    desk?.close();
    view?.close();
    desk = undefined;
    view = undefined;
  };
  const silence = (): void => {
    listening?.player.close();
    listening = undefined;
  };
  /** What plays one performance plays on while it is shown another way. */
  const listenTo = (performanceId: number): Listening => {
    if (listening?.feed.performanceId === performanceId) return listening;
    silence();
    const feed = new PerformanceFeed(performanceId, bridge);
    const player = new Player(feed, memory.state.playback, openOutput, (text) => {
      bridge.log('warn', text);
    });
    listening = { feed, player };
    return listening;
  };
  /** The page that shows what is heard, in place of a score. */
  const hear = (): HearingPage => {
    if (hearing !== undefined) return hearing;
    closeView();
    silence();
    hearing = new HearingPage(root, () => {
      bridge.send({ type: 'cancel-hearing' });
    });
    return hearing;
  };
  let stopWarming = (): void => undefined;
  const open = (message: ScoreOpened): void => {
    stopWarming();
    const hadFocus = hearing?.hasFocus === true;
    const seen = hearing?.giveWay();
    hearing = undefined;
    closeView();
    if (message.header.barWeights.length === 0 || message.header.parts.length === 0) {
      silence();
      showPanel(root, 'empty', 'There are no notes in this file.');
      seen?.();
      return;
    }
    const { feed, player } = listenTo(message.performanceId);
    view = new ScoreView(root, message, bridge, memory);
    desk = new Desk({ view, feed, player, cast: message.cast, memory, bridge });
    if (seen !== undefined) view.sheet.onDrawn(seen);
    if (hadFocus) view.page.viewport.focus();
    // Everybody who wants to know of a line that is drawn listens by now.
    view.sheet.drawFirst(memory.state.bar);
  };
  const refused = (): void => {
    // Never leave a person before a page that says it is still loading.
    if (view !== undefined || hearing !== undefined) return;
    showPanel(root, 'error', 'This score could not be shown.', 'The Stemstave log says why.');
  };
  bridge.listen((message: HostMessage) => {
    switch (message.type) {
      case 'score-opened':
        keepFocus(root, () => {
          open(message);
        });
        return;
      case 'bars':
        if (message.revision === view?.revision) view.receive(message);
        return;
      case 'playback':
      case 'notes':
      case 'recording':
      case 'recording-bytes':
        if (message.performanceId === listening?.feed.performanceId) {
          listening.feed.receive(message);
        }
        return;
      case 'hearing':
        hear().goOn(message);
        return;
      case 'notes-heard':
        hearing?.add(message);
        return;
      case 'rasterise-page':
        void rasterise(message, bridge);
        return;
      case 'error':
        closeView();
        silence();
        showPanel(root, 'error', message.sentence, message.hint);
        return;
      default:
        assertNever(message);
    }
  }, refused);
  // First, so that the score comes as it was arranged.
  const { parts, ...how } = memory.state.arrangement;
  if (parts.length > 0 || how.isTransposed || how.isTabShown) {
    bridge.send({ type: 'arrange', parts: [...parts], ...how });
  }
  bridge.send({ type: 'ready' });
  stopWarming = whileWaiting(warmUp(), (error) => {
    bridge.log('warn', `The engraver could not be warmed up: ${String(error)}`);
  });
}

const root = document.getElementById('stemstave');
if (root !== null) void start(root);
