/** A request of the few kinds that the service knows. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** For the whole exchange, from connecting to the last byte of the reply. */
  readonly timeoutMs: number;
  /** The reply's body is given up beyond this size. */
  readonly maxReplyBytes: number;
}

/** What is sent: bytes of known number, made as the network takes them. */
export interface HttpBody {
  readonly contentType: string;
  readonly byteLength: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** A reply of any status. Redirects come back as they are; nothing follows them. */
export interface HttpReply {
  readonly status: number;
  /** `undefined` for a body that is no text: such bodies are not read. */
  readonly text: string | undefined;
  /** As the server asks in `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** One HTTP exchange; no retries, no redirects, no cookies. */
export interface Transport {
  /**
   * @throws {TransportError} when there is no whole reply
   * @throws {CancelledError} at once when `signal` aborts
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
}

/** Why there is no whole reply. */
export type TransportFailure =
  | 'name-not-found'
  | 'refused'
  | 'certificate'
  | 'proxy'
  | 'timeout'
  | 'cut-off'
  | 'too-large'
  /** The host is not one of the open internet, and must be. */
  | 'private-address';

/** There is no whole reply; says whether the server may have acted on the request all the same. */
export class TransportError extends Error {
  readonly failure: TransportFailure;
  /** False only if certainly not a byte of the request has left this computer for the server. */
  readonly mayHaveArrived: boolean;

  constructor(failure: TransportFailure, mayHaveArrived: boolean, cause?: unknown) {
    super(`No reply: ${failure}`, { cause });
    this.name = 'TransportError';
    this.failure = failure;
    this.mayHaveArrived = mayHaveArrived;
  }
}
