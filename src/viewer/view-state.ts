import * as v from 'valibot';
import { AS_IT_IS, type Arrangement } from '../score/arrange.ts';
import type { Bridge } from './bridge.ts';
import type { Place } from './navigation/place.ts';
import {
  FIRST_SETTINGS,
  playbackSettingsSchema,
  type PlaybackSettings,
} from './playback/playback-settings.ts';

/** What survives hiding the tab, reloading the window and restarting VS Code. */
export interface ViewState {
  /** Index of the first bar of the topmost visible line. */
  readonly bar: number;
  readonly zoom: number;
  readonly playback: PlaybackSettings;
  readonly isPanelOpen: boolean;
  /** Which parts are shown, in which order and pitch, with tablature or not. */
  readonly arrangement: Arrangement;
  readonly isRollShown: boolean;
  /** Where the reader stands, and where the range began. */
  readonly selection: KeptSelection | undefined;
}

export interface KeptSelection {
  readonly focus: Place;
  readonly anchor: Place;
}

export const ZOOM = { least: 0.4, usual: 1, most: 3, step: 1.15 } as const;

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const place = v.object({
  staff: index,
  bar: index,
  voice: index,
  element: index,
});

/** Each entry by itself: what another version kept differently costs no more than that entry. */
const schema = v.object({
  bar: v.fallback(index, 0),
  zoom: v.fallback(v.pipe(v.number(), v.minValue(ZOOM.least), v.maxValue(ZOOM.most)), ZOOM.usual),
  playback: v.fallback(playbackSettingsSchema, FIRST_SETTINGS),
  isPanelOpen: v.fallback(v.boolean(), false),
  arrangement: v.fallback(
    v.object({
      parts: v.array(v.object({ id: v.string(), isVisible: v.boolean() })),
      isTransposed: v.fallback(v.boolean(), false),
      isTabShown: v.fallback(v.boolean(), false),
    }),
    AS_IT_IS,
  ),
  isRollShown: v.fallback(v.boolean(), false),
  selection: v.fallback(v.optional(v.object({ focus: place, anchor: place })), undefined),
});

/** The state VS Code kept, with whatever is missing or of another shape as it is at first. */
export function readViewState(kept: unknown): ViewState {
  const entries = typeof kept === 'object' && kept !== null ? kept : {};
  const { selection, ...others } = v.parse(schema, {
    bar: undefined,
    zoom: undefined,
    playback: undefined,
    isPanelOpen: undefined,
    arrangement: undefined,
    isRollShown: undefined,
    ...entries,
  });
  return { ...others, selection };
}

/** The state of this view, kept with every change. */
export class ViewMemory {
  readonly #bridge: Pick<Bridge, 'readState' | 'writeState'>;
  #state: ViewState;

  constructor(bridge: Pick<Bridge, 'readState' | 'writeState'>) {
    this.#bridge = bridge;
    this.#state = readViewState(bridge.readState());
  }

  get state(): ViewState {
    return this.#state;
  }

  keep(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#bridge.writeState(this.#state);
  }
}
