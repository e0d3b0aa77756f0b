import { randomUUID } from 'node:crypto';
import { checkCover, checkMidi, checkSeparation, checkUpload, type Refusal } from './checks.ts';
import { CALLS, type CallName } from './behaviour.ts';
import { midiRecord, musicRecord, separationRecord } from './records.ts';
import { PRICES, type Task, type World } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is put into the body of an answer with HTTP 200. */
export type Answer = Readonly<Record<string, unknown>> & { readonly code: number };

/** A request as the routes see it. */
export interface Request {
  readonly query: Readonly<Record<string, string>>;
  readonly fields: Fields;
  readonly file:
    { readonly fileName: string; readonly bytes: Buffer; readonly contentType: string } | undefined;
  /** Where files are given out, without a slash at its end. */
  readonly files: string;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly answer: (world: World, request: Request) => Answer;
}

const ok = (data: unknown): Answer => ({ code: 200, msg: 'success', data });
const refused = ({ code, msg }: Refusal): Answer => ({ code, msg, data: null });
const NO_RECORD: Refusal = { code: 422, msg: 'Record does not exist' };
const NO_CREDITS: Refusal = { code: 402, msg: 'The current credits are insufficient' };

export const ROUTES: Readonly<Record<CallName, Route>> = {
  credits: {
    method: 'GET',
    path: '/api/v1/chat/credit',
    answer: (world) => ok(world.ledger.balance),
  },
  upload: { method: 'POST', path: '/file-upload/api/file-stream-upload', answer: upload },
  separate: { method: 'POST', path: '/api/v1/vocal-removal/generate', answer: separate },
  'separation-info': {
    method: 'GET',
    path: '/api/v1/vocal-removal/record-info',
    answer: (world, request) =>
      record(world.task(request.query['taskId'], 'separation'), (task) =>
        separationRecord(task, world.behaviour, request.files),
      ),
  },
  cover: { method: 'POST', path: '/api/v1/generate/upload-cover', answer: cover },
  'music-info': {
    method: 'GET',
    path: '/api/v1/generate/record-info',
    answer: (world, request) =>
      record(world.task(request.query['taskId'], 'music'), (task) =>
        musicRecord(task, world.behaviour, request.files),
      ),
  },
  midi: { method: 'POST', path: '/api/v1/midi/generate', answer: midi },
  'midi-info': {
    method: 'GET',
    path: '/api/v1/midi/record-info',
    answer: (world, request) =>
      record(world.task(request.query['taskId'], 'midi'), (task) =>
        midiRecord(task, world.behaviour),
      ),
  },
};

/** The call behind a path. */
export function callAt(path: string): CallName | undefined {
  return CALLS.find((name) => ROUTES[name].path === path);
}

/** Unknown tasks are no error to the service: all is well, and there is nothing. */
function record<T extends Task>(task: T | undefined, show: (task: T) => unknown): Answer {
  return ok(task === undefined ? null : show(task));
}

function upload(world: World, { fields, file, files }: Request): Answer {
  const refusal = checkUpload(fields, file);
  if (refusal !== undefined || file === undefined) {
    return { success: false, ...refused(refusal ?? { code: 400, msg: 'No file' }) };
  }
  const fileName = typeof fields['fileName'] === 'string' ? fields['fileName'] : file.fileName;
  const path = `standin/1/${String(fields['uploadPath'])}/${fileName}`;
  const stored = world.store(path, file.bytes);
  return {
    success: true,
    code: 200,
    msg: 'File uploaded successfully',
    data: {
      success: true,
      fileName,
      filePath: path,
      downloadUrl: `${files}/${path}`,
      fileSize: stored.sizeBytes,
      mimeType: file.contentType,
      uploadedAt: new Date().toISOString(),
    },
  };
}

function separate(world: World, { fields }: Request): Answer {
  const refusal = checkSeparation(fields, world.behaviour.direct === 'accepted');
  if (refusal !== undefined) return refused(refusal);
  const type = (fields['type'] ?? 'separate_vocal') as keyof typeof PRICES;
  const { audioUrl } = fields;
  const stored = typeof audioUrl === 'string' ? world.fileAt(audioUrl) : undefined;
  if (audioUrl === undefined) {
    const music = world.task(fields['taskId'], 'music');
    if (music?.takes.includes(String(fields['audioId'])) !== true) return refused(NO_RECORD);
  }
  const source = audioUrl === undefined ? String(fields['audioId']) : (stored?.sha256 ?? 'nothing');
  const task = {
    kind: 'separation',
    type,
    musicId: randomUUID(),
    stems: world.stemsOf(type),
    // A file that cannot be had is no reason to refuse: that shows later.
    isUnfetchable: audioUrl !== undefined && stored === undefined,
  } as const;
  const charge = { what: 'separation', of: `${type} ${source}`, credits: PRICES[type] } as const;
  return begun(world.begin(task, String(fields['callBackUrl']), charge));
}

function cover(world: World, { fields }: Request): Answer {
  const refusal = checkCover(fields);
  if (refusal !== undefined) return refused(refusal);
  const source = world.fileAt(String(fields['uploadUrl']))?.sha256 ?? 'nothing';
  const task = { kind: 'music', takes: [randomUUID(), randomUUID()] } as const;
  const charge = { what: 'cover', of: source, credits: PRICES.cover } as const;
  return begun(world.begin(task, String(fields['callBackUrl']), charge));
}

function midi(world: World, { fields }: Request): Answer {
  const refusal = checkMidi(fields);
  if (refusal !== undefined) return refused(refusal);
  const separation = world.task(fields['taskId'], 'separation');
  if (separation === undefined) return refused(NO_RECORD);
  if (separation.looks <= world.behaviour.pendingPolls) {
    return refused({ code: 422, msg: 'The vocal separation task is not completed' });
  }
  const { audioId } = fields;
  const stem = separation.stems.find(({ id }) => id === audioId);
  if (audioId !== undefined && (stem === undefined || world.behaviour.perStem === 'refused')) {
    if (stem?.name !== 'Instrumental') return refused({ code: 422, msg: 'audioId is wrong' });
  }
  const task = {
    kind: 'midi',
    audioId: stem?.id,
    instruments: stem?.instruments ?? world.song,
    of: stem === undefined ? 'all' : stem.name === 'Instrumental' ? 'accompaniment' : 'stem',
  } as const;
  const of = `${separation.id} ${stem?.id ?? 'all'}`;
  const charge = { what: 'midi', of, credits: PRICES.midi } as const;
  return begun(world.begin(task, String(fields['callBackUrl']), charge));
}

function begun(taskId: string | undefined): Answer {
  return taskId === undefined ? refused(NO_CREDITS) : ok({ taskId });
}
