import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder nobody can write to, until it is released. */
export interface LockedFolder {
  /** Makes it an ordinary folder again, so that it can be removed. */
  release(): void;
}

/** Ways of locking a folder; each undoes itself by the second command. Root ignores the first. */
const LOCKS: readonly (readonly [lock: (path: string) => void, unlock: (path: string) => void])[] =
  [
    [
      (path) => {
        chmodSync(path, 0o555);
      },
      (path) => {
        chmodSync(path, 0o755);
      },
    ],
    [
      (path) => {
        run('chattr', '+i', path);
      },
      (path) => {
        run('chattr', '-i', path);
      },
    ],
    [
      (path) => {
        run('mount', '--bind', path, path);
        run('mount', '-o', 'remount,ro,bind', path);
      },
      (path) => {
        run('umount', path);
      },
    ],
  ];

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a folder with files in it that cannot be written to, even by root where the system allows that.
 * @returns `undefined` where it does not
 */
export function unwritableFolder(
  path: string,
  files: Readonly<Record<string, Uint8Array>>,
): LockedFolder | undefined {
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  for (const [lock, unlock] of LOCKS) {
    try {
      lock(path);
    } catch {
      continue;
    }
    if (!isWritable(path))
      return {
        release: () => {
          unlock(path);
        },
      };
    unlock(path);
  }
  return undefined;
}
