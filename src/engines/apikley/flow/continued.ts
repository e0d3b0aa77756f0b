import { StemstaveError } from '../../../errors.ts';
import { knownTask, type Run } from './run.ts';
import { separate, separationDetail, trackOfCover, type Separated } from './separate.ts';
import { stemsOf } from './tasks.ts';

/**
 * Finds the separation of a job taken up again, without its recording: from the tasks in its record.
 * @throws {StemstaveError} `nothing-to-resume`
 */
export async function continuedSeparation(run: Run): Promise<Separated> {
  const { source } = run.recorder.job;
  if (source.kind === 'separation') {
    return { taskId: source.taskId, stems: undefined, of: undefined };
  }
  if (source.kind === 'suno-track') {
    return separate(run, { kind: 'track', track: source }, 'split_stem');
  }
  const cover = knownTask(run, { name: 'cover', detail: '' });
  if (cover !== undefined) {
    const track = await trackOfCover(run, cover);
    return separate(run, { kind: 'track', track }, 'split_stem');
  }
  const detail = separationDetail('upload', 'split_stem');
  const taskId = knownTask(run, { name: 'separation', detail });
  if (taskId === undefined) {
    throw new StemstaveError(
      'nothing-to-resume',
      'Apikley gave this job no task that could be checked; transcribe the recording again.',
    );
  }
  return { taskId, stems: await stemsOf(run, detail, taskId), of: undefined };
}
