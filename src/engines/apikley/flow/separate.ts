import { StemstaveError } from '../../../errors.ts';
import type { MusicTrack, SeparationType } from '../client.ts';
import { ServiceError } from '../service-error.ts';
import { askAboutEarlier, paidResult, paidTask } from './pay.ts';
import { ask, type Run } from './run.ts';
import { stemsOf, takesOf } from './tasks.ts';
import { uploadedUrl, type OpenRecording } from './upload.ts';
import type { Stem } from '../wire/separation.ts';

/** What can be separated (again). */
export type Separable =
  | { readonly kind: 'upload'; readonly source: OpenRecording }
  | { readonly kind: 'track'; readonly track: MusicTrack };

/** A finished separation. */
export interface Separated {
  readonly taskId: string;
  /** `undefined` if nobody has looked yet. */
  readonly stems: readonly Stem[] | undefined;
  /** What it was made of; `undefined` if that is not known. */
  readonly of: Separable | undefined;
}

/** What is known of the service beyond one job. */
export interface RouteMemory {
  directRefused: boolean;
}

const SEPARATING = 'Separating the instruments';
const COVERING = 'Making a re-performance';
const COVER_TITLE = 'Recording';
/** Re-performance, separation, MIDI. */
const COVER_PAID_CALLS = 3;

/** Separates a recording: itself where the service can, else (after consent) a re-performance of it. */
export async function separateRecording(
  run: Run,
  source: OpenRecording,
  route: string,
  memory: RouteMemory,
): Promise<Separated> {
  // Whatever became of it: it was asked for because the direct way was refused.
  const isCovered = run.recorder.latest('cover', '') !== undefined;
  const direct = run.recorder.latest('separation', separationDetail('upload', 'split_stem'));
  // What this recording has a task for need not be tried, whatever became of others.
  const isRefused = memory.directRefused && (direct === undefined || direct.state === 'refused');
  let serviceSays = '';
  if (route === 'direct' || (route === 'auto' && !isCovered && !isRefused)) {
    try {
      return await separate(run, { kind: 'upload', source }, 'split_stem');
    } catch (error) {
      if (route === 'direct' || !refusesUploads(error)) throw error;
      memory.directRefused = true;
      serviceSays = error.serviceMessage ?? '';
    }
  }
  const track = await coverOf(run, source, serviceSays);
  return separate(run, { kind: 'track', track }, 'split_stem');
}

/** Separates and waits for the stems. */
export async function separate(run: Run, of: Separable, type: SeparationType): Promise<Separated> {
  const detail = separationDetail(of.kind, type);
  const { taskId, stems } = await paidResult(
    run,
    { name: 'separation', detail },
    () => separationTask(run, of, type, detail),
    async (known) => {
      run.progress.begin(SEPARATING, 0.7);
      return { taskId: known, stems: await stemsOf(run, detail, known) };
    },
  );
  if (run.recorder.job.state === 'separating') {
    await (type === 'split_stem'
      ? run.recorder.separatedInto(stems)
      : run.recorder.to('separated'));
  }
  if (stems.length === 0) {
    throw new StemstaveError(
      'no-stems',
      'Apikley says that the separation is done, but shows no stems. It was not asked for again, since that would be charged.',
      { action: 'check-again', mayHaveBeenCharged: true },
    );
  }
  return { taskId, stems, of };
}

/** What sets separations apart in the journal. */
export function separationDetail(kind: Separable['kind'], type: SeparationType): string {
  return `${type} of ${kind}`;
}

async function separationTask(
  run: Run,
  of: Separable,
  type: SeparationType,
  detail: string,
): Promise<string> {
  if (of.kind === 'track') {
    run.progress.begin(SEPARATING, 0.7);
    return paidTask(run, 'separation', detail, (signal) =>
      run.client.separateTrack(of.track, type, signal),
    );
  }
  await askAboutEarlier(run, { name: 'separation', detail });
  const url = await uploadedUrl(run, of.source);
  const send = (audioUrl: string) => {
    run.progress.begin(SEPARATING, 0.7);
    return paidTask(run, 'separation', detail, (signal) =>
      run.client.separateUpload(audioUrl, type, signal),
    );
  };
  return withAnotherUpload(run, of.source, url, send);
}

/** Uploads once more where the service says that it cannot get what was uploaded. */
async function withAnotherUpload(
  run: Run,
  source: OpenRecording,
  url: string,
  send: (url: string) => Promise<string>,
): Promise<string> {
  try {
    return await send(url);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'recording-not-fetched') throw error;
    return send(await uploadedUrl(run, source, true));
  }
}

/** Makes a re-performance, after consent. */
async function coverOf(run: Run, source: OpenRecording, serviceSays: string): Promise<MusicTrack> {
  const step = { name: 'cover', detail: '' } as const;
  const pay = async (): Promise<string> => {
    const isAgreedTo = await askAboutEarlier(run, step);
    const url = await uploadedUrl(run, source);
    if (
      !isAgreedTo &&
      !(await ask(run, { kind: 'cover', serviceSays, paidCalls: COVER_PAID_CALLS }))
    ) {
      throw new StemstaveError(
        'cover-declined',
        'Apikley does not separate this recording itself, and no re-performance was made of it. It can be transcribed on this computer.',
        { action: 'choose-engine' },
      );
    }
    return withAnotherUpload(run, source, url, (from) => {
      run.progress.begin(COVERING, 0.45);
      return coverTask(run, from);
    });
  };
  const wait = (taskId: string) => trackOfCover(run, taskId);
  return paidResult(run, step, pay, wait);
}

/** Waits for a re-performance and picks its first take. */
export async function trackOfCover(run: Run, taskId: string): Promise<MusicTrack> {
  run.progress.begin(COVERING, 0.45);
  const [take] = await takesOf(run, '', taskId);
  if (run.recorder.job.state === 'covering') await run.recorder.to('covered');
  if (take === undefined) {
    throw new StemstaveError(
      'no-takes',
      'Apikley says that the re-performance is done, but shows none. It was not asked for again, since that would be charged.',
      { action: 'check-again', mayHaveBeenCharged: true },
    );
  }
  return { taskId, audioId: take.audioId };
}

async function coverTask(run: Run, url: string): Promise<string> {
  const send = (cautious: boolean) =>
    paidTask(run, 'cover', '', (signal) =>
      run.client.cover(url, { title: COVER_TITLE, model: run.coverModel, cautious }, signal),
    );
  try {
    return await send(false);
  } catch (error) {
    // Whether extreme weights and an empty prompt are allowed is documented nowhere.
    const isAboutFields =
      error instanceof ServiceError &&
      error.refused &&
      [400, 422].includes(error.serviceCode ?? 0) &&
      /prompt|weight|weird/i.test(error.serviceMessage ?? '');
    if (!isAboutFields) throw error;
    return send(true);
  }
}

/** Whether the service separates only what it made itself: it asks for the ids of such music. */
function refusesUploads(error: unknown): error is ServiceError {
  if (!(error instanceof ServiceError) || !error.refused) return false;
  const said = error.serviceMessage ?? '';
  return (
    [400, 404, 422].includes(error.serviceCode ?? 0) &&
    (/task_?\s?id|audio_?\s?id|music_?\s?id|record does not exist/i.test(said) ||
      (/audio_?\s?url/i.test(said) && /support|unknown|allow|unexpected|recogni/i.test(said)))
  );
}
