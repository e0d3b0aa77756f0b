/**
 * What the nets that tell families of instruments apart learn from: the notes found in each clip, with their
 * features, the part that the rule gives them to, and who really plays them.
 * Run after notes/make-clips.ts and notes/listen.ts with: node --import tsx scripts/training/parts/features.ts CACHE
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDrums } from '../../../src/engines/on-device/drums/find-drums.ts';
import { findNotes } from '../../../src/engines/on-device/notes/find-notes.ts';
import { PictureReader } from '../../../src/engines/on-device/notes/sound-picture.ts';
import { FAMILIES } from '../../../src/engines/on-device/parts/families.ts';
import { dealOut } from '../../../src/engines/on-device/parts/find-parts.ts';
import { surroundings } from '../../../src/engines/on-device/parts/surroundings.ts';
import { timbre } from '../../../src/engines/on-device/parts/timbre.ts';
import type { NoteEvent } from '../../../src/transcription/model.ts';
import { familyOf } from '../../../test/bench/engine/families.ts';
import { hearOnce, type HeardFile } from '../../../test/bench/engine/hear.ts';
import { match, onsetsAgree } from '../../../test/bench/engine/matching.ts';
import type { Truth } from '../../../test/bench/engine/truth.ts';

async function main(cacheDir: string): Promise<void> {
  const clips = join(cacheDir, 'clips');
  const out = join(cacheDir, 'families');
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(clips).filter((each) => each.endsWith('.json'))) {
    const clip = JSON.parse(readFileSync(join(clips, name), 'utf8')) as Truth & { file: string };
    if (!existsSync(`${clip.file}.heard`)) continue;
    const heard = await hearOnce(clip.file, () => Promise.reject(new Error('run listen.ts first')));
    const rows = rowsOf(clip, heard);
    const all = Float32Array.from([rows[0]?.length ?? 1, ...rows.flat()]);
    writeFileSync(join(out, name.replace('.json', '.f32')), Buffer.from(all.buffer));
  }
}

/** Of each note: its families, pitch, beginning, part and the family the rule takes that for; then its features. */
function rowsOf({ notes: real }: Truth, heard: HeardFile): number[][] {
  const notes = findNotes(heard, heard.durationSec);
  const hasDrums = findDrums(heard.levels, heard.durationSec).length > 0;
  const parts = dealOut(notes, hasDrums, heard.durationSec);
  const partOf = new Map(parts.flatMap((part, i) => part.notes.map((note) => [note, i] as const)));
  const partner = match(real, notes, onsetsAgree);
  const families = new Map(partner.map((found, i) => [notes[found], real[i]?.families ?? []]));
  const picture = new PictureReader(heard);
  const around = surroundings(notes, heard.durationSec);
  const rowOf = (note: NoteEvent, i: number): number[] => {
    const part = partOf.get(note) ?? 0;
    return [
      ...FAMILIES.map((family) => (families.get(note)?.includes(family) === true ? 1 : 0)),
      note.pitch,
      note.startSec,
      part,
      FAMILIES.indexOf(familyOf(parts[part]?.program ?? 0) ?? 'keys'),
      ...timbre(picture, note),
      ...(around[i] ?? []),
    ];
  };
  return parts.length === 0 ? [] : notes.map(rowOf);
}

void main(process.argv[2] ?? 'cache');
