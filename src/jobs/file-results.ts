import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RawInstrument } from '../transcription/checked.ts';
import { writeWholeFile } from './whole-file.ts';

const RESULT_VERSION = 1;

const anything = v.optional(v.unknown());
const note = v.object({ pitch: anything, start: anything, end: anything, velocity: anything });
const instrument = v.object({
  name: anything,
  isDrum: anything,
  program: anything,
  notes: v.array(note),
});
const resultSchema = v.object({
  version: v.literal(RESULT_VERSION),
  durationSec: v.pipe(v.number(), v.finite()),
  instruments: v.array(instrument),
});

/** The notes a finished job gave, as the service sent them: to be checked as if they had just arrived. */
export interface JobResult {
  /** Of the longest stem; 0 if unknown. */
  readonly durationSec: number;
  readonly instruments: readonly RawInstrument[];
}

/**
 * Results of finished jobs, so that what was paid for is there for good, and not only for the days the
 * service keeps it. One file per job, readable by its owner only.
 */
export class FileResults {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async save(jobId: string, result: JobResult): Promise<void> {
    await writeWholeFile(this.#path(jobId), JSON.stringify({ version: RESULT_VERSION, ...result }));
  }

  /** `undefined` if there is none, or none that can be read. */
  async load(jobId: string): Promise<JobResult | undefined> {
    try {
      const read = v.safeParse(resultSchema, JSON.parse(await readFile(this.#path(jobId), 'utf8')));
      if (!read.success) return undefined;
      const { durationSec, instruments } = read.output;
      return { durationSec, instruments: instruments.map(withWholeNotes) };
    } catch {
      return undefined;
    }
  }

  async forget(jobId: string): Promise<void> {
    await rm(this.#path(jobId), { force: true });
  }

  #path(jobId: string): string {
    return join(this.#folder, `${jobId}.json`);
  }
}

type Stored = v.InferOutput<typeof instrument>;

function withWholeNotes(stored: Stored): RawInstrument {
  const notes = stored.notes.map(({ pitch, start, end, velocity }) => ({
    pitch,
    start,
    end,
    velocity,
  }));
  return { ...stored, notes };
}
