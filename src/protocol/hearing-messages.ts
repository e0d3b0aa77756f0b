import * as v from 'valibot';
import { column, count, id, sec, share, version } from './fields.ts';
import { LIMITS } from './limits.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** How far the transcription has come whose score this view is going to show. */
export interface HearingShown {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'hearing';
  /** Another one whenever what was heard is judged anew: notes of an older draft are forgotten. */
  readonly draft: number;
  readonly title: string;
  /** What is happening, as a short phrase ("Listening for notes"). */
  readonly activity: string;
  /** 0–1 over the whole job. */
  readonly fraction: number;
  /** Seconds of the recording heard so far. */
  readonly heardToSec: number;
  /** Length of the recording in seconds; 0 while it is not known. */
  readonly durationSec: number;
  readonly noteCount: number;
  /** What the notes were dealt out to; empty before that. */
  readonly parts: readonly HearingPart[];
}

export interface HearingPart {
  readonly name: string;
  readonly isDrum: boolean;
}

/** More notes of a draft; none is told twice. */
export interface NotesHeardShown {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'notes-heard';
  readonly draft: number;
  readonly notes: NoteColumns;
}

/** In columns: entry `i` of each is one note, or a piece of one that sounds on. */
export interface NoteColumns {
  /** Index into the parts; 0 where there are none yet. */
  readonly parts: readonly number[];
  readonly pitches: readonly number[];
  /** Seconds from the start of the recording. */
  readonly startsSec: readonly number[];
  readonly endsSec: readonly number[];
  /** 0–1. */
  readonly confidences: readonly number[];
  /** No notes of their own: each goes on with one that was told as far as it had been heard. */
  readonly areContinued: readonly boolean[];
}

/** One entry of the columns. */
export interface ColumnNote {
  readonly part: number;
  readonly pitch: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly confidence: number;
  readonly isContinued: boolean;
}

const words = v.pipe(v.string(), v.maxLength(LIMITS.nameLength));

const noteColumnsSchema: v.GenericSchema<unknown, NoteColumns> = v.pipe(
  v.strictObject({
    parts: column(v.pipe(count, v.maxValue(LIMITS.parts))),
    pitches: column(v.pipe(count, v.maxValue(127))),
    startsSec: column(sec),
    endsSec: column(sec),
    confidences: column(share),
    areContinued: column(v.boolean()),
  }),
  v.check(
    ({ parts, ...others }) => Object.values(others).every(({ length }) => length === parts.length),
    'every note needs an entry in each column',
  ),
);

export const hearingSchemas = [
  v.strictObject({
    version,
    type: v.literal('hearing'),
    draft: id,
    title: words,
    activity: words,
    fraction: share,
    heardToSec: sec,
    durationSec: sec,
    noteCount: count,
    parts: v.pipe(
      v.array(v.strictObject({ name: words, isDrum: v.boolean() })),
      v.maxLength(LIMITS.parts),
    ),
  }),
  v.strictObject({
    version,
    type: v.literal('notes-heard'),
    draft: id,
    notes: noteColumnsSchema,
  }),
] as const;

/** Notes of a draft, in as many messages as it takes. */
export function notesHeardShown(draft: number, notes: readonly ColumnNote[]): NotesHeardShown[] {
  const messages: NotesHeardShown[] = [];
  for (let from = 0; from < notes.length; from += LIMITS.notesPerRange) {
    const some = notes.slice(from, from + LIMITS.notesPerRange);
    messages.push({
      version: PROTOCOL_VERSION,
      type: 'notes-heard',
      draft,
      notes: {
        parts: some.map(({ part }) => part),
        pitches: some.map(({ pitch }) => pitch),
        startsSec: some.map(({ startSec }) => startSec),
        endsSec: some.map(({ endSec }) => endSec),
        confidences: some.map(({ confidence }) => confidence),
        areContinued: some.map(({ isContinued }) => isContinued),
      },
    });
  }
  return messages;
}

/** The entries of columns, one after the other. */
export function columnNotes(columns: NoteColumns): ColumnNote[] {
  const { parts, pitches, startsSec, endsSec, confidences, areContinued } = columns;
  return parts.map((part, i) => ({
    part,
    pitch: pitches[i] ?? 0,
    startSec: startsSec[i] ?? 0,
    endSec: endsSec[i] ?? 0,
    confidence: confidences[i] ?? 1,
    isContinued: areContinued[i] ?? false,
  }));
}
