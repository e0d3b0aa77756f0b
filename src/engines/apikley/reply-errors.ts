import { meaningOf, type CallKind } from './error-table.ts';
import { quotable } from './redact.ts';
import { ServiceError } from './service-error.ts';
import type { TransportError } from './http/transport.ts';
import type { HttpReply } from './http/transport.ts';
import { parseTaskId } from './wire/accepted.ts';
import type { Envelope } from './wire/envelope.ts';

/** What happened with a task at the service; errors of tasks name it. */
export type TaskKind = 'separation' | 'cover' | 'midi';

/**
 * The code that counts: the body's, unless HTTP itself failed and the body does not say so.
 */
export function effectiveCode(status: number, envelope: Envelope | undefined): number {
  const code = envelope?.code;
  if (status >= 400 && (code === undefined || code === 200)) return status;
  return code ?? status;
}

/** The error a reply stands for that is not a success. */
export function errorOfReply(
  reply: HttpReply,
  envelope: Envelope | undefined,
  call: CallKind,
): ServiceError {
  const serviceCode = effectiveCode(reply.status, envelope);
  const { retryAfterMs } = reply;
  if (reply.status >= 300 && reply.status < 400) return redirected(reply.status, call);
  if (envelope === undefined && reply.status === 403) return blockedByGateway();
  if (serviceCode >= 200 && serviceCode < 300) return senseless(call, serviceCode);
  const said = quotable(envelope?.message);
  const meaning = meaningOf(serviceCode, said, call);
  const charged = call === 'create' && meaning.refused !== true;
  return new ServiceError(meaning.code, meaning.sentence(said), {
    ...(meaning.action === undefined ? {} : { action: charged ? 'check-again' : meaning.action }),
    retryable: meaning.retryable ?? 'no',
    refused: meaning.refused ?? false,
    mayHaveBeenCharged: charged,
    serviceCode,
    serviceMessage: said,
    taskId: parseTaskId(envelope?.data),
    retryAfterMs,
  });
}

/** The error of a task that ended badly; `code` is the task's own. */
export function errorOfTask(
  task: TaskKind,
  code: number | undefined,
  message: string | undefined,
): ServiceError {
  const said = quotable(message);
  const fate = { taskFate: 'failed', serviceCode: code, serviceMessage: said } as const;
  const words = said === '' ? '' : `: ${said}`;
  if (code === 413) {
    return new ServiceError(
      'recording-is-known-work',
      `Apikley recognises this recording as an existing work and does not process it${words}.`,
      {
        action: 'choose-engine',
        ...fate,
        mayHaveBeenCharged: true,
      },
    );
  }
  if (code !== undefined && [402, 451, 455, 531].includes(code)) {
    const meaning = meaningOf(code, said, 'read');
    return new ServiceError(meaning.code, meaning.sentence(said), {
      ...(meaning.action === undefined ? {} : { action: meaning.action }),
      ...fate,
      mayHaveBeenCharged: code === 451,
    });
  }
  return new ServiceError('task-failed', `Apikley could not ${TASK_VERBS[task]}${words}.`, {
    action: 'retry',
    ...fate,
    mayHaveBeenCharged: true,
  });
}

const TASK_VERBS: Readonly<Record<TaskKind, string>> = {
  separation: 'separate the instruments',
  cover: 'make the re-performance',
  midi: 'write down the notes',
};

/** The error of a request that got no whole reply. */
export function errorOfTransport(error: TransportError, call: CallKind): ServiceError {
  const mayHaveBeenCharged = call === 'create' && error.mayHaveArrived;
  const sentence = {
    'name-not-found': 'Apikley cannot be found on the network; check the internet connection.',
    refused:
      'Apikley cannot be reached; check the internet connection, and the proxy if you use one.',
    certificate:
      'The connection to Apikley is not secure: its certificate is not one this computer trusts. A proxy or a virus scanner in between can be the reason.',
    proxy: 'The network proxy does not let the connection to Apikley through; check its settings.',
    timeout: 'Apikley did not answer in time.',
    'cut-off': 'The connection to Apikley broke off.',
    'too-large': 'Apikley sent far more than it should have, so the reply was not read.',
    'private-address':
      'The name of the Apikley service stands for a computer of your own network; check its address in the settings.',
  }[error.failure];
  return new ServiceError(`network-${error.failure}`, sentence, {
    action: mayHaveBeenCharged ? 'check-again' : 'retry',
    cause: error,
    retryable: ['certificate', 'proxy', 'too-large', 'private-address'].includes(error.failure)
      ? 'no'
      : 'fault',
    refused: !error.mayHaveArrived,
    mayHaveBeenCharged,
  });
}

function redirected(status: number, call: CallKind): ServiceError {
  // Only these say that nothing was done yet; 303 is even how "done, see there" is said (RFC 9110, 15.4).
  const refused = [301, 307, 308].includes(status);
  const mayHaveBeenCharged = call === 'create' && !refused;
  return new ServiceError(
    'service-moved',
    'Apikley points to another address, which your key is not sent to; check its address in the settings.',
    {
      serviceCode: status,
      refused,
      mayHaveBeenCharged,
      ...(mayHaveBeenCharged ? { action: 'check-again' } : {}),
    },
  );
}

function blockedByGateway(): ServiceError {
  return new ServiceError(
    'blocked-by-gateway',
    'A gateway in front of Apikley blocked the request (HTTP 403). A VPN or a proxy is often the reason.',
    { action: 'retry', serviceCode: 403, refused: true },
  );
}

/** Well, says the code, but what was asked for is not there. */
function senseless(call: CallKind, serviceCode: number): ServiceError {
  const charged = call === 'create';
  return new ServiceError(
    'reply-not-understood',
    'Apikley sent a reply that makes no sense; it may have an error of its own.',
    {
      action: charged ? 'check-again' : 'retry',
      retryable: 'fault',
      mayHaveBeenCharged: charged,
      serviceCode,
    },
  );
}
