import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file for its owner's eyes only, in one piece: it is written beside its place, flushed, and
 * renamed into it, so that after a crash it is the old one or the new one. Makes the folder if needed.
 * @param options `isDurable` false does without flushing: only a crash of this program is survived
 */
export async function writeWholeFile(
  path: string,
  text: string,
  { isDurable } = { isDurable: true },
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${crypto.randomUUID()}.tmp`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text, 'utf8');
      if (isDurable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  if (isDurable) await flushFolder(folder);
}

/** A rename is only safe from power loss once the folder is flushed too; Windows has no such call. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
