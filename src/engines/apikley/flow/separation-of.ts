import { StemstaveError } from '../../../errors.ts';
import { uncertainStep } from '../../../jobs/job.ts';
import { chargeUnknown, knownTask } from './pay.ts';
import type { Run } from './run.ts';
import {
  separate,
  separateRecording,
  separationDetail,
  trackOfCover,
  type RouteMemory,
  type Separated,
} from './separate.ts';
import { stemsOf } from './tasks.ts';
import type { OpenRecording } from './upload.ts';

/**
 * The separation of a job's source: the one it has, or one made of the source.
 * @param file the recording, where there is one that can be sent, or why it cannot be
 * @param route `auto`, `direct` or `cover`
 * @throws {StemstaveError} `nothing-to-resume` if there is no task yet and no recording (any more)
 */
export async function separationOf(
  run: Run,
  file: OpenRecording | StemstaveError | undefined,
  route: string,
  memory: RouteMemory,
): Promise<Separated> {
  const { source } = run.recorder.job;
  if (source.kind === 'audio') {
    return file !== undefined && 'handle' in file
      ? separateRecording(run, file, route, memory)
      : separationByTasks(run, file);
  }
  // The command itself names what is to be paid for.
  if (run.recorder.job.state === 'quoted') {
    await run.recorder.consented('command', run.recorder.job.quote.paidCalls);
  }
  return source.kind === 'separation'
    ? { taskId: source.taskId, stems: undefined, of: undefined }
    : separate(run, { kind: 'track', track: source }, 'split_stem');
}

/** Finds the separation of a recording that is gone, or cannot be sent, from the tasks in its record. */
async function separationByTasks(run: Run, why: StemstaveError | undefined): Promise<Separated> {
  const cover = knownTask(run, { name: 'cover', detail: '' });
  if (cover !== undefined) {
    const track = await trackOfCover(run, cover);
    return separate(run, { kind: 'track', track }, 'split_stem');
  }
  const detail = separationDetail('upload', 'split_stem');
  const taskId = knownTask(run, { name: 'separation', detail });
  if (taskId !== undefined) {
    return { taskId, stems: await stemsOf(run, detail, taskId), of: undefined };
  }
  const uncertain = uncertainStep(run.recorder.job);
  if (uncertain !== undefined) throw await chargeUnknown(run, uncertain);
  if (why !== undefined) throw why;
  throw new StemstaveError(
    'nothing-to-resume',
    'Apikley gave this job no task that could be checked, and its recording is not where it was; transcribe the recording again.',
  );
}
