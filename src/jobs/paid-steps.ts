import type { Job, JobStep } from './job.ts';

/** A paid request of a job, as a spending history shows it. */
export interface PaidStep {
  readonly jobId: string;
  /** File name of the recording, or the service's task it started from. */
  readonly sourceName: string;
  readonly name: Exclude<JobStep['name'], 'upload'>;
  readonly detail: string;
  readonly sentAtMs: number;
  /** `charged`: the service has a task for it. `refused`: certainly not charged. */
  readonly fate: 'charged' | 'refused' | 'unknown';
  /** It was sent, or its task goes on: what it cost may still be told. */
  readonly isUnderWay: boolean;
  readonly taskId: string | undefined;
  readonly balanceBefore: number | undefined;
  readonly balanceAfter: number | undefined;
  /**
   * Credits it cost, by the account's balance before and after; `undefined` where the account did not
   * tell. Other jobs of the same account at the same time count in.
   */
  readonly credits: number | undefined;
}

/** The paid requests of a job, in the order in which they were sent. */
export function paidStepsOf(job: Job): readonly PaidStep[] {
  const { source } = job;
  return job.steps.flatMap((step): readonly PaidStep[] => {
    const { name, detail, sentAtMs, taskId, balanceBefore, balanceAfter } = step;
    if (name === 'upload') return [];
    const told = balanceBefore !== undefined && balanceAfter !== undefined;
    return [
      {
        jobId: job.id,
        sourceName: source.kind === 'audio' ? source.name : source.taskId,
        name,
        detail,
        sentAtMs,
        fate: fateOf(step),
        isUnderWay: step.state === 'sent' || step.state === 'accepted',
        taskId,
        balanceBefore,
        balanceAfter,
        credits: told ? Math.max(0, balanceBefore - balanceAfter) : undefined,
      },
    ];
  });
}

function fateOf({ state, taskId }: JobStep): PaidStep['fate'] {
  if (taskId !== undefined) return 'charged';
  return state === 'refused' ? 'refused' : 'unknown';
}
