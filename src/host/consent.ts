import * as vscode from 'vscode';
import { paidCallsOf, wordingOf, type ConsentQuestion } from '../engines/apikley/consent.ts';
import type { ApikleyOptions, Payment } from '../engines/apikley/engine-types.ts';
import { CancelledError } from '../errors.ts';
import type { JobOverview } from '../jobs/job-store.ts';
import { paidStepsOf } from '../jobs/paid-steps.ts';
import { lastJobCost } from '../jobs/spending.ts';
import type { Telling } from './transcriber.ts';
import { readSettings, stopConfirmingPayments } from './settings.ts';

/** Questions whose "yes" holds for the whole workspace, until it is taken back. */
const REMEMBERED: readonly ConsentQuestion['kind'][] = ['upload', 'cover'];

export interface ConsentOptions {
  /** Of the workspace. */
  readonly memory: vscode.Memento;
  /** Name of what is transcribed, for questions. */
  readonly title: string;
  readonly onNews: Telling['onNews'];
  readonly listJobs: () => Promise<readonly JobOverview[]>;
  /** *Check Again*: whatever would pay anew is refused without a question. */
  readonly onlyReads?: boolean;
}

/**
 * What one run of a job asks the user: before anything leaves this computer, and before anything costs
 * money. A "yes" to a number of paid requests holds for that many.
 */
export class ConsentSession {
  readonly #options: ConsentOptions;
  #pendingCalls = 0;
  #agreedUpTo = 0;

  constructor(options: ConsentOptions) {
    this.#options = options;
  }

  readonly confirm: ApikleyOptions['confirm'] = async (question, balance) => {
    const { memory, onlyReads } = this.#options;
    if (onlyReads === true && question.kind === 'start-anew') return false;
    const isRemembered = REMEMBERED.includes(question.kind);
    if (isRemembered && memory.get(memoryName(question.kind)) === true) return true;
    const wording = wordingOf(question, balance);
    const chosen = await vscode.window.showWarningMessage(
      wording.question,
      { modal: true, detail: wording.detail },
      wording.accept,
    );
    if (chosen !== wording.accept) return false;
    if (isRemembered) await memory.update(memoryName(question.kind), true);
    this.#pendingCalls = paidCallsOf(question);
    return true;
  };

  /** Asks where nobody has agreed yet. */
  readonly beforePaying = async (payment: Payment): Promise<void> => {
    const { onNews, listJobs } = this.#options;
    const { confirmPayments } = readSettings();
    const paid = paidStepsOf(payment.job).filter(({ fate }) => fate !== 'refused').length;
    const agreedCalls =
      confirmPayments === 'step' ? Math.min(1, this.#pendingCalls) : this.#pendingCalls;
    this.#agreedUpTo = Math.max(this.#agreedUpTo, paid + agreedCalls);
    this.#pendingCalls = 0;
    if (confirmPayments !== 'never' && paid >= this.#agreedUpTo) {
      const left = Math.max(1, payment.job.quote.paidCalls - paid);
      const paidCalls = confirmPayments === 'step' ? 1 : left;
      const jobs = (await listJobs()).map(({ job }) => job);
      await this.#askToPay(payment, paidCalls, lastJobCost(jobs));
      this.#agreedUpTo = paid + paidCalls;
    }
    onNews({ journalId: payment.job.id, isCharged: true });
  };

  async #askToPay(
    { step, balance }: Payment,
    paidCalls: number,
    lastCost: number | undefined,
  ): Promise<void> {
    const { title } = this.#options;
    const wording = wordingOf({ kind: 'pay', step, fileName: title, paidCalls, lastCost }, balance);
    const always = vscode.l10n.t('Don’t Ask Again');
    const chosen = await vscode.window.showWarningMessage(
      wording.question,
      { modal: true, detail: wording.detail },
      wording.accept,
      always,
    );
    if (chosen === always) await stopConfirmingPayments();
    else if (chosen !== wording.accept) throw new CancelledError();
  }
}

/** Takes back every remembered "yes" of this workspace. */
export async function forgetConsent(memory: vscode.Memento): Promise<void> {
  for (const kind of REMEMBERED) await memory.update(memoryName(kind), undefined);
}

function memoryName(kind: ConsentQuestion['kind']): string {
  return `stemstave.consent.${kind}`;
}
