import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file below the folders whose name or bytes hold the key. */
export async function findKey(key: string, folders: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      if (path.includes(key) || (await readFile(path)).includes(key)) found.push(path);
    }
  }
  return found;
}
