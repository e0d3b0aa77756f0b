import * as v from 'valibot';

/** What sounds: the original, what was written down of it, or both. */
export type Source = 'recording' | 'parts' | 'both';

export interface PartMix {
  readonly isMuted: boolean;
  readonly isSolo: boolean;
  /** 0–1.5; 1 is usual. */
  readonly volume: number;
}

/** The mixer: plain data, kept with the view. */
export interface Mix {
  /** `undefined`: the recording where there is one, else the parts. */
  readonly source: Source | undefined;
  /** With both: 0 only the recording, 1 only the parts. */
  readonly balance: number;
  /** By part id; a part that is not in it sounds as usual. */
  readonly parts: Readonly<Record<string, PartMix>>;
}

export const VOLUME = { least: 0, usual: 1, most: 1.5, step: 0.05 } as const;

const USUAL: PartMix = { isMuted: false, isSolo: false, volume: VOLUME.usual };

export const FIRST_MIX: Mix = { source: undefined, balance: 0.5, parts: {} };

export const mixSchema: v.GenericSchema<unknown, Mix> = v.object({
  source: v.pipe(
    v.optional(v.picklist(['recording', 'parts', 'both'])),
    v.transform((source): Source | undefined => source),
  ),
  balance: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  parts: v.record(
    v.string(),
    v.object({
      isMuted: v.boolean(),
      isSolo: v.boolean(),
      volume: v.pipe(v.number(), v.minValue(VOLUME.least), v.maxValue(VOLUME.most)),
    }),
  ),
}) as v.GenericSchema<unknown, Mix>;

export function partMix(mix: Mix, partId: string): PartMix {
  return mix.parts[partId] ?? USUAL;
}

export function withPart(mix: Mix, partId: string, change: Partial<PartMix>): Mix {
  const part = { ...partMix(mix, partId), ...change };
  return { ...mix, parts: { ...mix.parts, [partId]: part } };
}

/** Loudness of each part: solo silences the others, mute itself; a muted solo part stays silent. */
export function partGains(mix: Mix, partIds: readonly string[]): number[] {
  const parts = partIds.map((id) => partMix(mix, id));
  const anySolo = parts.some(({ isSolo }) => isSolo);
  return parts.map(({ isMuted, isSolo, volume }) =>
    isMuted || (anySolo && !isSolo) ? 0 : volume * volume,
  );
}

/** What really sounds, where there may be no recording. */
export function sourceOf(mix: Mix, hasRecording: boolean): Source {
  return hasRecording ? (mix.source ?? 'recording') : 'parts';
}

/** Loudness of the recording and of the parts together; in the middle of the balance both are whole. */
export function sourceGains(
  mix: Mix,
  hasRecording: boolean,
): { readonly recording: number; readonly parts: number } {
  switch (sourceOf(mix, hasRecording)) {
    case 'recording':
      return { recording: 1, parts: 0 };
    case 'parts':
      return { recording: 0, parts: 1 };
    case 'both':
      return {
        recording: Math.min(1, 2 * (1 - mix.balance)),
        parts: Math.min(1, 2 * mix.balance),
      };
  }
}
