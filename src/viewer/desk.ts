import { assertNever } from '../errors.ts';
import type { Arrangement } from '../score/arrange.ts';
import { secAtDiv } from '../score/frame.ts';
import type { CastPart } from '../protocol/host-messages.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { Announcer } from './announcer.ts';
import type { Bridge } from './bridge.ts';
import { stavesOf } from './engraving/system-input.ts';
import { actionOf, type KeyAction } from './keyboard.ts';
import { Reader, type ChosenNotes } from './navigation/reader.ts';
import { isRange, rangeOf, type Selection } from './navigation/selection.ts';
import { PartsPanel } from './parts/parts-panel.ts';
import { StemsPanel } from './parts/stems-panel.ts';
import type { PerformanceFeed } from './performance-feed.ts';
import { PianoRoll } from './piano-roll/piano-roll.ts';
import { partMix } from './playback/mix.ts';
import { SPEED } from './playback/playback-settings.ts';
import { PlaybackView } from './playback/playback-view.ts';
import type { Player } from './playback/player.ts';
import { TransportBar } from './playback/transport-bar.ts';
import { scoreTools } from './score-tools.ts';
import type { ScoreView } from './score-view.ts';
import type { ViewMemory } from './view-state.ts';

export interface DeskOptions {
  readonly view: ScoreView;
  /** Plays on while the score is shown another way. */
  readonly player: Player;
  readonly feed: PerformanceFeed;
  readonly cast: readonly CastPart[];
  readonly memory: ViewMemory;
  readonly bridge: Bridge;
}

/** Everything a person does with an open score, joined: listening, walking, choosing, mixing. */
export class Desk {
  readonly #view: ScoreView;
  readonly #memory: ViewMemory;
  readonly #bridge: Bridge;
  readonly #announcer: Announcer;
  readonly #player: Player;
  readonly #playback: PlaybackView;
  readonly #reader: Reader;
  readonly #ending = new AbortController();
  #timeline: Timeline | undefined;
  /** Why the recording is not heard, as it was said. */
  #lost = '';

  constructor({ view, player, feed, cast, memory, bridge }: DeskOptions) {
    this.#view = view;
    this.#memory = memory;
    this.#bridge = bridge;
    this.#announcer = new Announcer(view.page.spoken);
    this.#player = player;
    const bar = new TransportBar(this.#player, {
      play: () => {
        this.#do({ do: 'toggle-play' });
      },
      loop: () => {
        this.#do({ do: 'loop' });
      },
    });
    this.#playback = new PlaybackView(view, this.#player, bar);
    this.#reader = new Reader(view, this.#announcer, memory, {
      chosen: (selection, notes) => {
        this.#chosen(selection, notes);
      },
    });
    const tools = scoreTools({
      view,
      memory,
      bridge,
      pianoRoll: new PianoRoll(view.sheet, view.header, feed),
      zoom: (direction) => {
        this.#zoom(direction);
      },
      arrange: (change) => {
        this.#arrange(change);
      },
    });
    view.page.toolbar.append(...bar.elements, ...tools);
    this.#furnishSide(cast, feed.performanceId);
    this.#listen();
    void this.#learn(feed);
  }

  close(): void {
    this.#ending.abort();
    this.#reader.close();
    this.#playback.close();
  }

  /** The mixer, beside the music. */
  #furnishSide(cast: readonly CastPart[], performanceId: number): void {
    const parts = new PartsPanel(this.#player, cast, this.#memory.state.arrangement, {
      arrange: (arranged) => {
        // Staves have other numbers then: where the reader stood means something else.
        this.#memory.keep({ selection: undefined });
        this.#arrange({ parts: arranged });
      },
      rename: (partId, name) => {
        this.#bridge.send({ type: 'rename-part', performanceId, partId, name });
      },
    });
    const stems = new StemsPanel(
      this.#player,
      (partId) => cast.find(({ id }) => id === partId)?.name ?? partId,
    );
    this.#view.page.side.append(parts.element, stems.element);
    const takeOff = this.#player.onChange(() => {
      parts.update();
      stems.update();
      this.#sayWhatIsLost();
      this.#memory.keep({ playback: this.#player.settings });
    });
    this.#ending.signal.addEventListener('abort', takeOff);
  }

  /** A recording that falls silent is no mystery to those who cannot see the toolbar either. */
  #sayWhatIsLost(): void {
    const { recording } = this.#player.tracks;
    const lost = recording.kind === 'lost' ? recording.sentence : '';
    if (lost !== '' && lost !== this.#lost) this.#announcer.say(lost);
    this.#lost = lost;
  }

  #listen(): void {
    window.addEventListener(
      'keydown',
      (event) => {
        const isElsewhere = event.target instanceof Element && usesKeys(event.target);
        const action = actionOf(event);
        // Zoom works everywhere; other keys belong to the control that has the focus.
        if (action === undefined || (isElsewhere && action.do !== 'zoom')) return;
        event.preventDefault();
        this.#do(action);
      },
      { signal: this.#ending.signal },
    );
  }

  async #learn(feed: PerformanceFeed): Promise<void> {
    // The notes come first: what playing needs is asked for once the page has been painted.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
    if (this.#isClosed()) return;
    const [{ timeline }] = await Promise.all([feed.opened(), this.#player.tracks.look()]);
    if (this.#isClosed()) return;
    this.#timeline = timeline;
    this.#playback.setTimeline(timeline);
  }

  /** Asks for the score in another arrangement; it comes as a newly opened one. */
  #arrange(change: Partial<Arrangement>): void {
    const arrangement = { ...this.#memory.state.arrangement, ...change };
    this.#memory.keep({ arrangement });
    this.#bridge.send({ type: 'arrange', ...arrangement, parts: [...arrangement.parts] });
  }

  #isClosed(): boolean {
    return this.#ending.signal.aborted;
  }

  #do(action: KeyAction): void {
    switch (action.do) {
      case 'step':
        void this.#reader.step(action.unit, action.direction, action.isExtending);
        return;
      case 'zoom':
        this.#zoom(action.direction);
        return;
      case 'toggle-play':
        this.#attempt(this.#player.toggle());
        return;
      case 'play-from-here':
        this.#attempt(this.#player.play(this.#chosenSec()));
        return;
      case 'leave':
        if (this.#player.state !== 'stopped') this.#player.stop();
        else this.#reader.clear();
        return;
      case 'loop':
        this.#toggleLoop();
        return;
      case 'mute':
      case 'solo':
        this.#togglePart(action.do);
        return;
      case 'where':
        void this.#reader.sayWhere();
        return;
      case 'copy':
        this.#copy();
        return;
      case 'speed':
        this.#changeSpeed(action.direction);
        return;
      default:
        assertNever(action);
    }
  }

  #chosen(selection: Selection, { partId, pitches }: ChosenNotes): void {
    if (pitches.length > 0) this.#attempt(this.#player.preview(instrumentOf(partId), pitches));
    const sec = this.#chosenSec();
    if (sec === undefined) return;
    if (isRange(selection)) this.#loopSelection(selection);
    this.#player.seek(sec);
  }

  /** When what is selected begins to sound. */
  #chosenSec(): number | undefined {
    const { selection } = this.#reader;
    if (this.#timeline === undefined || selection === undefined) return undefined;
    const { focus } = selection;
    const atDiv = isRange(selection)
      ? rangeOf(selection).startDiv
      : focus.startDiv + focus.atOffsetDivs - focus.content.offsetDivs;
    return secAtDiv(this.#timeline.tempoMap, atDiv);
  }

  #toggleLoop(): void {
    const isLooping = !this.#player.settings.isLooping;
    const { selection } = this.#reader;
    if (isLooping && selection !== undefined) this.#loopSelection(selection);
    this.#player.change({ isLooping });
    this.#announcer.say(isLooping ? 'Looping the selection' : 'Loop off');
  }

  /** What is played over and over: the range, or the bar of a single note. */
  #loopSelection(selection: Selection): void {
    const map = this.#timeline?.tempoMap;
    const bar = this.#timeline?.bars[selection.focus.place.bar];
    if (map === undefined || bar === undefined) return;
    const { startDiv, endDiv } = isRange(selection)
      ? rangeOf(selection)
      : { startDiv: bar.startDiv, endDiv: bar.startDiv + bar.lengthDivs };
    this.#player.setLoop({
      fromSec: secAtDiv(map, startDiv),
      toSec: secAtDiv(map, endDiv),
    });
  }

  /** The bars and parts that the selection touches, as text; the host asks as which. */
  #copy(): void {
    const { selection } = this.#reader;
    if (selection === undefined) return;
    const { focus, anchor } = selection;
    const bars = [focus.place.bar, anchor.place.bar];
    const { firstStaff, endStaff } = rangeOf(selection);
    const staves = stavesOf(this.#view.header).slice(firstStaff, endStaff);
    this.#bridge.send({
      type: 'copy-selection',
      revision: this.#view.revision,
      firstBar: Math.min(...bars),
      endBar: Math.max(...bars) + 1,
      partIds: [...new Set(staves.map(({ partId }) => partId))],
    });
  }

  #togglePart(what: 'mute' | 'solo'): void {
    const { mix } = this.#player.settings;
    const { partId } = this.#reader;
    const name = this.#view.header.parts.find(({ id }) => id === partId)?.name ?? '';
    const { isMuted, isSolo } = partMix(mix, partId);
    const change = what === 'mute' ? { isMuted: !isMuted } : { isSolo: !isSolo };
    this.#player.changePart(partId, change);
    const isOn = what === 'mute' ? !isMuted : !isSolo;
    this.#announcer.say(`${name}, ${what} ${isOn ? 'on' : 'off'}`);
  }

  #zoom(direction: 1 | 0 | -1): void {
    this.#view.zoom(direction);
    this.#announcer.say(`Size ${Math.round(this.#memory.state.zoom * 100)} percent`);
  }

  #changeSpeed(direction: 1 | -1): void {
    const wanted = this.#player.settings.speed + direction * SPEED.step;
    const speed = Math.min(SPEED.most, Math.max(SPEED.least, Math.round(wanted * 100) / 100));
    this.#player.change({ speed });
    this.#announcer.say(`Speed ${Math.round(speed * 100)} percent`);
  }

  /** What cannot be played is said, and logged with its reason. */
  #attempt(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#bridge.log('error', `Playing failed: ${String(error)}`);
      this.#announcer.say('The sound could not be started.');
    });
  }
}

function instrumentOf(partId: string): number {
  return Number(partId.slice(1)) - 1;
}

/** Controls that mean something else by the keys of the score. */
function usesKeys(element: Element): boolean {
  return element.closest('button, input, select, textarea, summary, [contenteditable]') !== null;
}
