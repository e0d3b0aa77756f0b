/**
 * Renders training clips: excerpts of the training sources, played in many ways, with what is played.
 * Run with: node --import tsx scripts/training/notes/make-clips.ts CACHE COUNT SEED
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { excerpt, midiLengthSec, type Variation } from '../../../test/bench/engine/excerpt.ts';
import { FAMILIES, familyOf } from '../../../test/bench/engine/families.ts';
import { Random } from '../../../test/bench/engine/random.ts';
import { render, type Sound } from '../../../test/bench/engine/render.ts';
import {
  fetchPackage,
  midiFilesOf,
  SOUND_FONTS,
  SOURCES,
  type MidiFile,
} from '../../../test/bench/engine/sources.ts';
import type { Truth } from '../../../test/bench/engine/truth.ts';

const CLIP_SEC = 12;
/** Pieces whose number is a multiple of this are kept for validation. */
const VALIDATION_EVERY = 6;
const MIN_NOTES = 12;

const [cacheDir = 'cache', count = '300', seed = '1'] = process.argv.slice(2);
const clipsDir = join(cacheDir, 'clips');
mkdirSync(clipsDir, { recursive: true });

const pieces = SOURCES.filter(({ isForTraining }) => isForTraining)
  .flatMap((source) => midiFilesOf(cacheDir, source))
  .filter(({ bytes }) => isReadable(bytes));
const fonts = SOUND_FONTS.filter(({ isForTraining }) => isForTraining).map(
  ({ packageName, path }) => join(fetchPackage(cacheDir, packageName), path),
);

for (let i = 0; i < Number(count); i++) {
  const number = i % pieces.length;
  const piece = pieces[number];
  const set = number % VALIDATION_EVERY === 0 ? 'validation' : 'training';
  const name = join(clipsDir, `${seed}-${String(i).padStart(4, '0')}-${set}`);
  if (piece === undefined || existsSync(`${name}.json`)) continue;
  makeClip(piece, name, new Random(`${seed}/${i}`));
}

function isReadable(bytes: Uint8Array): boolean {
  try {
    return midiLengthSec(bytes) > CLIP_SEC;
  } catch {
    return false;
  }
}

function makeClip({ bytes, name: title }: MidiFile, name: string, random: Random): void {
  for (let attempt = 0; attempt < 8; attempt++) {
    const fromSec = random.between(0, Math.min(150, midiLengthSec(bytes) - CLIP_SEC));
    const { midi, truth } = excerpt(bytes, fromSec, CLIP_SEC, vary(random));
    if (truth.notes.length < MIN_NOTES) continue;
    const { sound, speed } = howItSounds(random);
    const [ending, ...codec] = random.pick([
      ['wav'],
      ['wav'],
      ['mp3', '-c:a', 'libmp3lame', '-b:a', `${random.pick([64, 96, 128, 192])}k`],
      ['ogg', '-c:a', 'libvorbis', '-q:a', String(random.integer(0, 6))],
    ]);
    const file = `${name}.${ending}`;
    render(midi, file, { ...sound, codec });
    writeFileSync(`${name}.json`, JSON.stringify({ title, file, ...atSpeed(truth, speed) }));
    return;
  }
}

/** Other keys, instruments and casts. */
function vary(random: Random): Variation {
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

function sameFamily(program: number, random: Random): number {
  const family = familyOf(program);
  if (family === undefined || !FAMILIES.includes(family)) return program;
  for (;;) {
    const other = random.integer(0, 111);
    if (familyOf(other) === family) return other;
  }
}

/** A synthesiser, a room, and what is done to a mix before it is sold. */
function howItSounds(random: Random): { sound: Sound; speed: number } {
  const synthOptions = random.chance(0.25)
    ? ['-R', '0', '-C', '0']
    : [
        ['synth.reverb.room-size', random.between(0.1, 0.8)],
        ['synth.reverb.level', random.between(0.1, 0.9)],
        ['synth.chorus.level', random.between(0.2, 2)],
      ].flatMap(([name, value]) => ['-o', `${name}=${Number(value).toFixed(2)}`]);
  const filters: string[] = [];
  // A tape that runs at another speed is out of tune as well.
  const speed = random.chance(0.35) ? 2 ** (random.between(-45, 45) / 1200) : 1;
  if (speed !== 1) {
    filters.push(`asetrate=${Math.round(44_100 * speed)}`, 'aresample=44100');
  }
  for (let band = random.integer(0, 3); band > 0; band--) {
    const hz = Math.round(40 * 2 ** random.between(0, 8));
    filters.push(
      `equalizer=f=${hz}:t=o:w=${random.between(0.7, 2).toFixed(2)}:g=${random.between(-9, 9).toFixed(1)}`,
    );
  }
  if (random.chance(0.3)) {
    filters.push(
      `acompressor=threshold=0.1:ratio=${random.integer(2, 8)}:attack=8:release=120:makeup=2`,
    );
  }
  if (random.chance(0.15)) {
    filters.push(
      `aecho=0.8:0.7:${random.integer(60, 400)}:${random.between(0.1, 0.35).toFixed(2)}`,
    );
  }
  if (random.chance(0.25)) filters.push(`volume=${random.integer(2, 12)}dB`, 'asoftclip=type=tanh');
  filters.push(`volume=${random.between(-14, 2).toFixed(1)}dB`);
  const soundFontPath = random.pick(fonts as [string, ...string[]]);
  const lengthSec = CLIP_SEC + random.between(0, 1);
  return { sound: { lengthSec, soundFontPath, synthOptions, filters: filters.join(',') }, speed };
}

function atSpeed({ notes, hits }: Truth, speed: number): Truth {
  const faster = (each: Truth['notes'][number]): Truth['notes'][number] => ({
    ...each,
    startSec: each.startSec / speed,
    endSec: each.endSec / speed,
  });
  return { notes: notes.map(faster), hits: hits.map(faster) };
}
