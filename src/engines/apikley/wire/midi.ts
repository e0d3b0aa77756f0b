import * as v from 'valibot';
import type { RawInstrument, RawNote } from '../../../transcription/checked.ts';
import { flag, isRecord, items, number, readFields, record, text } from './lenient.ts';
import { taskStateOf, type TaskState } from './task-state.ts';

const recordSchema = v.object({
  successFlag: v.optional(v.unknown()),
  status: v.optional(v.unknown()),
  errorCode: v.optional(v.unknown()),
  errorMessage: text,
  midiData: record,
});

const instrumentSchema = v.object({ name: text, is_drum: flag, isDrum: flag, program: number });

/** Reads the `data` of `midi/record-info`: the instruments with notes, none where none were heard. */
export function parseMidi(data: unknown): TaskState<readonly RawInstrument[]> {
  const fields = readFields(recordSchema, data);
  if (fields === undefined) return { state: 'not-found' };
  const { successFlag, status, errorCode, errorMessage, midiData } = fields;
  const instruments = instrumentsOf(midiData ?? {});
  return taskStateOf(
    { flag: successFlag ?? status, errorCode, errorMessage },
    instruments.length > 0 ? instruments : undefined,
    [],
  );
}

function instrumentsOf(midiData: Readonly<Record<string, unknown>>): readonly RawInstrument[] {
  const listed = v.parse(items, midiData['instruments']) ?? [];
  return listed.filter(isRecord).flatMap((item): readonly RawInstrument[] => {
    const { name, is_drum, isDrum, program } = v.parse(instrumentSchema, item);
    const notes = (v.parse(items, item['notes']) ?? []).filter(isRecord).map(rawNote);
    return notes.length === 0 ? [] : [{ name, isDrum: is_drum ?? isDrum, program, notes }];
  });
}

/** The numbers may be strings; reading and judging them is the transcription's own check. */
function rawNote(item: Readonly<Record<string, unknown>>): RawNote {
  return {
    pitch: item['pitch'],
    start: item['start'],
    end: item['end'],
    velocity: item['velocity'],
  };
}
