/** The service's calls, by what they are for. */
export const CALLS = [
  'credits',
  'upload',
  'separate',
  'separation-info',
  'cover',
  'music-info',
  'midi',
  'midi-info',
] as const;
export type CallName = (typeof CALLS)[number];

/** A wrong, broken or malicious answer. */
export type Trouble =
  /** A business error: HTTP 200 with another code in the body, unless `httpStatus` says otherwise. */
  | {
      readonly kind: 'code';
      readonly code: number;
      readonly msg?: string;
      readonly data?: unknown;
      readonly httpStatus?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'raw';
      readonly status: number;
      readonly contentType: string;
      readonly body: string | Buffer;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset instead of an answer. */
  | { readonly kind: 'reset' }
  /** Half of the right answer, then a reset. */
  | { readonly kind: 'half-body' }
  /** JSON without end. */
  | { readonly kind: 'huge' }
  /** No answer at all; the connection stays open. */
  | { readonly kind: 'silence' }
  /** An answer that comes a byte at a time and never ends. */
  | { readonly kind: 'drip' }
  /** The right answer, as late as this says. */
  | { readonly kind: 'held'; readonly until: Promise<unknown> };

/** Trouble with some of the calls of one kind. */
export interface Fault {
  readonly on: CallName;
  readonly give: Trouble;
  /** Calls that go well before. */
  readonly skip?: number;
  /** Calls that it meets; all, if absent. */
  readonly times?: number;
  /** True if the service has done (and charged) what it was asked for all the same. */
  readonly afterwards?: boolean;
}

/** How a task ends that does not succeed. */
export interface TaskFailure {
  readonly flag: string | number;
  readonly errorCode: number | string | null;
  readonly errorMessage: string | null;
}

/** What stands where the notes should be. */
export type MidiDataForm = 'object' | 'string' | 'null' | 'empty-object' | 'no-instruments';

/** How the stand-in behaves where the contract leaves room. */
export interface Behaviour {
  /** Whether an upload can be separated itself. */
  readonly direct: 'accepted' | 'refused';
  /** Whether MIDI can be asked for single stems. */
  readonly perStem: 'accepted' | 'refused';
  /** Looks at a task before it is done. */
  readonly pendingPolls: number;
  /** Looks that already say success before the result shows. */
  readonly laggingPolls: number;
  /** Looks at a file before it is there. */
  readonly laggingFiles: number;
  /** Whether a task ends well or with the provider unable to reach the callback address. */
  readonly ending: 'SUCCESS' | 'CALLBACK_EXCEPTION';
  readonly stems: 'listed' | 'urls-only' | 'none';
  readonly music: 'camel-case' | 'snake-case' | 'none';
  /** Form of the notes of a whole separation, of a single stem, of an accompaniment. */
  readonly midiOfAll: MidiDataForm;
  readonly midiOfStem: MidiDataForm;
  readonly midiOfAccompaniment: MidiDataForm;
  /** Times in notes as numbers or as decimal strings. */
  readonly noteTimes: 'numbers' | 'strings';
  /** Times of records as milliseconds or as ISO dates; state of MIDI tasks as number or word. */
  readonly recordStyle: 'numbers' | 'words';
  readonly failures: Partial<Readonly<Record<'separation' | 'music' | 'midi', TaskFailure>>>;
  readonly faults: readonly Fault[];
}

/** The service on a good day. */
export const GOOD_DAY: Behaviour = {
  direct: 'accepted',
  perStem: 'accepted',
  pendingPolls: 1,
  laggingPolls: 0,
  laggingFiles: 0,
  ending: 'SUCCESS',
  stems: 'listed',
  music: 'camel-case',
  midiOfAll: 'object',
  midiOfStem: 'object',
  midiOfAccompaniment: 'object',
  noteTimes: 'numbers',
  recordStyle: 'numbers',
  failures: {},
  faults: [],
};
