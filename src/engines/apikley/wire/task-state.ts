import { toNumber } from './lenient.ts';

/** What a look at a task gives. */
export type TaskState<Result> =
  | { readonly state: 'pending' }
  | { readonly state: 'done'; readonly result: Result }
  | {
      readonly state: 'failed';
      readonly code: number | undefined;
      readonly message: string | undefined;
    }
  /** The service says that all is well and has nothing to show: a task it does not know (any more). */
  | { readonly state: 'not-found' };

/** The fields by which the service tells how a task stands; where they lie differs. */
export interface RawStatus {
  /** `status` or `successFlag`: a word for stems and music, a number for MIDI. */
  readonly flag: unknown;
  readonly errorCode: unknown;
  readonly errorMessage: string | undefined;
}

/**
 * Tells how a task stands.
 * @param result what the reply holds, `undefined` if nothing of use
 * @param empty stands for the result of a task that succeeded without one
 */
export function taskStateOf<Result>(
  raw: RawStatus,
  result: Result | undefined,
  empty: Result,
): TaskState<Result> {
  const code = toNumber(raw.errorCode);
  const failed = { state: 'failed', code, message: raw.errorMessage } as const;
  switch (phaseOf(raw.flag)) {
    case 'succeeded':
      return { state: 'done', result: result ?? empty };
    case 'not-called-back':
      // Nobody listens at the callback address we give, so this is how success often looks.
      return result === undefined ? failed : { state: 'done', result };
    case 'failed':
      return failed;
    case 'running': {
      // Refusals (known works above all) leave the status at PENDING and only fill in the error.
      const isError =
        raw.errorMessage !== undefined || (code !== undefined && code !== 0 && code !== 200);
      return isError ? failed : { state: 'pending' };
    }
  }
}

function phaseOf(flag: unknown): 'succeeded' | 'not-called-back' | 'failed' | 'running' {
  const word = (typeof flag === 'number' ? String(flag) : typeof flag === 'string' ? flag : '')
    .trim()
    .toUpperCase();
  if (flag === true || ['SUCCESS', 'COMPLETE', '1'].includes(word)) return 'succeeded';
  if (word === 'CALLBACK_EXCEPTION') return 'not-called-back';
  if (word === '2' || word === '3' || /FAIL|ERROR|EXCEPTION|CANCEL/.test(word)) return 'failed';
  return 'running';
}
