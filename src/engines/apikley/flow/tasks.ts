import type { RawInstrument } from '../../../transcription/checked.ts';
import type { MusicTake } from '../wire/music.ts';
import type { Stem } from '../wire/separation.ts';
import { finished, type Run } from './run.ts';

const MINUTE_MS = 60_000;
const COVER_DEADLINE_MS = 15 * MINUTE_MS;
const SEPARATION_DEADLINE_MS = 20 * MINUTE_MS;
const MIDI_DEADLINE_MS = 10 * MINUTE_MS;
/** Results can lag behind the word that they are there. */
const EMPTY_LOOKS = 3;

const isEmpty = (list: readonly unknown[]): boolean => list.length === 0;

/** Waits for the takes of a re-performance. */
export function takesOf(run: Run, detail: string, taskId: string): Promise<readonly MusicTake[]> {
  return finished(
    run,
    { name: 'cover', detail },
    {
      kind: 'cover',
      taskId,
      look: () => run.client.music(taskId, run.signal),
      deadlineMs: COVER_DEADLINE_MS,
      emptyLooks: EMPTY_LOOKS,
      isEmpty,
      onLook: (waitedMs) => {
        run.progress.after(waitedMs, 2 * MINUTE_MS);
      },
    },
  );
}

/** Waits for the stems of a separation. */
export function stemsOf(run: Run, detail: string, taskId: string): Promise<readonly Stem[]> {
  return finished(
    run,
    { name: 'separation', detail },
    {
      kind: 'separation',
      taskId,
      look: () => run.client.separation(taskId, run.signal),
      deadlineMs: SEPARATION_DEADLINE_MS,
      emptyLooks: EMPTY_LOOKS,
      isEmpty,
      onLook: (waitedMs) => {
        run.progress.after(waitedMs, MINUTE_MS);
      },
    },
  );
}

/** Waits for the notes of a MIDI task; an empty list where the service heard none. */
export function instrumentsOf(
  run: Run,
  detail: string,
  taskId: string,
): Promise<readonly RawInstrument[]> {
  return finished(
    run,
    { name: 'midi', detail },
    {
      kind: 'midi',
      taskId,
      look: () => run.client.midi(taskId, run.signal),
      deadlineMs: MIDI_DEADLINE_MS,
      emptyLooks: EMPTY_LOOKS,
      isEmpty,
      onLook: (waitedMs) => {
        run.progress.after(waitedMs, 0.75 * MINUTE_MS);
      },
    },
  );
}
