import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Behaviour } from './behaviour.ts';
import { Ledger, type Charge } from './ledger.ts';
import type { SongInstrument } from './song.ts';

/** Prices in credits, as upstream has them where it names any. */
export const PRICES = {
  separate_vocal: 10,
  split_stem: 50,
  split_stem_advanced: 20,
  cover: 12,
  midi: 5,
};

export interface Stem {
  readonly id: string;
  readonly name: string;
  readonly instruments: readonly SongInstrument[];
}

interface TaskBase {
  readonly id: string;
  readonly createdMs: number;
  readonly callBackUrl: string;
  looks: number;
}
export type Task = TaskBase &
  (
    | { readonly kind: 'music'; readonly takes: readonly string[] }
    | {
        readonly kind: 'separation';
        readonly type: string;
        readonly musicId: string;
        readonly stems: readonly Stem[];
        /** A file the service could not get hold of, which shows only now. */
        readonly isUnfetchable: boolean;
      }
    | {
        readonly kind: 'midi';
        readonly audioId: string | undefined;
        readonly instruments: readonly SongInstrument[];
        readonly of: 'all' | 'stem' | 'accompaniment';
      }
  );

type NewTask = Task extends infer T ? (T extends Task ? Omit<T, keyof TaskBase> : never) : never;

export interface StoredFile {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Everything the service remembers. */
export class World {
  readonly behaviour: Behaviour;
  readonly song: readonly SongInstrument[];
  readonly ledger: Ledger;
  readonly #tasks = new Map<string, Task>();
  readonly #files = new Map<string, StoredFile>();

  constructor(behaviour: Behaviour, song: readonly SongInstrument[], balance: number) {
    this.behaviour = behaviour;
    this.song = song;
    this.ledger = new Ledger(balance);
  }

  store(path: string, bytes: Buffer): StoredFile {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { path, sha256, sizeBytes: bytes.byteLength };
    this.#files.set(path, file);
    return file;
  }

  /** The file at an address given out by an upload. */
  fileAt(url: string): StoredFile | undefined {
    const path = decodeURIComponent(new URL(url).pathname.replace(/^\/files\//, ''));
    return this.#files.get(path);
  }

  task<K extends Task['kind']>(id: unknown, kind: K): Extract<Task, { kind: K }> | undefined {
    const task = this.#tasks.get(String(id));
    return task?.kind === kind ? (task as Extract<Task, { kind: K }>) : undefined;
  }

  /** @returns the task's id, or `undefined` if the balance does not suffice */
  begin(task: NewTask, callBackUrl: string, charge: Omit<Charge, 'taskId'>): string | undefined {
    const id = randomBytes(16).toString('hex');
    if (!this.ledger.charge({ ...charge, taskId: id })) return undefined;
    this.#add(id, task, callBackUrl);
    return id;
  }

  /** A task from before, paid for long ago. */
  remember(task: NewTask): string {
    const id = randomBytes(16).toString('hex');
    this.#add(id, task, 'https://example.com/earlier');
    return id;
  }

  /** A task from before that is done, however long tasks take now. */
  rememberDone(task: NewTask): string {
    const id = this.remember(task);
    const remembered = this.#tasks.get(id);
    if (remembered !== undefined) remembered.looks = Number.MAX_SAFE_INTEGER;
    return id;
  }

  #add(id: string, task: NewTask, callBackUrl: string): void {
    const base = { id, createdMs: Date.now(), callBackUrl, looks: 0 };
    this.#tasks.set(id, { ...base, ...task });
  }

  stemsOf(type: string): readonly Stem[] {
    if (type === 'separate_vocal') {
      return [
        { id: randomUUID(), name: 'Vocals', instruments: [] },
        { id: randomUUID(), name: 'Instrumental', instruments: this.song },
      ];
    }
    return this.song.map((instrument) => ({
      id: randomUUID(),
      name: stemName(instrument.name),
      instruments: [instrument],
    }));
  }
}

function stemName(instrument: string): string {
  if (/drum|percussion|kit/i.test(instrument)) return 'Drums';
  if (/bass/i.test(instrument)) return 'Bass';
  if (/piano|organ|keyboard/i.test(instrument)) return 'Keyboard';
  if (/guitar/i.test(instrument)) return 'Guitar';
  return 'Synth';
}
