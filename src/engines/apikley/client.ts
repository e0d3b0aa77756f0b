import type { ApiKey } from './api-key.ts';
import { addressBelow } from './addresses.ts';
import { formBody, jsonBody, type FormFile } from './http/bodies.ts';
import { TransportError, type HttpRequest, type Transport } from './http/transport.ts';
import type { CallKind } from './error-table.ts';
import { effectiveCode, errorOfReply, errorOfTransport } from './reply-errors.ts';
import { parseCredits, parseTaskId } from './wire/accepted.ts';
import { parseEnvelope } from './wire/envelope.ts';
import { parseMidi } from './wire/midi.ts';
import { parseMusic } from './wire/music.ts';
import { parseSeparation } from './wire/separation.ts';
import { parseUpload, type UploadedFile } from './wire/upload.ts';

const READ_TIMEOUT_MS = 20_000;
const GLANCE_TIMEOUT_MS = 5000;
const CREATE_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 10 * 60_000;
const MAX_REPLY_BYTES = 2 * 1024 * 1024;
/** Notes of a long piece, written out in JSON. */
const MAX_MIDI_REPLY_BYTES = 48 * 1024 * 1024;

/** Said to the service, whose gateways turn away programs that do not say who they are. */
const USER_AGENT = 'Stemstave/0.1 (+https://github.com/stemstave/stemstave)';

/** Where and as whom to call. */
export interface ClientOptions {
  readonly transport: Transport;
  readonly baseUrl: URL;
  readonly uploadBaseUrl: URL;
  readonly callBackUrl: URL;
  readonly key: ApiKey;
}

/** A take of music that exists at the service. */
export interface MusicTrack {
  readonly taskId: string;
  readonly audioId: string;
}

/** `split_stem`: every instrument apart. `separate_vocal`: the voice and the rest. */
export type SeparationType = 'split_stem' | 'separate_vocal';

/** What makes a re-performance, and how close to its source it is to stay. */
export interface CoverOptions {
  readonly title: string;
  /** The service's name for its generator ("V5"). */
  readonly model: string;
  /** Keeps away from empty and extreme values, for a service that refuses them. */
  readonly cautious: boolean;
}

/**
 * The service's calls, each one exchange: nothing is repeated here. Calls that make a task cost money.
 * All of them throw `ServiceError` (and `CancelledError` when the signal aborts).
 */
export class ApikleyClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** The account's balance in credits; free, and proof that the key is good. */
  credits(signal: AbortSignal): Promise<number> {
    return this.#read('/api/v1/chat/credit', {}, MAX_REPLY_BYTES, parseCredits, signal);
  }

  /** As `credits`, for those who would like to know, but not wait. */
  glanceAtCredits(signal: AbortSignal): Promise<number> {
    return this.#read('/api/v1/chat/credit', {}, MAX_REPLY_BYTES, parseCredits, signal, {
      timeoutMs: GLANCE_TIMEOUT_MS,
    });
  }

  /**
   * Sends a file; free. `fileName` must be new each time: the service overwrites and caches.
   * @param onSent called with the number of the file's bytes sent so far
   */
  upload(
    file: FormFile,
    uploadPath: string,
    onSent: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<UploadedFile> {
    const request: HttpRequest = {
      method: 'POST',
      url: addressBelow(this.#options.uploadBaseUrl, '/api/file-stream-upload'),
      headers: this.#headers(),
      body: formBody({ uploadPath, fileName: file.fileName }, file, onSent),
      timeoutMs: UPLOAD_TIMEOUT_MS,
      maxReplyBytes: MAX_REPLY_BYTES,
    };
    return this.#call(request, 'upload', parseUpload, signal);
  }

  /** Separates an uploaded file itself, where the service can. Paid. */
  separateUpload(audioUrl: string, type: SeparationType, signal: AbortSignal): Promise<string> {
    return this.#create('/api/v1/vocal-removal/generate', { audioUrl, type }, signal);
  }

  /** Separates a take of music that the service made. Paid. */
  separateTrack(track: MusicTrack, type: SeparationType, signal: AbortSignal): Promise<string> {
    const { taskId, audioId } = track;
    return this.#create('/api/v1/vocal-removal/generate', { taskId, audioId, type }, signal);
  }

  separation(taskId: string, signal: AbortSignal) {
    const path = '/api/v1/vocal-removal/record-info';
    return this.#read(path, { taskId }, MAX_REPLY_BYTES, parseSeparation, signal);
  }

  /** Makes a re-performance of an uploaded file, as faithful as the service offers. Paid. */
  cover(uploadUrl: string, options: CoverOptions, signal: AbortSignal): Promise<string> {
    const { title, model, cautious } = options;
    const body = {
      uploadUrl,
      customMode: true,
      instrumental: true,
      model,
      title,
      style: 'faithful reproduction of the source arrangement',
      prompt: cautious ? 'instrumental' : '',
      audioWeight: cautious ? 0.99 : 1,
      styleWeight: cautious ? 0.01 : 0,
      weirdnessConstraint: cautious ? 0.01 : 0,
    };
    return this.#create('/api/v1/generate/upload-cover', body, signal);
  }

  music(taskId: string, signal: AbortSignal) {
    const path = '/api/v1/generate/record-info';
    return this.#read(path, { taskId }, MAX_REPLY_BYTES, parseMusic, signal);
  }

  /**
   * Writes down the notes of a separation: of all stems, or of the one whose `audioId` is given. Paid.
   */
  generateMidi(taskId: string, audioId: string | undefined, signal: AbortSignal): Promise<string> {
    const body = audioId === undefined ? { taskId } : { taskId, audioId };
    return this.#create('/api/v1/midi/generate', body, signal);
  }

  midi(taskId: string, signal: AbortSignal) {
    const path = '/api/v1/midi/record-info';
    return this.#read(path, { taskId }, MAX_MIDI_REPLY_BYTES, parseMidi, signal);
  }

  /** @returns the id of the new task */
  #create(
    path: string,
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<string> {
    const request: HttpRequest = {
      method: 'POST',
      url: addressBelow(this.#options.baseUrl, path),
      headers: this.#headers(),
      body: jsonBody({ ...body, callBackUrl: this.#options.callBackUrl.href }),
      timeoutMs: CREATE_TIMEOUT_MS,
      maxReplyBytes: MAX_REPLY_BYTES,
    };
    return this.#call(request, 'create', parseTaskId, signal);
  }

  #read<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    maxReplyBytes: number,
    parse: (data: unknown) => T | undefined,
    signal: AbortSignal,
    { timeoutMs } = { timeoutMs: READ_TIMEOUT_MS },
  ): Promise<T> {
    const request: HttpRequest = {
      method: 'GET',
      url: addressBelow(this.#options.baseUrl, path, query),
      headers: this.#headers(),
      timeoutMs,
      maxReplyBytes,
    };
    return this.#call(request, 'read', parse, signal);
  }

  async #call<T>(
    request: HttpRequest,
    kind: CallKind,
    parse: (data: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    const { transport } = this.#options;
    const reply = await transport.send(request, signal).catch((error: unknown) => {
      throw error instanceof TransportError ? errorOfTransport(error, kind) : error;
    });
    const envelope = parseEnvelope(reply.text);
    if (
      reply.status < 300 &&
      envelope !== undefined &&
      effectiveCode(reply.status, envelope) === 200
    ) {
      const value = parse(envelope.data);
      if (value !== undefined) return value;
    }
    throw errorOfReply(reply, envelope, kind);
  }

  #headers(): Readonly<Record<string, string>> {
    return { authorization: this.#options.key.authorization(), 'user-agent': USER_AGENT };
  }
}
