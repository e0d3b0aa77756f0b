import type { Caps } from '../../jobs/caps.ts';
import type { Fingerprint } from '../../jobs/file-hash.ts';
import type { Job, JobStep } from '../../jobs/job.ts';
import type { JobStore } from '../../jobs/job-store.ts';
import type { Transcription } from '../../transcription/model.ts';
import type { AudioFile, Engine, EngineProgress } from '../engine.ts';
import type { Clock } from '../../jobs/clock.ts';
import type { CallbackSource } from './callback/waking-clock.ts';
import type { Confirm } from './consent.ts';
import type { NetworkOptions } from './http/proxy.ts';
import type { Transport } from './http/transport.ts';

/** A recording to be sent. */
export interface AudioSource extends AudioFile {
  /** A smaller copy of it, to be sent instead; absolute path. */
  readonly copyPath?: string | undefined;
  /** Its hash as the caller has just seen it, so that it need not be read again. */
  readonly known?: Fingerprint | undefined;
}

/** The three things the service starts from. */
export type ApikleySource =
  | ({ readonly kind: 'audio' } & AudioSource)
  /** A take of music that the service made. */
  | { readonly kind: 'suno-track'; readonly taskId: string; readonly audioId: string }
  /** A separation that is done. */
  | { readonly kind: 'separation'; readonly taskId: string };

/** How a recording becomes something the service separates. */
export type Route = 'auto' | 'direct' | 'cover';

export interface ApikleyOptions {
  /** Asked before a recording is sent and before each paid step beyond the usual ones. */
  readonly confirm: Confirm;
  /** `auto` (default) tries the direct way and asks before the other one. */
  readonly route?: Route;
  /**
   * True pays anew (*Start anew*) even if an earlier job for the same source can be gone on with, or has
   * its result; a job that was not done is thereby abandoned.
   */
  readonly fresh?: boolean;
  /**
   * True where nobody is there to be asked: tasks are looked at, and nothing else is sent. Ends with
   * `consent-needed` where more is due.
   */
  readonly unattended?: boolean;
  /** Where the result is to be written, for the record; absolute. */
  readonly scorePath?: string;
  /** Limits to what is spent, as they are at the moment; none, if absent. No payment breaks them. */
  readonly caps?: () => Caps;
  /** Called before each paid request; an error thrown stops it, and nothing is charged. */
  readonly beforePaying?: (about: Payment) => Promise<void>;
}

/** A paid request that is about to be sent. */
export interface Payment {
  /** The job as it is on disk; its steps tell what it has spent so far. */
  readonly job: Job;
  readonly step: Exclude<JobStep['name'], 'upload'>;
  /** The account's credits, where it tells. */
  readonly balance: number | undefined;
}

/** A transcription, and where it came from. */
export interface ApikleyResult {
  readonly transcription: Transcription;
  readonly receipt: Receipt;
}

/** What a result can be traced by; holds no key and no address. */
export interface Receipt {
  readonly jobId: string;
  /** File name without folder; for tasks of the service, its task id. */
  readonly sourceName: string;
  /** SHA-256 of the recording, hex; `''` where there was no file. */
  readonly sourceSha256: string;
  /** The service's task ids by step: "cover", "separation", "midi", and "midi-2" for a second one. */
  readonly taskIds: Readonly<Record<string, string>>;
  /** Notes of the service that could not be used. */
  readonly droppedNotes: number;
  /** Stems whose notes the service refused, while others' came; the same job asks for them again. */
  readonly withoutStems: readonly string[];
}

export interface ApikleyConfig {
  /** Where jobs are written down, and kept from being done twice. */
  readonly jobs: JobStore;
  /** The key as it is stored; `undefined` if there is none. Asked for at the start of each job. */
  readonly getKey: () => Promise<string | undefined>;
  /** Absent or `''` = the service's usual ones. */
  readonly baseUrl?: string | undefined;
  readonly uploadBaseUrl?: string | undefined;
  readonly callBackUrl?: string | undefined;
  /** What listens at `callBackUrl`, if anything does. Tasks are looked at all the same. */
  readonly callbacks?: CallbackSource | undefined;
  readonly coverModel?: string | undefined;
  readonly transportOptions?: NetworkOptions | undefined;
  /** Instead of the usual one over HTTP. */
  readonly transport?: Transport | undefined;
}

/** Where the service is called; what `checkKey` needs, too. */
export type ServiceAddress = Pick<
  ApikleyConfig,
  'baseUrl' | 'uploadBaseUrl' | 'callBackUrl' | 'transportOptions' | 'transport'
> & { readonly clock?: Clock | undefined };

/** Transcribes through the service. */
export interface ApikleyEngine extends Engine<ApikleySource, ApikleyOptions> {
  /** As `transcribe`, and tells where the result came from. */
  transcribeWithReceipt(
    source: ApikleySource,
    options: ApikleyOptions,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<ApikleyResult>;
  /**
   * Goes on with a job of the journal (*Resume*, *Check again*): by reading only, as far as that goes;
   * asks before anything that costs money.
   * @throws {StemstaveError} `nothing-to-resume` if none of the job's tasks is known and its recording is
   * gone, if the job was given up, or if it is to go on unattended and does not wait for a task;
   * `charge-unknown` if a paid request was cut off and nobody agrees to paying for it anew
   */
  resume(
    job: Job,
    options: ApikleyOptions,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<ApikleyResult>;
}
