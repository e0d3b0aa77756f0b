import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { midiLengthSec, type Variation } from '../../test/bench/engine/excerpt.ts';
import { FAMILIES, familyOf } from '../../test/bench/engine/families.ts';
import type { Random } from '../../test/bench/engine/random.ts';
import {
  fetchPackage,
  midiFilesOf,
  SOUND_FONTS,
  SOURCES,
  type MidiFile,
} from '../../test/bench/engine/sources.ts';

/** Pieces whose number is a multiple of this are kept for validation. */
const VALIDATION_EVERY = 6;

/** An excerpt to be made of a training piece. */
export interface Task {
  readonly piece: MidiFile;
  /** Its file in the folder, without an ending. */
  readonly path: string;
  /** What all random choices come from. */
  readonly seed: string;
}

/** Excerpts of at least `clipSec`, piece by piece in turn; those that are there already are left out. */
export function tasks(cacheDir: string, folder: string, clipSec: number): Task[] {
  const [count = '300', seed = '1'] = process.argv.slice(3);
  mkdirSync(folder, { recursive: true });
  const pieces = SOURCES.filter(({ isForTraining }) => isForTraining)
    .flatMap((source) => midiFilesOf(cacheDir, source))
    .filter(({ bytes }) => isReadable(bytes, clipSec));
  return Array.from({ length: Number(count) }).flatMap((_, i): Task[] => {
    const number = i % pieces.length;
    const piece = pieces[number];
    const set = number % VALIDATION_EVERY === 0 ? 'validation' : 'training';
    const path = join(folder, `${seed}-${String(i).padStart(4, '0')}-${set}`);
    const isDone = piece === undefined || existsSync(`${path}.json`);
    return isDone ? [] : [{ piece, path, seed: `${seed}/${i}` }];
  });
}

/** Paths of the sound fonts to learn from. */
export function trainingFonts(cacheDir: string): [string, ...string[]] {
  const [first = '', ...others] = SOUND_FONTS.filter(({ isForTraining }) => isForTraining).map(
    ({ packageName, path }) => join(fetchPackage(cacheDir, packageName), path),
  );
  return [first, ...others];
}

function isReadable(bytes: Uint8Array, clipSec: number): boolean {
  try {
    return midiLengthSec(bytes) > clipSec;
  } catch {
    return false;
  }
}

/** Other keys, instruments and casts. */
export function vary(random: Random): Variation {
  const transpose = random.chance(0.7) ? random.integer(-5, 6) : 0;
  const style = random.between();
  const only = style < 0.12 ? random.integer(0, 8) : undefined;
  const strange = random.between(0, 0.3);
  const choice = new Map<number, number | undefined>();
  const reprogram = (program: number, channel: number): number | undefined => {
    const key = channel * 128 + program;
    if (!choice.has(key)) {
      const leaveOut = only === undefined ? random.chance(0.08) : channel !== only;
      const other = random.chance(strange) ? random.integer(0, 95) : sameFamily(program, random);
      choice.set(key, leaveOut ? undefined : random.chance(0.5) ? program : other);
    }
    return choice.get(key);
  };
  const keepDrums = only === undefined && random.chance(0.85);
  const drumKit = random.pick([0, 0, 8, 16, 24, 25, 32, 40]);
  return { transpose, reprogram, keepDrums, ...(random.chance(0.5) ? { drumKit } : {}) };
}

/**
 * Few players, their instruments drawn evenly: in what people write, pads, mallets, organs and single strings are
 * rare, and drowned by the others. Basses stay basses.
 */
export function varyEvenly(random: Random): Variation {
  const share = random.between(0.25, 0.9);
  const choice = new Map<number, number | undefined>();
  const reprogram = (program: number, channel: number): number | undefined => {
    const key = channel * 128 + program;
    if (!choice.has(key)) {
      const isBass = familyOf(program) === 'bass';
      const other = isBass ? sameFamily(program, random) : random.integer(0, 95);
      choice.set(key, random.chance(share) ? other : undefined);
    }
    return choice.get(key);
  };
  const transpose = random.integer(-5, 6);
  return { transpose, reprogram, keepDrums: random.chance(0.5), drumKit: random.pick([0, 8, 16]) };
}

function sameFamily(program: number, random: Random): number {
  const family = familyOf(program);
  if (family === undefined || !FAMILIES.includes(family)) return program;
  for (;;) {
    const other = random.integer(0, 111);
    if (familyOf(other) === family) return other;
  }
}

/** A room, or none, as options of fluidsynth. @param dryShare how often there is none */
export function room(random: Random, dryShare: number): string[] {
  if (random.chance(dryShare)) return ['-R', '0', '-C', '0'];
  return [
    ['synth.reverb.room-size', random.between(0.1, 0.8)],
    ['synth.reverb.level', random.between(0.1, 0.9)],
    ['synth.chorus.level', random.between(0.2, 2)],
  ].flatMap(([name, value]) => ['-o', `${name}=${Number(value).toFixed(2)}`]);
}

/** Up to three bands turned up or down, as filters of ffmpeg. */
export function equalisers(random: Random): string[] {
  return Array.from({ length: random.integer(0, 3) }, () => {
    const hz = Math.round(40 * 2 ** random.between(0, 8));
    return `equalizer=f=${hz}:t=o:w=${random.between(0.7, 2).toFixed(2)}:g=${random.between(-9, 9).toFixed(1)}`;
  });
}
