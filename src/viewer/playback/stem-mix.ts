import { partMix, withPart, type Mix, type PartMix } from './mix.ts';

/** A stem that can be played. */
export interface Stem {
  readonly name: string;
  /** Of its file. */
  readonly byteLength: number;
  /** Parts it holds: muting, soloing and turning up these does the same to the stem, and the other way round. */
  readonly partIds: readonly string[];
}

/** The entry in the mixer of a stem that belongs to no part. */
export function stemId(name: string): string {
  return `stem:${name}`;
}

function entriesOf({ name, partIds }: Stem): readonly string[] {
  return partIds.length === 0 ? [stemId(name)] : partIds;
}

/** How a stem sounds: it is silent once all its parts are, and heard as soon as one of them is solo. */
export function stemMix(mix: Mix, stem: Stem): PartMix {
  const parts = entriesOf(stem).map((id) => partMix(mix, id));
  const heard = parts.filter(({ isMuted }) => !isMuted);
  return {
    isMuted: heard.length === 0,
    isSolo: parts.some(({ isSolo }) => isSolo),
    volume: Math.max(...(heard.length === 0 ? parts : heard).map(({ volume }) => volume)),
  };
}

/** A change of a stem is one of all its parts. */
export function withStem(mix: Mix, stem: Stem, change: Partial<PartMix>): Mix {
  return entriesOf(stem).reduce((changed, id) => withPart(changed, id, change), mix);
}

/** Loudness of each stem: solo silences the others, mute itself; a muted solo stem stays silent. */
export function stemGains(mix: Mix, stems: readonly Stem[]): number[] {
  const mixes = stems.map((stem) => stemMix(mix, stem));
  const anySolo = mixes.some(({ isSolo }) => isSolo);
  return mixes.map(({ isMuted, isSolo, volume }) =>
    isMuted || (anySolo && !isSolo) ? 0 : volume * volume,
  );
}
