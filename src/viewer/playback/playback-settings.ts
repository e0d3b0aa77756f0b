import * as v from 'valibot';
import { FIRST_MIX, mixSchema, type Mix } from './mix.ts';

/** How the score is played; kept with the view. */
export interface PlaybackSettings {
  readonly mix: Mix;
  /** Score seconds per real second. */
  readonly speed: number;
  readonly hasMetronome: boolean;
  readonly hasCountIn: boolean;
  readonly isLooping: boolean;
}

export const SPEED = { least: 0.25, usual: 1, most: 2, step: 0.05 } as const;

export const FIRST_SETTINGS: PlaybackSettings = {
  mix: FIRST_MIX,
  speed: SPEED.usual,
  hasMetronome: false,
  hasCountIn: false,
  isLooping: false,
};

export const playbackSettingsSchema: v.GenericSchema<unknown, PlaybackSettings> = v.object({
  mix: mixSchema,
  speed: v.pipe(v.number(), v.minValue(SPEED.least), v.maxValue(SPEED.most)),
  hasMetronome: v.boolean(),
  hasCountIn: v.boolean(),
  isLooping: v.boolean(),
});
