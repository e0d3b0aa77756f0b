import type { Behaviour, MidiDataForm, TaskFailure } from './behaviour.ts';
import type { SongInstrument } from './song.ts';
import type { Stem, Task } from './world.ts';

type Json = Readonly<Record<string, unknown>>;
type Kind<K extends Task['kind']> = Extract<Task, { kind: K }>;

const STEM_URL_FIELDS: Readonly<Record<string, string>> = {
  Vocals: 'vocalUrl',
  Instrumental: 'instrumentalUrl',
  'Backing Vocals': 'backingVocalsUrl',
  Drums: 'drumsUrl',
  Bass: 'bassUrl',
  Guitar: 'guitarUrl',
  Piano: 'pianoUrl',
  Keyboard: 'keyboardUrl',
  Percussion: 'percussionUrl',
  Strings: 'stringsUrl',
  Synth: 'synthUrl',
  FX: 'fxUrl',
  Brass: 'brassUrl',
  Woodwinds: 'woodwindsUrl',
};

/** `data` of `generate/record-info`. */
export function musicRecord(task: Kind<'music'>, behaviour: Behaviour, files: string): Json {
  const { isDone, failure } = look(task, behaviour, behaviour.failures.music);
  const shown = isDone && hasCaughtUp(task, behaviour) && behaviour.music !== 'none';
  const takes = task.takes.map((id) => {
    const url = `${files}/${id}.mp3`;
    return behaviour.music === 'snake-case'
      ? { id, audio_url: url, stream_audio_url: url, duration: 16.25 }
      : { id, audioUrl: url, streamAudioUrl: url, title: 'Recording', duration: 16.25 };
  });
  return {
    taskId: task.id,
    parentMusicId: '',
    param: '{"customMode":true}',
    response: shown
      ? { taskId: task.id, [behaviour.music === 'snake-case' ? 'data' : 'sunoData']: takes }
      : null,
    status: failure?.flag ?? (isDone ? behaviour.ending : 'PENDING'),
    type: 'GENERATE',
    operationType: 'upload_cover',
    ...errorFields(failure),
  };
}

/** `data` of `vocal-removal/record-info`. */
export function separationRecord(
  task: Kind<'separation'>,
  behaviour: Behaviour,
  files: string,
): Json {
  const unfetchable: TaskFailure = {
    flag: 'CREATE_TASK_FAILED',
    errorCode: 500,
    errorMessage: 'File fetch failed',
  };
  const failure = task.isUnfetchable ? unfetchable : behaviour.failures.separation;
  const { isDone, failure: shownFailure } = look(task, behaviour, failure);
  const shown = isDone && hasCaughtUp(task, behaviour) && behaviour.stems !== 'none';
  return {
    taskId: task.id,
    musicId: task.musicId,
    callbackUrl: task.callBackUrl,
    musicIndex: 0,
    response: shown ? stemsResponse(task.stems, behaviour, files) : null,
    successFlag: shownFailure?.flag ?? (isDone ? behaviour.ending : 'PENDING'),
    ...times(task, behaviour, isDone),
    ...errorFields(shownFailure),
  };
}

/** `data` of `midi/record-info`. */
export function midiRecord(task: Kind<'midi'>, behaviour: Behaviour): Json {
  const { isDone, failure } = look(task, behaviour, behaviour.failures.midi);
  const words = behaviour.recordStyle === 'words';
  const form = {
    all: behaviour.midiOfAll,
    stem: behaviour.midiOfStem,
    accompaniment: behaviour.midiOfAccompaniment,
  }[task.of];
  const done = words ? 'SUCCESS' : 1;
  return {
    taskId: task.id,
    recordTaskId: -1,
    audioId: task.audioId ?? '',
    callbackUrl: task.callBackUrl,
    successFlag: failure?.flag ?? (isDone ? done : words ? '0' : 0),
    midiData:
      isDone && hasCaughtUp(task, behaviour) ? midiData(task.instruments, form, behaviour) : null,
    ...times(task, behaviour, isDone),
    ...errorFields(failure),
  };
}

function look(task: Task, { pendingPolls }: Behaviour, failure: TaskFailure | undefined) {
  task.looks += 1;
  const isOver = task.looks > pendingPolls;
  return { isDone: isOver && failure === undefined, failure: isOver ? failure : undefined };
}

function hasCaughtUp(task: Task, { pendingPolls, laggingPolls }: Behaviour): boolean {
  return task.looks > pendingPolls + laggingPolls;
}

function stemsResponse(stems: readonly Stem[], behaviour: Behaviour, files: string): Json {
  const urls = Object.fromEntries(Object.values(STEM_URL_FIELDS).map((field) => [field, null]));
  const filled = Object.fromEntries(
    stems.map((stem) => [STEM_URL_FIELDS[stem.name] ?? 'fxUrl', `${files}/${stem.id}.mp3`]),
  );
  const common = { id: null, originUrl: null, ...urls, ...filled };
  if (behaviour.stems === 'urls-only') return common;
  return {
    ...common,
    originData: stems.map((stem) => ({
      duration: 16.25,
      audio_url: `${files}/${stem.id}.mp3`,
      stem_type_group_name: stem.name,
      id: stem.id,
    })),
  };
}

function midiData(
  instruments: readonly SongInstrument[],
  form: MidiDataForm,
  { noteTimes }: Behaviour,
): unknown {
  const data = {
    state: 'complete',
    instruments: instruments.map(({ name, notes }) => ({
      name,
      notes: notes.map(({ pitch, start, end, velocity }) =>
        noteTimes === 'strings'
          ? { pitch, start: String(start), end: String(end), velocity }
          : { pitch, start, end, velocity },
      ),
    })),
  };
  switch (form) {
    case 'object':
      return data;
    case 'string':
      return JSON.stringify(data);
    case 'null':
      return null;
    case 'empty-object':
      return {};
    case 'no-instruments':
      return { state: 'complete', instruments: [] };
  }
}

function times(task: Task, { recordStyle }: Behaviour, isDone: boolean): Json {
  const style = (ms: number) => (recordStyle === 'words' ? new Date(ms).toISOString() : ms);
  return {
    createTime: style(task.createdMs),
    completeTime: isDone ? style(task.createdMs + 4000) : null,
  };
}

function errorFields(failure: TaskFailure | undefined): Json {
  return {
    errorCode: failure?.errorCode ?? null,
    errorMessage: failure?.errorMessage ?? null,
  };
}
