import { assertNever } from '../../errors.ts';

/**
 * Why something is to be paid for again: nobody knows whether the first request was accepted; its task
 * failed at the service; or the service does not know it any more.
 */
export type StartAnewReason = 'cut-off' | 'failed' | 'expired';

/** What the engine does not do without somebody's word. */
export type ConsentQuestion =
  /** The recording is longer than the service says it takes. */
  | {
      readonly kind: 'send-long';
      readonly fileName: string;
      readonly durationSec: number;
      readonly maxMinutes: number;
    }
  /** It is larger than the service takes: a smaller copy can be made on this computer. */
  | {
      readonly kind: 'smaller-copy';
      readonly fileName: string;
      readonly sizeBytes: number;
      readonly maxBytes: number;
      readonly copyBytes: number;
    }
  /** The recording is about to leave this computer. */
  | {
      readonly kind: 'upload';
      readonly host: string;
      readonly fileName: string;
      readonly sizeBytes: number;
      readonly keptDays: number;
      readonly paidCalls: number;
    }
  /** The service only separates what it made itself: a re-performance has to be made first. */
  | { readonly kind: 'cover'; readonly serviceSays: string; readonly paidCalls: number }
  /** No notes came back for the whole: each stem can be asked for alone. */
  | { readonly kind: 'midi-per-stem'; readonly paidCalls: number }
  /** Nor for the stems: voice and accompaniment can be separated anew, and the latter tried. */
  | { readonly kind: 'separate-again'; readonly paidCalls: number }
  /** A paid request of an earlier run came to nothing. */
  | {
      readonly kind: 'start-anew';
      readonly reason: StartAnewReason;
      readonly step: string;
      readonly paidCalls: number;
      /** The account's credits right before that request, and now; where it told. */
      readonly balanceBefore: number | undefined;
      readonly balanceNow: number | undefined;
    }
  /** A job, or a step of it, is about to cost money, and nobody was asked about it yet. */
  | {
      readonly kind: 'pay';
      readonly step: 'cover' | 'separation' | 'midi';
      readonly fileName: string;
      readonly paidCalls: number;
      /** Credits the latest job cost in all, where that is known. */
      readonly lastCost: number | undefined;
    }
  /** A resumed job has come to a step that costs money. */
  | { readonly kind: 'go-on'; readonly step: string; readonly paidCalls: number };

/**
 * Asks somebody; false, or an error thrown, leaves the step undone.
 * @param balance the account's credits, where it tells
 */
export type Confirm = (question: ConsentQuestion, balance: number | undefined) => Promise<boolean>;

/** A question in plain words, with the word for "yes". */
export interface ConsentWording {
  readonly question: string;
  readonly detail: string;
  readonly accept: string;
}

/**
 * The words for a question.
 * @param balance the account's credits, where it tells
 */
export function wordingOf(question: ConsentQuestion, balance?: number): ConsentWording {
  const cost = costOf(paidCallsOf(question), balance);
  switch (question.kind) {
    case 'send-long':
      return {
        question: `“${question.fileName}” is ${minutes(question.durationSec)} long. Send it anyway?`,
        detail: `Apikley takes recordings of up to ${question.maxMinutes} minutes; of a longer one, it may refuse to make anything, or use only the beginning. On this computer, it can be transcribed whole.`,
        accept: 'Send Anyway',
      };
    case 'smaller-copy': {
      const { fileName, sizeBytes, maxBytes, copyBytes } = question;
      return {
        question: `“${fileName}” is too large for Apikley. Send a smaller copy?`,
        detail: `It has ${megabytes(sizeBytes)}, and Apikley takes up to ${megabytes(maxBytes)}. A copy of ${megabytes(copyBytes)} can be made on this computer: mono, without what is above 10 kHz. Your recording stays as it is.`,
        accept: 'Make Smaller Copy',
      };
    }
    case 'upload': {
      const size = megabytes(question.sizeBytes);
      return {
        question: `Send “${question.fileName}” to ${question.host}?`,
        detail: `The whole recording (${size}) is uploaded and kept there for about ${count(question.keptDays, 'day')}, at an address that anybody who knows it can open. ${cost} The other engine, “On this computer”, sends nothing.`,
        accept: 'Send Recording',
      };
    }
    case 'cover':
      return {
        question: 'Transcribe a re-performance instead?',
        detail: `Apikley does not separate this recording itself${question.serviceSays === '' ? '' : ` (“${question.serviceSays}”)`}. It can make a re-performance of it and separate that: melody and harmony stay close, but timing, key and arrangement may differ from your recording. ${cost}`,
        accept: 'Make Re-performance',
      };
    case 'midi-per-stem':
      return {
        question: 'Ask for the notes of each stem?',
        detail: `Apikley found no notes in the recording as a whole. ${cost}`,
        accept: 'Ask for Each Stem',
      };
    case 'separate-again':
      return {
        question: 'Separate once more, without the voice?',
        detail: `Apikley found no notes in any stem. It can separate voice and accompaniment instead and try the accompaniment. ${cost}`,
        accept: 'Separate Again',
      };
    case 'start-anew':
      return {
        question: `Pay for the ${question.step} again?`,
        detail: `${historyOf(question)} ${cost}`,
        accept: 'Start Anew',
      };
    case 'pay': {
      const { lastCost, fileName } = question;
      const steps = { cover: 'a re-performance', separation: 'the separation', midi: 'the notes' };
      const experience =
        lastCost === undefined ? '' : ` The latest transcription cost ${lastCost} credits in all.`;
      return {
        question: `Pay for ${steps[question.step]} of “${fileName}”?`,
        detail: cost + experience,
        accept: 'Pay',
      };
    }
    case 'go-on':
      return {
        question: `Go on with the ${question.step}?`,
        detail: cost,
        accept: 'Go On',
      };
    default:
      return assertNever(question);
  }
}

/** How many paid requests a "yes" to a question allows. */
export function paidCallsOf(question: ConsentQuestion): number {
  return 'paidCalls' in question ? question.paidCalls : 0;
}

function costOf(paidCalls: number, balance: number | undefined): string {
  const charge = `Your account is charged for ${count(paidCalls, 'paid request')}.`;
  return balance === undefined ? charge : `${charge} Its balance is ${balance} credits.`;
}

/** A size as a person reads it. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function historyOf(question: ConsentQuestion & { readonly kind: 'start-anew' }): string {
  switch (question.reason) {
    case 'failed':
      return `It failed at Apikley, which may have charged for it all the same. ${evidenceOf(question)}`;
    case 'cut-off':
      return `An earlier request for it was cut off, and Apikley may have charged for it. ${evidenceOf(question)}`;
    case 'expired':
      return 'It was paid for, but Apikley does not know its task any more: results are kept for 14 days.';
  }
}

function evidenceOf({
  balanceBefore: before,
  balanceNow: now,
}: {
  readonly balanceBefore: number | undefined;
  readonly balanceNow: number | undefined;
}): string {
  if (before === undefined || now === undefined) {
    return 'There is no way to find out from here: compare your balance at Apikley first.';
  }
  if (now >= before) {
    return `Your balance was ${before} before it and is ${now} now, so it was probably not charged.`;
  }
  return `Your balance was ${before} before it and is ${now} now, so it may well have been.`;
}

function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}
