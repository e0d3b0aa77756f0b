import type { Correction } from '../../score/corrections.ts';
import type { MetricalFrame } from '../../score/frame.ts';
import type { Transcription } from '../../transcription/model.ts';

/** Where a document came from. Never holds a key, a path or a URL. */
export interface Provenance {
  readonly engine: string;
  /** File name of the recording, without its folder. */
  readonly sourceName: string;
  /** SHA-256 of the recording, hex. */
  readonly sourceSha256: string;
  /** Task ids of the service, by step ("separation", "midi"); empty for the on-device engine. */
  readonly taskIds: Readonly<Record<string, string>>;
}

/**
 * What a `.mid` holds: the performance to within 1 ms, the frame it hangs in, the user's
 * corrections, and where it came from.
 */
export interface MidiDocument {
  readonly title: string;
  readonly performance: Transcription;
  /** `undefined` when the file has no beats to trust: SMPTE time, or no tempo and no metre at all. */
  readonly frame: MetricalFrame | undefined;
  readonly corrections: readonly Correction[];
  /** `undefined` for files that this product did not write. */
  readonly provenance: Provenance | undefined;
}
