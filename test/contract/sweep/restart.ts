import { createApikleyEngine } from '../../../src/engines/apikley/apikley-engine.ts';
import type { ConsentQuestion } from '../../../src/engines/apikley/consent.ts';
import type { ApikleyConfig } from '../../../src/engines/apikley/engine-types.ts';
import { StemstaveError } from '../../../src/errors.ts';
import type { Clock } from '../../../src/jobs/clock.ts';
import { JobStore } from '../../../src/jobs/job-store.ts';
import { countNotes } from '../../../src/transcription/model.ts';
import { smallSong } from '../stand-in/song.ts';
import type { StandIn } from '../stand-in/stand-in.ts';
import { patientClock } from '../support.ts';
import { noFigures, type Figures } from './figures.ts';
import type { Site } from './site.ts';

const SONG_NOTES = smallSong().reduce((sum, { notes }) => sum + notes.length, 0);
/** Real time; on the clock of the tests, waiting is over at once. */
const HANG_MS = 120_000;
const MAX_RESTARTS = 6;

/** How one run ended. */
export type Ending =
  | { readonly kind: 'notes'; readonly count: number }
  | { readonly kind: 'error'; readonly error: StemstaveError }
  | { readonly kind: 'crash'; readonly error: unknown }
  | { readonly kind: 'hang' };

/** Transcribes once, saying yes to everything; `startsAnew` is the answer where it may cost twice. */
export async function runOnce(
  standIn: StandIn,
  { folder, recording }: Site,
  startsAnew: boolean,
  config: Partial<ApikleyConfig> = {},
  clock = patientClock(),
): Promise<Ending> {
  const engine = createApikleyEngine({
    jobs: new JobStore(folder, { clock }),
    getKey: () => Promise.resolve(standIn.key),
    baseUrl: standIn.url,
    uploadBaseUrl: standIn.uploadUrl,
    ...config,
  });
  const confirm = ({ kind }: ConsentQuestion) =>
    Promise.resolve(kind !== 'start-anew' || startsAnew);
  const stop = new AbortController();
  const run = engine.transcribe(
    { kind: 'audio', path: recording },
    { confirm },
    () => undefined,
    stop.signal,
  );
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<Ending>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: 'hang' });
    }, HANG_MS);
  });
  const ending = run.then(
    (transcription): Ending => ({ kind: 'notes', count: countNotes(transcription) }),
    (error: unknown): Ending =>
      error instanceof StemstaveError ? { kind: 'error', error } : { kind: 'crash', error },
  );
  const first = await Promise.race([ending, hang]);
  clearTimeout(timer);
  if (first.kind === 'hang') stop.abort();
  return first;
}

/** Charges whose task no record knows. */
export async function chargesNobodyKnows(
  { ledger }: StandIn,
  { folder }: Pick<Site, 'folder'>,
): Promise<number> {
  const { jobs } = await new JobStore(folder).journal.load();
  const known = new Set(jobs.flatMap(({ steps }) => steps.map(({ taskId }) => taskId)));
  return ledger.charges.filter(({ taskId }) => !known.has(taskId)).length;
}

/**
 * Starts again, as a careful person would, until the notes are there. Where a charge is unknown: checks
 * again (which must cost nothing), then looks into the account; a task that is there is told to the job,
 * and only what is not there is started anew.
 * @param pauseMs how much later that is, by the clock on the wall
 */
export async function restartUntilDone(
  standIn: StandIn,
  site: Site,
  pauseMs = 0,
): Promise<{ readonly figures: Figures; readonly trouble: string | undefined }> {
  let trouble: string | undefined;
  let hangs = 0;
  let wrongSentences = 0;
  let chargedChecks = 0;
  let isDone = false;
  let startsAnew = false;
  for (let restart = 0; restart < MAX_RESTARTS && !isDone && hangs === 0; restart += 1) {
    const chargesBefore = standIn.ledger.charges.length;
    const ending = await runOnce(standIn, site, startsAnew, {}, clockAfter(pauseMs));
    startsAnew = false;
    if (ending.kind === 'notes') {
      isDone = ending.count === SONG_NOTES;
      if (!isDone) trouble = `${ending.count} notes of ${SONG_NOTES}`;
    } else if (ending.kind === 'hang') {
      hangs += 1;
      trouble = 'it hangs';
    } else if (ending.kind === 'error' && ending.error.code === 'charge-unknown') {
      if (!isHonest(ending.error)) {
        wrongSentences += 1;
        trouble = ending.error.message;
      }
      if (standIn.ledger.charges.length !== chargesBefore) {
        chargedChecks += 1;
        trouble = 'checking again was charged';
      }
      startsAnew = !(await adoptLostTask(standIn, site));
    } else {
      trouble = ending.error instanceof Error ? (ending.error.stack ?? '') : String(ending.error);
      break;
    }
  }
  const secondCharges = standIn.ledger.secondCharges.length + chargedChecks;
  if (secondCharges > 0) trouble ??= `charged twice: ${JSON.stringify(standIn.ledger.charges)}`;
  if (!isDone) trouble ??= 'no notes';
  const lostResults = isDone ? 0 : 1;
  const figures = {
    ...noFigures(),
    scenarios: 1,
    lostResults,
    secondCharges,
    hangs,
    wrongSentences,
  };
  return { figures, trouble };
}

function clockAfter(pauseMs: number): Clock {
  const clock = patientClock();
  return { ...clock, now: () => clock.now() + pauseMs };
}

/** Tells the job the task that was charged and that it does not know, if there is one. */
export async function adoptLostTask(standIn: StandIn, { folder }: Site): Promise<boolean> {
  const store = new JobStore(folder, { clock: patientClock() });
  const [unknown] = (await store.list()).filter(({ state }) => state === 'unknown');
  if (unknown === undefined) return false;
  const known = new Set(unknown.job.steps.map(({ taskId }) => taskId));
  const lost = standIn.ledger.charges.findLast(({ taskId }) => !known.has(taskId));
  if (lost === undefined) return false;
  await store.adoptTask(unknown.job.id, lost.taskId);
  return true;
}

/** It says that it may have been charged, and offers to look again. */
export function isHonest(error: StemstaveError): boolean {
  return (
    error.mayHaveBeenCharged &&
    error.action === 'check-again' &&
    error.message.includes('cut off') &&
    error.message.includes('charged') &&
    error.message.includes('Checking again costs nothing')
  );
}
