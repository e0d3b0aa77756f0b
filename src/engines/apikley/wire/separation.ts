import * as v from 'valibot';
import { isRecord, items, number, readFields, record, text } from './lenient.ts';
import { taskStateOf, type TaskState } from './task-state.ts';

const recordSchema = v.object({
  successFlag: v.optional(v.unknown()),
  status: v.optional(v.unknown()),
  errorCode: v.optional(v.unknown()),
  errorMessage: text,
  response: record,
});

const originSchema = v.object({
  id: text,
  stem_type_group_name: text,
  audio_url: text,
  audioUrl: text,
  duration: number,
});

/** One separated stem. */
export interface Stem {
  /** As the service calls it ("Drums", "Backing Vocals"). */
  readonly name: string;
  /** By which MIDI can be asked for this stem alone; older replies have none. */
  readonly audioId: string | undefined;
  readonly url: string | undefined;
  readonly durationSec: number | undefined;
}

/** Fields of older replies that hold one stem's address each. */
const STEM_FIELDS = {
  vocalUrl: 'Vocals',
  instrumentalUrl: 'Instrumental',
  backingVocalsUrl: 'Backing Vocals',
  drumsUrl: 'Drums',
  bassUrl: 'Bass',
  guitarUrl: 'Guitar',
  pianoUrl: 'Piano',
  keyboardUrl: 'Keyboard',
  percussionUrl: 'Percussion',
  stringsUrl: 'Strings',
  synthUrl: 'Synth',
  fxUrl: 'FX',
  brassUrl: 'Brass',
  woodwindsUrl: 'Woodwinds',
} as const;

/** Reads the `data` of `vocal-removal/record-info`: the stems, none for a task that made none. */
export function parseSeparation(data: unknown): TaskState<readonly Stem[]> {
  const fields = readFields(recordSchema, data);
  if (fields === undefined) return { state: 'not-found' };
  const { successFlag, status, errorCode, errorMessage, response } = fields;
  const stems = stemsOf(response ?? {});
  return taskStateOf(
    { flag: successFlag ?? status, errorCode, errorMessage },
    stems.length > 0 ? stems : undefined,
    [],
  );
}

function stemsOf(response: Readonly<Record<string, unknown>>): readonly Stem[] {
  const listed = v.parse(items, response['originData'] ?? response['origin_data']) ?? [];
  const stems = listed.filter(isRecord).flatMap((item) => {
    const { id, stem_type_group_name, audio_url, audioUrl, duration } = v.parse(originSchema, item);
    const url = audio_url ?? audioUrl;
    if (id === undefined && url === undefined) return [];
    return [{ name: stem_type_group_name ?? 'Stem', audioId: id, url, durationSec: duration }];
  });
  return stems.length > 0 ? stems : stemsByField(response);
}

function stemsByField(response: Readonly<Record<string, unknown>>): readonly Stem[] {
  return Object.entries(STEM_FIELDS).flatMap(([field, name]) => {
    const url = v.parse(text, response[field]);
    return url === undefined ? [] : [{ name, audioId: undefined, url, durationSec: undefined }];
  });
}
