/**
 * What the note net and the end net learn from: features of candidates and frames, with the truth beside them.
 * Run with: node --import tsx scripts/training/notes/features.ts CACHE
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAME_SEC, LOWEST_PITCH } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import { findCandidates, type Candidate } from '../../../src/engines/on-device/notes/candidates.ts';
import { endFeatures } from '../../../src/engines/on-device/notes/end-features.ts';
import { ONSET_LAG_SEC, SHIFT_SEC } from '../../../src/engines/on-device/notes/find-notes.ts';
import { noteFeatures } from '../../../src/engines/on-device/notes/note-features.ts';
import { PictureReader } from '../../../src/engines/on-device/notes/sound-picture.ts';
import { hearOnce } from '../../../test/bench/engine/hear.ts';
import { Random } from '../../../test/bench/engine/random.ts';
import type { TrueNote, Truth } from '../../../test/bench/engine/truth.ts';
import { partners } from './partners.ts';

/** A candidate this near to a real note may be that note. */
const NEAR_SEC = 0.06;
const CLARITY_PER_SEC = 4;
/** Frames looked at beyond the end of a note. */
const BEYOND_FRAMES = 45;
const NEAR_END_FRAMES = 10;
/** Of each note, about so many frames far from its end are kept. */
const FAR_FRAMES = 14;

async function main(cacheDir: string): Promise<void> {
  const clips = join(cacheDir, 'clips');
  const out = join(cacheDir, 'features');
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(clips).filter((each) => each.endsWith('.json'))) {
    const clip = JSON.parse(readFileSync(join(clips, name), 'utf8')) as Truth & { file: string };
    if (!existsSync(`${clip.file}.heard`)) continue;
    const heard = await hearOnce(clip.file, () => Promise.reject(new Error('run listen.ts first')));
    const picture = new PictureReader(heard);
    const candidates = findCandidates(heard.activations);
    const beginnings = candidates.map((candidate) => ({
      key: candidate.key,
      sec: beginsSec(candidate),
      clarity: picture.onset(candidate.frame, candidate.key),
    }));
    const partner = partners(clip.notes, beginnings, NEAR_SEC, CLARITY_PER_SEC);
    const base = join(out, name.replace('.json', ''));
    write(`${base}.notes`, noteRows(clip.notes, candidates, partner, picture), clip.notes.length);
    write(`${base}.ends`, endRows(clip.notes, candidates, partner, picture, new Random(name)));
  }
}

function beginsSec({ frame }: Candidate): number {
  return frame * FRAME_SEC - ONSET_LAG_SEC;
}

/** Whether each candidate is a note, how much later it really begins, and its features. */
function noteRows(
  notes: readonly TrueNote[],
  candidates: readonly Candidate[],
  partner: readonly number[],
  picture: PictureReader,
): number[][] {
  const noteOf = new Map(partner.map((i, note) => [i, notes[note]]));
  return candidates.map((candidate, i) => {
    const note = noteOf.get(i);
    const shift = note === undefined ? 0 : (note.startSec - beginsSec(candidate)) / SHIFT_SEC;
    return [note === undefined ? 0 : 1, shift, ...noteFeatures(picture, candidate)];
  });
}

/** Whether a note still sounds in a frame, and the frame's features: most of the frames near ends. */
function endRows(
  notes: readonly TrueNote[],
  candidates: readonly Candidate[],
  partner: readonly number[],
  picture: PictureReader,
  random: Random,
): number[][] {
  return notes.flatMap((note, number) => {
    const start = candidates[partner[number] ?? -1]?.frame;
    if (start === undefined || random.chance(0.4)) return [];
    const key = note.pitch - LOWEST_PITCH;
    const end = note.endSec / FRAME_SEC;
    const again = notes.find(
      ({ pitch, startSec }) => pitch === note.pitch && startSec > note.startSec + 0.02,
    );
    const limit = Math.min(
      (again?.startSec ?? Infinity) / FRAME_SEC,
      end + BEYOND_FRAMES,
      picture.frameCount,
    );
    const rows: number[][] = [];
    let peak = 0;
    for (let frame = start + 1; frame < limit; frame++) {
      peak = Math.max(peak, picture.frame(frame, key));
      const isNear = Math.abs(frame - end) < NEAR_END_FRAMES;
      if (!random.chance(isNear ? 0.3 : FAR_FRAMES / (limit - start))) continue;
      const features = endFeatures(picture, { key, startFrame: start }, frame, peak);
      rows.push([frame + 0.5 < end ? 1 : 0, ...features]);
    }
    return rows;
  });
}

/** The length of a row and a number that goes with the clip, then the rows, in 32 bits. */
function write(path: string, rows: readonly number[][], about = 0): void {
  const all = Float32Array.from([rows[0]?.length ?? 0, about, ...rows.flat()]);
  writeFileSync(path, Buffer.from(all.buffer));
}

void main(process.argv[2] ?? 'cache');
