import * as v from 'valibot';
import { isRecord, items, number, readFields, record, text } from './lenient.ts';
import { taskStateOf, type TaskState } from './task-state.ts';

const recordSchema = v.object({
  status: v.optional(v.unknown()),
  successFlag: v.optional(v.unknown()),
  errorCode: v.optional(v.unknown()),
  errorMessage: text,
  response: record,
});

const takeSchema = v.object({ id: text, audioId: text, audio_id: text, duration: number });

/** One take of a piece of music the service made. */
export interface MusicTake {
  /** By which the take is separated. */
  readonly audioId: string;
  readonly durationSec: number | undefined;
}

/** Reads the `data` of `generate/record-info`: the takes, none for a task that made none. */
export function parseMusic(data: unknown): TaskState<readonly MusicTake[]> {
  const fields = readFields(recordSchema, data);
  if (fields === undefined) return { state: 'not-found' };
  const { status, successFlag, errorCode, errorMessage, response } = fields;
  const takes = takesOf(response ?? {});
  return taskStateOf(
    { flag: status ?? successFlag, errorCode, errorMessage },
    takes.length > 0 ? takes : undefined,
    [],
  );
}

function takesOf(response: Readonly<Record<string, unknown>>): readonly MusicTake[] {
  const listed =
    v.parse(items, response['sunoData'] ?? response['suno_data'] ?? response['data']) ?? [];
  return listed.filter(isRecord).flatMap((item) => {
    const { id, audioId, audio_id, duration } = v.parse(takeSchema, item);
    const found = id ?? audioId ?? audio_id;
    return found === undefined ? [] : [{ audioId: found, durationSec: duration }];
  });
}
