import type { Job } from '../../jobs/job.ts';
import type { Receipt } from './engine-types.ts';

/** What a job's result can be traced by. */
export function receiptOf(job: Job): Omit<Receipt, 'droppedNotes' | 'withoutStems'> {
  const taskIds: Record<string, string> = {};
  const { source } = job;
  if (source.kind === 'separation') taskIds['separation'] = source.taskId;
  if (source.kind === 'suno-track') taskIds['music'] = source.taskId;
  for (const step of job.steps) {
    if (step.state !== 'done' || step.taskId === undefined) continue;
    let name: string = step.name;
    for (let count = 2; name in taskIds; count += 1) name = `${step.name}-${count}`;
    taskIds[name] = step.taskId;
  }
  return {
    jobId: job.id,
    sourceName: source.kind === 'audio' ? source.name : source.taskId,
    sourceSha256: source.kind === 'audio' ? source.sha256 : '',
    taskIds,
  };
}
