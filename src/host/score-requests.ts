import type { Provenance } from '../formats/midi/document.ts';
import type { Fingering } from '../score/tablature/finger.ts';
import type { Bar, Part, Score } from '../score/model.ts';
import type { Transcription } from '../transcription/model.ts';

/** What the score thread can be asked for. */
export type ScoreRequest =
  | {
      readonly kind: 'compose';
      readonly title: string;
      readonly transcription: Transcription;
      readonly provenance: Provenance;
    }
  | {
      readonly kind: 'open';
      readonly bytes: Uint8Array;
      readonly fallbackTitle: string;
    }
  | {
      readonly kind: 'rename';
      readonly bytes: Uint8Array;
      /** By the index of the instrument. */
      readonly names: ReadonlyMap<number, string>;
    }
  | { readonly kind: 'musicxml'; readonly score: Score }
  | { readonly kind: 'abc'; readonly score: Score }
  | {
      readonly kind: 'fingering';
      readonly part: Part;
      readonly bars: readonly Bar[];
    };

/** A `.mid` as it is shown and played. */
export interface OpenedScore {
  readonly score: Score;
  readonly performance: Transcription;
  /** `undefined` for files that this product did not write. */
  readonly provenance: Provenance | undefined;
}

/** A `.mid` whose parts were given other names. */
export interface RenamedScore {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As they are read from it: cleaned, and each of them once. */
  readonly partNames: readonly string[];
}

/** What it answers, by kind: the bytes of a `.mid`, an opened one, the text of a MusicXML or ABC file. */
export interface ScoreResults {
  readonly compose: Uint8Array;
  readonly open: OpenedScore;
  readonly rename: RenamedScore;
  readonly musicxml: string;
  readonly abc: string;
  readonly fingering: Fingering | undefined;
}

/** An answer as it crosses the thread boundary, where error classes do not survive. */
export type ScoreAnswer =
  | { readonly ok: true; readonly result: ScoreResults[ScoreRequest['kind']] }
  | {
      readonly ok: false;
      readonly code: string;
      readonly sentence: string;
      readonly detail: string;
    };
