import { readlinkSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { throwIfCancelled, type Clock } from './clock.ts';

/** A holder that has not renewed its claim for this long is taken for dead, even if its pid lives. */
export const LEASE_MS = 60_000;
const HEARTBEAT_MS = 10_000;
/** Between processes of different computers only their clocks on the wall can be compared. */
const FOREIGN_LEASE_MS = 5 * 60_000;
/** Claims of the same moment all give way and try again after a random pause up to this. */
const LONGEST_RETREAT_MS = 20;
const TRIES = 50;

/** Who holds locks: a process of a computer. Tests pretend to be others. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Whether a process of this computer is alive. */
  isAlive(pid: number): boolean;
}

/** This process. */
export const THIS_PROCESS: LockOwner = {
  pid: process.pid,
  host: `${hostname()}${processNamespace()}`,
  isAlive,
};

/** A lock that is held. */
export interface Lock {
  /**
   * Renews the claim and makes sure that nobody else has taken it meanwhile (which happens to a process
   * that stood still for longer than the lease). Do nothing that must not be done twice without it.
   * @throws {StemstaveError} `lock-lost`, `journal-failed`
   */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

interface Claim {
  readonly file: string;
  readonly pid: number;
  readonly host: string;
}
interface Beat {
  readonly isHeld: boolean;
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/**
 * Locks between processes, as files in a folder. Whoever wants a lock first writes a claim under a name
 * of its own and then looks for others: if there is a live one, it withdraws. Since everybody writes
 * before looking, two can never both find themselves alone (the flags of Dekker's algorithm, as told in
 * E. W. Dijkstra, "Cooperating sequential processes", 1965), and since a claim is only ever removed by
 * its own name, taking over from the dead cannot hit the living.
 */
export class FolderLocks {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #owner: LockOwner;

  /** @param folder absolute path, for locks only; made when first needed */
  constructor(folder: string, clock: Clock, owner: LockOwner = THIS_PROCESS) {
    this.#folder = folder;
    this.#clock = clock;
    this.#owner = owner;
  }

  /**
   * Takes a lock at once, or not at all.
   * @param name letters, digits and "_" only
   * @returns `undefined` if somebody who lives holds it
   * @throws {StemstaveError} `journal-failed` where nothing can be written
   */
  async take(name: string): Promise<Lock | undefined> {
    return this.#take(name).catch(withSentence);
  }

  async #take(name: string): Promise<Lock | undefined> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (let tries = 0; tries < TRIES; tries += 1) {
      const file = this.#newName(name);
      await this.#write(file, false);
      const rivals = await this.#rivals(name, file);
      if (rivals === 'none') {
        await this.#write(file, true);
        // Whoever stood still since it looked was taken for dead, and somebody else may have it by now.
        if ((await this.#rivals(name, file)) !== 'holder') return this.#hold(name, file);
      }
      await this.#remove(file);
      if (rivals === 'holder') return undefined;
      await this.#clock.sleep(Math.random() * LONGEST_RETREAT_MS, new AbortController().signal);
    }
    return undefined;
  }

  /** Whether somebody who lives holds the lock. */
  async isHeld(name: string): Promise<boolean> {
    return (await this.#rivals(name, '')) === 'holder';
  }

  /**
   * Does short work while holding a lock, waiting for it as long as others do theirs.
   * @throws {CancelledError} while waiting
   */
  async during<T>(name: string, signal: AbortSignal, work: (lock: Lock) => Promise<T>): Promise<T> {
    for (;;) {
      throwIfCancelled(signal);
      const lock = await this.take(name);
      if (lock !== undefined) return work(lock).finally(() => lock.release());
      await this.#clock.sleep(Math.random() * LONGEST_RETREAT_MS, signal);
    }
  }

  #hold(name: string, file: string): Lock {
    const heartbeat = setInterval(() => {
      // Never made anew here: a beat can be under way while the lock is being released.
      this.#write(file, true, 'r+').catch(() => undefined);
    }, HEARTBEAT_MS);
    heartbeat.unref();
    return {
      confirm: () => this.#confirm(name, file).catch(withSentence),
      release: async () => {
        clearInterval(heartbeat);
        await this.#remove(file);
      },
    };
  }

  async #confirm(name: string, file: string): Promise<void> {
    await this.#write(file, true);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const rivals = await this.#rivals(name, file);
      if (rivals === 'none') return;
      if (rivals === 'holder') break;
      // Somebody looks whether the lock is free, and will see in a moment that it is not.
      await this.#clock.sleep(LONGEST_RETREAT_MS, new AbortController().signal);
    }
    throw new StemstaveError(
      'lock-lost',
      'Another window has taken this work over while this one stood still; it goes on there.',
    );
  }

  /** Who else, and alive, claims the lock. Claims of the dead are swept away. */
  async #rivals(name: string, own: string): Promise<'none' | 'claimant' | 'holder'> {
    let found: 'none' | 'claimant' = 'none';
    // Whoever cannot look has not seen that nobody is there.
    const files = (await readdir(this.#folder).catch(noneIfAbsent)) ?? [];
    for (const claim of files.flatMap((file) => claimOf(file, name))) {
      if (claim.file === own) continue;
      const beat = await this.#read(claim);
      if (beat === undefined) continue;
      if (!this.#isLive(claim, beat)) await this.#remove(claim.file);
      else if (beat.isHeld) return 'holder';
      else found = 'claimant';
    }
    return found;
  }

  #isLive({ pid, host }: Claim, { monotonicMs, wallMs }: Beat): boolean {
    if (host !== plain(this.#owner.host)) {
      return Math.abs(this.#clock.now() - wallMs) < FOREIGN_LEASE_MS;
    }
    // A beat from the future is from before the computer was started anew.
    const ageMs = this.#clock.monotonicMs() - monotonicMs;
    return ageMs >= 0 && ageMs < LEASE_MS && this.#owner.isAlive(pid);
  }

  /** The last sign of life; `undefined` if the claim is gone. */
  async #read({ file }: Claim): Promise<Beat | undefined> {
    const path = join(this.#folder, file);
    try {
      const [word, monotonic, wall] = (await readFile(path, 'utf8')).split(' ');
      const [monotonicMs, wallMs] = [Number(monotonic), Number(wall)];
      if ((word === 'held' || word === 'wants') && Number.isFinite(monotonicMs + wallMs)) {
        return { isHeld: word === 'held', monotonicMs, wallMs };
      }
      // Just being written, or cut off in it: its process tells which, and its age, should that not end.
      const { mtimeMs } = await stat(path);
      const ageMs = Math.abs(Date.now() - mtimeMs);
      return {
        isHeld: false,
        monotonicMs: this.#clock.monotonicMs() - ageMs,
        wallMs: this.#clock.now() - ageMs,
      };
    } catch (error) {
      noneIfAbsent(error);
      return undefined;
    }
  }

  /** In place, since a file that is renamed can escape somebody who is reading the folder. */
  async #write(file: string, isHeld: boolean, flags: 'r+' | 'a+' = 'a+'): Promise<void> {
    const path = join(this.#folder, file);
    const { now, monotonicMs } = this.#clock;
    if (flags === 'a+') await open(path, flags, 0o600).then((made) => made.close());
    const handle = await open(path, 'r+');
    try {
      await handle.write(
        `${isHeld ? 'held' : 'wants'} ${monotonicMs().toFixed(0)} ${now().toFixed(0)} `,
        0,
      );
    } finally {
      await handle.close();
    }
  }

  async #remove(file: string): Promise<void> {
    await rm(join(this.#folder, file), { force: true }).catch(() => undefined);
  }

  #newName(name: string): string {
    const { pid, host } = this.#owner;
    return `${name}.${plain(host)}.${pid}.${crypto.randomUUID()}.lock`;
  }
}

/** @throws {StemstaveError} `journal-failed` */
function withSentence(error: unknown): never {
  if (error instanceof StemstaveError) throw error;
  throw new StemstaveError(
    'journal-failed',
    'The folder for the records of paid work cannot be written to, so nothing that costs money was sent; check that the disk is not full or read-only.',
    { cause: error, action: 'retry' },
  );
}

/** @throws whatever is not word that there is no such file or folder */
function noneIfAbsent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

function claimOf(file: string, name: string): readonly Claim[] {
  const [lockName, host, pid, , suffix] = file.split('.');
  if (lockName !== name || host === undefined || suffix !== 'lock') return [];
  return [{ file, host, pid: Number(pid) }];
}

/** Fit to be a part of a claim's name. */
function plain(host: string): string {
  return host.replaceAll(/[^\w-]/g, '_');
}

/**
 * Of a sandbox on this computer that numbers its processes by itself, as those of containers and of
 * Flatpak do: their numbers say nothing outside, so it counts as another computer.
 */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
