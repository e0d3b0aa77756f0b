import { StemstaveError } from '../../../errors.ts';
import type { RawInstrument } from '../../../transcription/checked.ts';
import { ServiceError } from '../service-error.ts';
import type { Stem } from '../wire/separation.ts';
import { knownTask, paidResult, paidTask } from './pay.ts';
import { ask, type Run } from './run.ts';
import { separate, separationDetail, type Separated } from './separate.ts';
import { instrumentsOf, stemsOf } from './tasks.ts';

type Instruments = readonly RawInstrument[];

/** After so many refusals and no acceptance, single stems are taken for what this account may not ask for. */
const ENOUGH_REFUSALS = 2;

/** Notes of a separation. */
export interface Noted {
  readonly instruments: Instruments;
  /** Of the longest stem; 0 if unknown. */
  readonly durationSec: number;
  /** Stems whose notes were refused, while others' came. */
  readonly withoutStems: readonly string[];
}

/**
 * Gets the notes of a separation. Where the service finds none in the whole, asks (after consent, for
 * each costs) for every stem by itself, then for the accompaniment of a simpler separation.
 * @throws {StemstaveError} `no-notes` at the end of that ladder
 */
export async function notesOf(run: Run, separated: Separated): Promise<Noted> {
  const durations = (separated.stems ?? []).map((stem) => stem.durationSec ?? 0);
  run.progress.begin('Writing down the notes', 0.98);
  const durationSec = Math.max(0, ...durations);
  const whole = await midiOf(run, separated.taskId, undefined);
  if (whole.length > 0) return { instruments: whole, durationSec, withoutStems: [] };
  const perStem = await midiPerStem(run, separated);
  if (perStem.instruments.length > 0) return { ...perStem, durationSec };
  const instruments = await midiOfAccompaniment(run, separated);
  if (instruments.length > 0) return { instruments, durationSec, withoutStems: [] };
  throw noNotes();
}

/** The service has nothing (of use) to say about this recording. */
export function noNotes(): StemstaveError {
  return new StemstaveError(
    'no-notes',
    'Apikley found no notes in this recording. Transcribing it on this computer may find some.',
    { action: 'choose-engine' },
  );
}

/** What a result is that has all notes but those of some stems. */
export function stemsRefused(stems: readonly string[]): StemstaveError {
  return new StemstaveError(
    'stems-refused',
    `Apikley did not give the notes of ${stems.join(', ')}, so the score is without them. Try again to ask for these once more; nothing else is paid for again.`,
    { action: 'retry' },
  );
}

async function midiOf(
  run: Run,
  separationId: string,
  audioId: string | undefined,
): Promise<Instruments> {
  const detail = midiDetail(separationId, audioId);
  return paidResult(
    run,
    { name: 'midi', detail },
    () =>
      paidTask(run, 'midi', detail, (signal) =>
        run.client.generateMidi(separationId, audioId, signal),
      ),
    (taskId) => instrumentsOf(run, detail, taskId),
  );
}

/** What sets requests for notes apart in the journal. */
function midiDetail(separationId: string, audioId: string | undefined): string {
  return audioId === undefined ? separationId : `${separationId}/${audioId}`;
}

async function midiPerStem(
  run: Run,
  { taskId, stems }: Separated,
): Promise<Pick<Noted, 'instruments' | 'withoutStems'>> {
  const separable = (stems ?? (await stemsOf(run, taskId, taskId))).filter(hasAudioId);
  const found: RawInstrument[] = [];
  const withoutStems: string[] = [];
  let accepted = 0;
  const isPaid = ({ audioId }: Stem): boolean =>
    knownTask(run, { name: 'midi', detail: midiDetail(taskId, audioId) }) !== undefined;
  const unpaid = separable.filter((stem) => !isPaid(stem)).length;
  const isAgreedTo = unpaid === 0 || (await ask(run, { kind: 'midi-per-stem', paidCalls: unpaid }));
  for (const stem of separable.filter((each) => isAgreedTo || isPaid(each))) {
    run.progress.begin(`Writing down the notes of ${stem.name}`, 0.98);
    try {
      const instruments = await midiOf(run, taskId, stem.audioId);
      accepted += 1;
      found.push(...instruments.map((instrument) => named(instrument, stem, instruments.length)));
    } catch (error) {
      // What was refused was not charged; the other stems' notes are not to be lost for it.
      if (!isRefusedForm(error)) throw error;
      withoutStems.push(stem.name);
      if (accepted === 0 && withoutStems.length >= ENOUGH_REFUSALS) break;
    }
  }
  return { instruments: found, withoutStems };
}

async function midiOfAccompaniment(run: Run, { of }: Separated): Promise<Instruments> {
  if (of === undefined) return [];
  const paidCalls = unpaidOfAccompaniment(run, separationDetail(of.kind, 'separate_vocal'));
  if (paidCalls > 0 && !(await ask(run, { kind: 'separate-again', paidCalls }))) return [];
  const separated = await separate(run, of, 'separate_vocal');
  const accompaniment = separated.stems?.find((stem) => /instrumental/i.test(stem.name));
  run.progress.begin('Writing down the notes', 0.98);
  return midiOf(run, separated.taskId, accompaniment?.audioId);
}

/** Paid requests that the accompaniment still needs: a separation, and its notes. */
function unpaidOfAccompaniment(run: Run, detail: string): number {
  const taskId = knownTask(run, { name: 'separation', detail });
  if (taskId === undefined) return 2;
  const isNoted = run.recorder.job.steps.some(
    (step) =>
      step.name === 'midi' &&
      step.detail.startsWith(taskId) &&
      knownTask(run, { name: step.name, detail: step.detail }) !== undefined,
  );
  return isNoted ? 0 : 1;
}

/** A stem's name says more than the sound the service heard in it, if that is but one. */
function named(instrument: RawInstrument, stem: Stem, count: number): RawInstrument {
  return count === 1 ? { ...instrument, name: stem.name } : instrument;
}

function hasAudioId(stem: Stem): stem is Stem & { readonly audioId: string } {
  return stem.audioId !== undefined;
}

function isRefusedForm(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    error.refused &&
    [400, 404, 422].includes(error.serviceCode ?? 0)
  );
}
