import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Score } from '../../../src/score/model.ts';
import { projectRoot } from '../source-files.ts';
import type * as engraving from './ink-lines.ts';

type Engrave = (score: Score, width: number) => Promise<engraving.InkedLine[]>;

/** The engraver as it ships, in a bundle: Node would load two copies of the music library. */
export async function loadEngraver(): Promise<Engrave> {
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-engraver-'));
  try {
    const outfile = join(folder, 'engraver.cjs');
    await build({
      absWorkingDir: projectRoot,
      entryPoints: ['test/support/ink/ink-lines.ts'],
      bundle: true,
      outfile,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
    });
    const loaded = createRequire(outfile)(outfile) as typeof engraving;
    const fonts = join(projectRoot, 'dist', 'fonts');
    return (score, width) => loaded.inkLines(score, width, fonts);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
