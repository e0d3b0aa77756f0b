import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { excerpt, midiLengthSec, type Excerpt, type Variation } from './excerpt.ts';
import { generatedPiece } from './generated.ts';
import { Random } from './random.ts';
import { render } from './render.ts';
import { fetchPackage, midiFilesOf, SOUND_FONTS, SOURCES, type SoundFont } from './sources.ts';
import type { Truth } from './truth.ts';

/** A recording to be marked on. */
export interface Piece {
  readonly title: string;
  /** Which row of the table it belongs to. */
  readonly row: string;
  /** Its source: rows of held-out music are also shown source by source. */
  readonly source: string;
  readonly path: string;
  readonly truth: Truth;
}

const EXCERPT_SEC = 20;
const MIN_SEC = 12;
const MIN_NOTES = 15;
const MOST_PER_SOURCE = 36;
const SOLOS = 24;
const SIMPLE = 12;
const MP3_EVERY = 3;

/** All pieces of the bench, rendered once into the cache. The sources and sound fonts are those held out. */
export function benchPieces(cacheDir: string): Piece[] {
  const fonts = SOUND_FONTS.filter(({ isForTraining }) => !isForTraining);
  const fontPath = ({ packageName, path }: SoundFont): string =>
    join(fetchPackage(cacheDir, packageName), path);
  const folder = join(cacheDir, 'bench');
  mkdirSync(folder, { recursive: true });
  const pieces: Piece[] = [];
  const add = (
    row: string,
    source: string,
    title: string,
    ending: string,
    make: () => Excerpt,
  ): void => {
    const path = join(folder, `${row}-${source}-${title.replace(/[^\w-]+/g, '_')}.${ending}`);
    const kept = `${path}.truth.json`;
    if (!existsSync(kept)) {
      const { midi, truth } = make();
      const font = new Random(title).pick(fonts as [SoundFont, ...SoundFont[]]);
      const codec = ending === 'mp3' ? ['-c:a', 'libmp3lame', '-b:a', '128k'] : [];
      render(midi, path, { soundFontPath: fontPath(font), lengthSec: EXCERPT_SEC + 1, codec });
      writeFileSync(kept, JSON.stringify(truth));
    }
    const truth = JSON.parse(readFileSync(kept, 'utf8')) as Truth;
    pieces.push({ title, row, source, path, truth });
  };
  for (const source of SOURCES.filter(({ isForTraining }) => !isForTraining)) {
    let used = 0;
    for (const { name, bytes } of midiFilesOf(cacheDir, source)) {
      const made = tryExcerpt(bytes);
      if (made === undefined || used >= MOST_PER_SOURCE) continue;
      add('held-out', source.name, name, 'wav', () => made);
      if (used++ % MP3_EVERY === 0) add('held-out-mp3', source.name, name, 'mp3', () => made);
      const solo = pieces.filter(({ row }) => row === 'solo').length < SOLOS && used % 3 === 1;
      const alone = solo ? tryExcerpt(bytes, onlyOne(name)) : undefined;
      if (alone !== undefined) add('solo', source.name, name, 'wav', () => alone);
    }
  }
  for (let i = 0; i < SIMPLE; i++) {
    add('simple', 'generated', `piece-${i}`, 'wav', () => generatedPiece(i, EXCERPT_SEC));
  }
  return pieces;
}

/** A fifth of the way in; `undefined` where there is too little music. */
export function tryExcerpt(bytes: Uint8Array, variation: Variation = {}): Excerpt | undefined {
  try {
    const length = midiLengthSec(bytes);
    if (length < MIN_SEC) return undefined;
    const fromSec = Math.max(0, Math.min(length / 5, length - EXCERPT_SEC));
    const made = excerpt(bytes, fromSec, Math.min(EXCERPT_SEC, length), variation);
    return made.truth.notes.length < MIN_NOTES ? undefined : made;
  } catch {
    return undefined;
  }
}

/** One melodic channel alone, which one by the title. */
export function onlyOne(title: string): Variation {
  const channel = new Random(title).integer(0, 5);
  return {
    keepDrums: false,
    reprogram: (program, each) => (each === channel ? program : undefined),
  };
}
