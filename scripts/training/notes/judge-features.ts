/**
 * What the note judge learns from: the first 45 s of pieces with drums of the training sources, single instruments and
 * bands without drums from them, and simple generated pieces other than those of the bench, as the note net hears them,
 * with the truth beside them.
 * Run with: node --import tsx scripts/training/notes/judge-features.ts CACHE OUT FONT.sf2...
 * Each piece is played in one of the sound fonts, whose name its file bears.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNoteModel, type NoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { FRAME_SEC } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import { findCandidates } from '../../../src/engines/on-device/notes/candidates.ts';
import { ONSET_LAG_SEC, weighCandidates } from '../../../src/engines/on-device/notes/find-notes.ts';
import { Company } from '../../../src/engines/on-device/notes/judge-notes.ts';
import { PictureReader } from '../../../src/engines/on-device/notes/sound-picture.ts';
import { documentOf } from '../../../test/bench/engine/bars.ts';
import { excerpt, type Excerpt } from '../../../test/bench/engine/excerpt.ts';
import { generatedPiece } from '../../../test/bench/engine/generated.ts';
import { hearOnce } from '../../../test/bench/engine/hear.ts';
import { onlyOne, tryExcerpt } from '../../../test/bench/engine/pieces.ts';
import { Random } from '../../../test/bench/engine/random.ts';
import { render } from '../../../test/bench/engine/render.ts';
import { midiFilesOf, SOURCES, type Source } from '../../../test/bench/engine/sources.ts';
import { spread } from '../../../test/bench/engine/spread.ts';
import type { TrueNote } from '../../../test/bench/engine/truth.ts';
import { partners } from './partners.ts';

const PIECE_SEC = 45;
const FEWEST_STROKES = 60;
const MOST_PER_SOURCE = 14;
/** Of simple pieces, single instruments and bands without drums. */
const SHORT_SEC = 21;
const WITHOUT_DRUMS = 36;
const SIMPLE = 21;
/** The bench has the first dozen. */
const FIRST_SIMPLE = 1000;
/** A candidate this near to a real note may be that note. */
const NEAR_SEC = 0.05;
const CLARITY_PER_SEC = 20;

interface Piece {
  readonly name: string;
  readonly font: string;
  readonly lengthSec: number;
  readonly make: () => Excerpt;
}

async function main([cacheDir = 'cache', out = 'judge', ...fonts]: string[]): Promise<void> {
  mkdirSync(out, { recursive: true });
  const [first = '', ...others] = fonts;
  const composed = SOURCES.filter(({ isForTraining }) => isForTraining).flatMap((source) =>
    piecesOf(cacheDir, source, [first, ...others]),
  );
  const simple = Array.from({ length: SIMPLE }, (_, i): Piece => {
    const make = (): Excerpt => generatedPiece(FIRST_SIMPLE + i, SHORT_SEC - 1);
    const font = fonts[i % fonts.length] ?? first;
    return { name: `simple-${i}`, font, lengthSec: SHORT_SEC, make };
  });
  const few = withoutDrums(cacheDir, [first, ...others]);
  const model = loadNoteModel(fileURLToPath(new URL('../../../dist', import.meta.url)));
  for (const { name, font, lengthSec, make } of [...composed, ...simple, ...few]) {
    const path = join(out, `${basename(font).replace(/\W+/g, '_')}-${name}.wav`);
    const { midi, truth } = make();
    if (!existsSync(path)) render(midi, path, { soundFontPath: font, lengthSec });
    writeRows(`${path}.rows`, await rowsOf(path, truth.notes, model), truth.notes.length);
  }
}

function piecesOf(cacheDir: string, source: Source, fonts: [string, ...string[]]): Piece[] {
  const usable = midiFilesOf(cacheDir, source).filter(({ bytes }) => {
    const drums = documentOf(bytes)?.performance.instruments.filter(({ isDrum }) => isDrum) ?? [];
    const strokes = drums.flatMap(({ notes }) => notes);
    return strokes.filter(({ startSec }) => startSec < PIECE_SEC).length >= FEWEST_STROKES;
  });
  return spread(usable, MOST_PER_SOURCE).map(({ name, bytes }) => ({
    name: `${source.name}-${name.replace(/\W+/g, '_')}`,
    font: new Random(name).pick(fonts),
    lengthSec: PIECE_SEC,
    make: () => excerpt(bytes, 0, PIECE_SEC),
  }));
}

/** Single instruments and all but the drums, in turn. */
function withoutDrums(cacheDir: string, fonts: [string, ...string[]]): Piece[] {
  const files = SOURCES.filter(({ isForTraining }) => isForTraining).flatMap((source) =>
    midiFilesOf(cacheDir, source),
  );
  const made = files.flatMap(({ name, bytes }, i): Piece[] => {
    const [kind, variation] =
      i % 2 === 0 ? ['alone', onlyOne(name)] : ['undrummed', { keepDrums: false }];
    const piece = tryExcerpt(bytes, variation);
    if (piece === undefined) return [];
    const font = new Random(name).pick(fonts);
    const title = `${kind}-${name.replace(/\W+/g, '_')}`;
    return [{ name: title, font, lengthSec: SHORT_SEC, make: () => piece }];
  });
  return spread(made, WITHOUT_DRUMS);
}

/** Whether each candidate is a note, and what the judge is told of it. */
async function rowsOf(
  path: string,
  notes: readonly TrueNote[],
  model: Promise<NoteModel>,
): Promise<number[][]> {
  const heard = await hearOnce(path, () => model);
  const picture = new PictureReader(heard);
  const candidates = weighCandidates(picture, findCandidates(heard.activations));
  const beginnings = candidates.map(({ key, frame, shiftSec, logit }) => ({
    key,
    sec: frame * FRAME_SEC - ONSET_LAG_SEC + shiftSec,
    clarity: logit,
  }));
  const real = new Set(partners(notes, beginnings, NEAR_SEC, CLARITY_PER_SEC));
  const company = new Company(picture, candidates);
  return candidates.map((each, i) => [real.has(i) ? 1 : 0, ...company.features(each)]);
}

/** The length of a row and the number of notes, then the rows, in 32 bits. */
function writeRows(path: string, rows: readonly number[][], notes: number): void {
  const all = Float32Array.from([rows[0]?.length ?? 0, notes, ...rows.flat()]);
  writeFileSync(path, Buffer.from(all.buffer));
}

void main(process.argv.slice(2));
