import { divAtSec } from '../../score/frame.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { clockText } from '../clock-text.ts';
import { prefersStillness } from '../motion.ts';
import type { ScoreView } from '../score-view.ts';
import { beatAt } from './beats.ts';
import { Cursor } from './cursor.ts';
import { barAtDiv } from './places.ts';
import type { Player } from './player.ts';
import type { TransportBar } from './transport-bar.ts';

/** Shows where the player is: the cursor in the music, the page that turns, the place in numbers. */
export class PlaybackView {
  readonly #view: ScoreView;
  readonly #player: Player;
  readonly #bar: TransportBar;
  readonly #cursor: Cursor;
  readonly #ending = new AbortController();
  #timeline: Timeline | undefined;
  #frame = 0;
  #line: HTMLElement | undefined;
  /** Whoever scrolls away while it plays is left in peace until play starts anew. */
  #isFollowing = true;

  constructor(view: ScoreView, player: Player, bar: TransportBar) {
    this.#view = view;
    this.#player = player;
    this.#bar = bar;
    this.#cursor = new Cursor(view.sheet);
    const { signal } = this.#ending;
    for (const type of ['wheel', 'touchmove'] as const) {
      const letGo = (): void => {
        this.#isFollowing = false;
      };
      view.page.viewport.addEventListener(type, letGo, { signal, passive: true });
    }
    let wasPlaying = player.state === 'playing';
    const takeOff = player.onChange(() => {
      const isPlaying = player.state === 'playing';
      if (isPlaying && !wasPlaying) this.#isFollowing = true;
      wasPlaying = isPlaying;
      bar.update();
      this.#schedule();
    });
    signal.addEventListener('abort', takeOff);
    view.sheet.onDrawn(() => {
      this.#schedule();
    });
  }

  /** From now on it knows when the bars are. */
  setTimeline(timeline: Timeline): void {
    this.#timeline = timeline;
    this.#schedule();
  }

  close(): void {
    this.#ending.abort();
    cancelAnimationFrame(this.#frame);
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#draw();
      if (this.#player.state === 'playing' && !this.#ending.signal.aborted) this.#schedule();
    });
  }

  #draw(): void {
    const timeline = this.#timeline;
    if (timeline === undefined) return;
    const sec = this.#player.positionSec;
    const div = divAtSec(timeline.tempoMap, sec);
    const place = barAtDiv(timeline, div);
    if (place === undefined) return;
    const beat = Math.floor(beatAt(place.bar, place.offsetDivs) + 1e-6);
    this.#bar.showPosition(`${place.bar.number}.${beat}  ${clockText(sec)}`);
    if (this.#player.state === 'stopped' && sec === 0) {
      this.#cursor.hide();
      return;
    }
    const line = this.#cursor.show(place.index, div);
    if (line === this.#line) return;
    this.#line = line;
    if (line !== undefined && this.#player.state === 'playing') this.#turnTo(line);
  }

  /** A line that is not wholly in sight comes to the top. */
  #turnTo(line: HTMLElement): void {
    if (!this.#isFollowing) return;
    const { viewport } = this.#view.page;
    const [box, sight] = [line.getBoundingClientRect(), viewport.getBoundingClientRect()];
    if (box.top >= sight.top && box.bottom <= sight.bottom) return;
    line.scrollIntoView({ block: 'start', behavior: prefersStillness() ? 'instant' : 'smooth' });
  }
}
