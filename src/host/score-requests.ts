import type { Provenance } from '../formats/midi/document.ts';
import type { BeatDecisions } from '../score/beats/decisions.ts';
import type { Correction } from '../score/corrections.ts';
import type { Fingering } from '../score/tablature/finger.ts';
import type { Score } from '../score/model.ts';
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
  | ({ readonly kind: 'edit'; readonly bytes: Uint8Array } & ScoreEdits)
  | { readonly kind: 'decisions'; readonly bytes: Uint8Array }
  | { readonly kind: 'musicxml'; readonly score: Score }
  | { readonly kind: 'abc'; readonly score: Score }
  | { readonly kind: 'fingering'; readonly score: Score };

/** What a person changes in a `.mid`. */
export interface ScoreEdits {
  /** By the index of the instrument; those that are not in it keep theirs. */
  readonly names: ReadonlyMap<number, string>;
  /** Since the file was read. */
  readonly corrections: readonly Correction[];
}

/** A `.mid` as it is shown and played. */
export interface OpenedScore {
  readonly score: Score;
  readonly performance: Transcription;
  /** `undefined` for files that this product did not write. */
  readonly provenance: Provenance | undefined;
  /** What was put right in it so far. */
  readonly corrections: readonly Correction[];
}

/** A `.mid` in which something was changed. */
export interface EditedScore {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As they are read from it: cleaned, and each of them once. */
  readonly partNames: readonly string[];
}

/** What it answers, by kind: the bytes of a `.mid`, an opened one, the text of a MusicXML or ABC file. */
export interface ScoreResults {
  readonly compose: Uint8Array;
  readonly open: OpenedScore;
  readonly edit: EditedScore;
  /** `undefined` where there is too little music to decide anything. */
  readonly decisions: BeatDecisions | undefined;
  readonly musicxml: string;
  readonly abc: string;
  /** By `Part.id`. */
  readonly fingering: ReadonlyMap<string, Fingering>;
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
