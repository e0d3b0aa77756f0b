import * as v from 'valibot';

/** What sounds: the recording, whole or taken apart; what was written down of it; or two of them. */
export type Source = 'recording' | 'stems' | 'parts' | 'both' | 'stems-and-parts';

/** What there is beside the parts, which there always are. */
export interface Available {
  readonly hasRecording: boolean;
  readonly hasStems: boolean;
}

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
  /** With both: 0 only the recording or its stems, 1 only the parts. */
  readonly balance: number;
  /** By part id, or `stemId` of a stem that belongs to no part; what is not in it sounds as usual. */
  readonly parts: Readonly<Record<string, PartMix>>;
}

export const VOLUME = { least: 0, usual: 1, most: 1.5, step: 0.05 } as const;

const USUAL: PartMix = { isMuted: false, isSolo: false, volume: VOLUME.usual };

export const FIRST_MIX: Mix = { source: undefined, balance: 0.5, parts: {} };

export const mixSchema: v.GenericSchema<unknown, Mix> = v.object({
  source: v.pipe(
    v.optional(v.picklist(['recording', 'stems', 'parts', 'both', 'stems-and-parts'])),
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

/** What really sounds, where not everything may be at hand. Stems are loaded only for who chose them. */
export function sourceOf({ source }: Mix, { hasRecording, hasStems }: Available): Source {
  switch (source) {
    case undefined:
    case 'recording':
      return hasRecording ? 'recording' : 'parts';
    case 'stems':
      return hasStems ? 'stems' : hasRecording ? 'recording' : 'parts';
    case 'both':
      return hasRecording ? 'both' : 'parts';
    case 'stems-and-parts':
      return hasStems ? 'stems-and-parts' : hasRecording ? 'both' : 'parts';
    case 'parts':
      return 'parts';
  }
}

/** Whether a source has the parts in it. */
export function playsParts(source: Source): boolean {
  return source === 'parts' || source === 'both' || source === 'stems-and-parts';
}

/** Whether a source has the recording in it, as a whole. */
export function playsRecording(source: Source): boolean {
  return source === 'recording' || source === 'both';
}

/** Whether a source has the stems in it. */
export function playsStems(source: Source): boolean {
  return source === 'stems' || source === 'stems-and-parts';
}

/** Loudness of the recording, or its stems, and of the parts; in the middle of the balance both are whole. */
export function sourceGains(
  mix: Mix,
  source: Source,
): { readonly recording: number; readonly parts: number } {
  switch (source) {
    case 'recording':
    case 'stems':
      return { recording: 1, parts: 0 };
    case 'parts':
      return { recording: 0, parts: 1 };
    case 'both':
    case 'stems-and-parts':
      return {
        recording: Math.min(1, 2 * (1 - mix.balance)),
        parts: Math.min(1, 2 * mix.balance),
      };
  }
}
