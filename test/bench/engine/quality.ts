import { StemstaveError } from '../../../src/errors.ts';
import type { NoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { findDrums } from '../../../src/engines/on-device/drums/find-drums.ts';
import { findParts } from '../../../src/engines/on-device/parts/find-parts.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { hearOnce, type HeardFile } from './hear.ts';
import { mark, MARKS, type Marks } from './marks.ts';
import type { Piece } from './pieces.ts';
import { table } from './table.ts';

/** What the engine makes of what it heard; nothing where it hears no notes. */
export function transcribed({
  activations,
  levels,
  loudnessDb,
  durationSec,
}: HeardFile): Transcription {
  try {
    const hits = findDrums(levels, durationSec);
    return findParts({ activations, levels, hits, loudnessDb, durationSec });
  } catch (error) {
    if (!(error instanceof StemstaveError)) throw error;
    return { instruments: [], durationSec };
  }
}

/** Marks every piece. @param report told of each piece as it is done */
export async function markPieces(
  pieces: readonly Piece[],
  model: () => Promise<NoteModel>,
  report: (piece: Piece, marks: Marks) => void = () => undefined,
): Promise<Map<Piece, Marks>> {
  const all = new Map<Piece, Marks>();
  for (const piece of pieces) {
    const marks = mark(piece.truth, transcribed(await hearOnce(piece.path, model)));
    report(piece, marks);
    all.set(piece, marks);
  }
  return all;
}

/** One line per row of pieces, then one per source of the held-out music: means over pieces, in per cent. */
export function qualityTable(marked: ReadonlyMap<Piece, Marks>): string {
  const all = [...marked];
  const rows = [...new Set(all.map(([{ row }]) => row))].map(
    (row) => [row, all.filter(([piece]) => piece.row === row)] as const,
  );
  const heldOut = all.filter(([{ row }]) => row === 'held-out');
  const sources = [...new Set(heldOut.map(([{ source }]) => source))].map(
    (source) => [`  ${source}`, heldOut.filter(([piece]) => piece.source === source)] as const,
  );
  const twins = new Set(
    all.filter(([{ row }]) => row === 'held-out-mp3').map(([piece]) => nameOf(piece)),
  );
  // What compression costs is told by the same pieces without it.
  const asWav = ['  the same as wav', heldOut.filter(([p]) => twins.has(nameOf(p)))] as const;
  const groups = rows.flatMap((row) => (row[0] === 'held-out-mp3' ? [row, asWav] : [row]));
  return table('mean, %', MARKS, [...groups, ...sources], ([, marks], key) => marks[key]);
}

function nameOf({ source, title }: Piece): string {
  return `${source}/${title}`;
}
