import * as v from 'valibot';

/** What survives hiding the tab, reloading the window and restarting VS Code. */
export interface ViewState {
  /** Index of the first bar of the topmost visible line. */
  readonly bar: number;
  readonly zoom: number;
}

export const ZOOM = { least: 0.4, usual: 1, most: 3, step: 1.15 } as const;

const schema = v.object({
  bar: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  zoom: v.pipe(v.number(), v.minValue(ZOOM.least), v.maxValue(ZOOM.most)),
});

/** The state VS Code kept, or a fresh one where there is none or it is of another shape. */
export function readViewState(kept: unknown): ViewState {
  const parsed = v.safeParse(schema, kept);
  return parsed.success ? parsed.output : { bar: 0, zoom: ZOOM.usual };
}
