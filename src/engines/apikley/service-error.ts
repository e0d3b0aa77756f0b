import { StemstaveError, type ErrorDetails } from '../../errors.ts';

/** Whether asking the same again later may help, and how soon. */
export type Retryable = 'no' | 'rate-limit' | 'maintenance' | 'fault';

export interface ServiceErrorDetails extends ErrorDetails {
  readonly retryable?: Retryable;
  /** True if the service certainly did nothing: not even a paid request was charged. */
  readonly refused?: boolean;
  /** The service's own code (or the HTTP status), if there was a reply. */
  readonly serviceCode?: number | undefined;
  readonly serviceMessage?: string | undefined;
  /** A task that exists all the same, named beside the error. */
  readonly taskId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** What became of the task that was looked at, if the error is about that and not the looking. */
  readonly taskFate?: 'failed' | 'not-found' | undefined;
}

/** What the service, or the way to it, answered instead of doing what it was asked for. */
export class ServiceError extends StemstaveError {
  readonly retryable: Retryable;
  readonly refused: boolean;
  readonly serviceCode: number | undefined;
  readonly serviceMessage: string | undefined;
  readonly taskId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly taskFate: 'failed' | 'not-found' | undefined;

  constructor(code: string, sentence: string, details: ServiceErrorDetails = {}) {
    super(code, sentence, details);
    this.name = 'ServiceError';
    this.retryable = details.retryable ?? 'no';
    this.refused = details.refused ?? false;
    this.serviceCode = details.serviceCode;
    this.serviceMessage = details.serviceMessage;
    this.taskId = details.taskId;
    this.retryAfterMs = details.retryAfterMs;
    this.taskFate = details.taskFate;
  }
}
