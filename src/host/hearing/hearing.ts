import type { EngineProgress } from '../../engines/engine.ts';
import type { ColumnNote, HearingShown } from '../../protocol/hearing-messages.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { countNotes, type Transcription } from '../../transcription/model.ts';

/**
 * What has been heard of a recording while it is transcribed. Nothing of it is ever saved: it is kept for
 * views, which may come late, go, and come back.
 */
export class Hearing {
  readonly #title: string;
  readonly #listeners = new Set<() => void>();
  #state: Omit<HearingShown, 'version' | 'type' | 'title'> = {
    draft: 0,
    activity: '',
    fraction: 0,
    heardToSec: 0,
    durationSec: 0,
    noteCount: 0,
    parts: [],
  };
  #notes: ColumnNote[] = [];

  /** Ends the work. */
  readonly cancel: () => void;

  /** @param cancel ends the work */
  constructor(title: string, cancel: () => void) {
    this.#title = title;
    this.cancel = cancel;
  }

  get state(): HearingShown {
    const title = this.#title.slice(0, LIMITS.nameLength);
    return { version: PROTOCOL_VERSION, type: 'hearing', title, ...this.#state };
  }

  /** Those of the present draft; more come at the end. */
  get notes(): readonly ColumnNote[] {
    return this.#notes;
  }

  /** The engine has come so far. */
  goOn({ fraction, message, notesSoFar, durationSec, notesHeard }: EngineProgress): void {
    const before = this.#state;
    for (const note of notesHeard?.notes ?? []) this.#notes.push({ part: 0, ...columnNote(note) });
    this.#become({
      activity: message,
      fraction: Math.min(1, Math.max(before.fraction, fraction ?? 0)),
      durationSec: durationSec ?? before.durationSec,
      // A stretch ends with a frame, which may reach beyond the end.
      heardToSec: Math.min(
        notesHeard?.heardToSec ?? before.heardToSec,
        durationSec ?? before.durationSec,
      ),
      noteCount: notesSoFar ?? before.noteCount,
    });
  }

  /** All of the sound has decided which notes there are, and whose. */
  judge(transcription: Transcription): void {
    const { instruments, durationSec } = transcription;
    this.#notes = instruments.flatMap(({ notes }, part) =>
      notes.map((note) => ({ part, ...columnNote(note) })),
    );
    this.#become({
      draft: this.#state.draft + 1,
      heardToSec: durationSec,
      durationSec,
      noteCount: countNotes(transcription),
      parts: instruments.map(({ name, isDrum }) => ({
        name: name.slice(0, LIMITS.nameLength),
        isDrum,
      })),
    });
  }

  /** Calls `listener` after each change. @returns what takes it off again */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #become(change: Partial<HearingShown>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function columnNote(note: {
  readonly pitch: number;
  readonly startSec: number;
  readonly endSec: number;
  readonly confidence?: number;
  readonly isContinued?: boolean;
}): Omit<ColumnNote, 'part'> {
  const { pitch, startSec, endSec, confidence = 1, isContinued = false } = note;
  return { pitch, startSec, endSec, confidence, isContinued };
}
