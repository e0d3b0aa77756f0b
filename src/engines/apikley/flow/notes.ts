import { StemstaveError } from '../../../errors.ts';
import type { RawInstrument } from '../../../transcription/checked.ts';
import { ServiceError } from '../service-error.ts';
import type { Stem } from '../wire/separation.ts';
import { paidResult, paidTask } from './pay.ts';
import { ask, type Run } from './run.ts';
import { separate, type Separated } from './separate.ts';
import { instrumentsOf, stemsOf } from './tasks.ts';

type Instruments = readonly RawInstrument[];

/** Notes of a separation, and the longest stem's length in seconds (0 if unknown). */
export interface Noted {
  readonly instruments: Instruments;
  readonly durationSec: number;
}

/**
 * Gets the notes of a separation. Where the service finds none in the whole, asks (after consent, for
 * each costs) for every stem by itself, then for the accompaniment of a simpler separation.
 * @throws {StemstaveError} `no-notes` at the end of that ladder
 */
export async function notesOf(run: Run, separated: Separated): Promise<Noted> {
  const durations = (separated.stems ?? []).map((stem) => stem.durationSec ?? 0);
  run.progress.begin('Writing down the notes', 0.98);
  let instruments = await midiOf(run, separated.taskId, undefined);
  if (instruments.length === 0) instruments = await midiPerStem(run, separated);
  if (instruments.length === 0) instruments = await midiOfAccompaniment(run, separated);
  if (instruments.length > 0) return { instruments, durationSec: Math.max(0, ...durations) };
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

async function midiOf(
  run: Run,
  separationId: string,
  audioId: string | undefined,
): Promise<Instruments> {
  const detail = audioId === undefined ? separationId : `${separationId}/${audioId}`;
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

async function midiPerStem(run: Run, { taskId, stems }: Separated): Promise<Instruments> {
  const separable = (stems ?? (await stemsOf(run, taskId, taskId))).filter(hasAudioId);
  if (separable.length === 0) return [];
  if (!(await ask(run, { kind: 'midi-per-stem', paidCalls: separable.length }))) return [];
  const found: RawInstrument[] = [];
  for (const stem of separable) {
    run.progress.begin(`Writing down the notes of ${stem.name}`, 0.98);
    try {
      const instruments = await midiOf(run, taskId, stem.audioId);
      found.push(...instruments.map((instrument) => named(instrument, stem, instruments.length)));
    } catch (error) {
      // Not every account may ask for single stems; what was refused was not charged.
      if (!isRefusedForm(error)) throw error;
      break;
    }
  }
  return found;
}

async function midiOfAccompaniment(run: Run, { of }: Separated): Promise<Instruments> {
  if (of === undefined) return [];
  if (!(await ask(run, { kind: 'separate-again', paidCalls: 2 }))) return [];
  const separated = await separate(run, of, 'separate_vocal');
  const accompaniment = separated.stems?.find((stem) => /instrumental/i.test(stem.name));
  run.progress.begin('Writing down the notes', 0.98);
  return midiOf(run, separated.taskId, accompaniment?.audioId);
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
