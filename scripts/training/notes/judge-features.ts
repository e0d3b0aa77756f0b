/**
 * What the note judge learns from, as the note net hears it, with the truth beside it: bands and single instruments of
 * the training sources, simple generated pieces other than those of the bench, and the clips of make-clips.ts.
 * Run with: node --import tsx scripts/training/notes/judge-features.ts CACHE OUT FLUID.sf2 MUSESCORE.sf3 APART.sf2
 * Each piece is played in one of the sound fonts, whose name its file bears.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNoteModel, type NoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { FRAME_SEC } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import { findCandidates } from '../../../src/engines/on-device/notes/candidates.ts';
import { ONSET_LAG_SEC, weighCandidates } from '../../../src/engines/on-device/notes/find-notes.ts';
import { Company, HOPELESS } from '../../../src/engines/on-device/notes/judge-notes.ts';
import { PictureReader } from '../../../src/engines/on-device/notes/sound-picture.ts';
import type { Excerpt } from '../../../test/bench/engine/excerpt.ts';
import { generatedPiece } from '../../../test/bench/engine/generated.ts';
import { hearOnce } from '../../../test/bench/engine/hear.ts';
import { onlyOne, tryExcerpt } from '../../../test/bench/engine/pieces.ts';
import { render } from '../../../test/bench/engine/render.ts';
import { midiFilesOf, SOURCES, type MidiFile } from '../../../test/bench/engine/sources.ts';
import { spread } from '../../../test/bench/engine/spread.ts';
import type { TrueNote, Truth } from '../../../test/bench/engine/truth.ts';
import { partners } from './partners.ts';

const PIECE_SEC = 21;
const FEWEST_NOTES = 8;
const FEWEST_STROKES = 20;
const BANDS_APART = 24;
const MORE_BANDS = 30;
const ALONE = 27;
const SIMPLE = 36;
/** The bench has the first dozen. */
const FIRST_SIMPLE = 3000;
/** A candidate this near to a real note may be that note. */
const NEAR_SEC = 0.05;
const CLARITY_PER_SEC = 20;

interface Piece {
  readonly name: string;
  readonly font: string;
  readonly made: Excerpt;
}

async function main([cacheDir = 'cache', out = 'judge', ...fonts]: string[]): Promise<void> {
  mkdirSync(out, { recursive: true });
  const [fluid = '', museScore = '', apart = ''] = fonts;
  const files = SOURCES.filter(({ isForTraining }) => isForTraining).flatMap((source) =>
    midiFilesOf(cacheDir, source),
  );
  const model = loadNoteModel(fileURLToPath(new URL('../../../dist', import.meta.url)));
  for (const { name, font, made } of [
    ...simple([fluid, museScore, apart]),
    ...alone(files, [fluid, museScore, apart]),
    ...bands(files, [apart, fluid, apart], [fluid, museScore]),
  ]) {
    const title = `${basename(font)}-${name}`.replace(/\W+/g, '_');
    const path = join(out, `${title}.wav`);
    if (!existsSync(path)) render(made.midi, path, { soundFontPath: font, lengthSec: PIECE_SEC });
    await writeRows(join(out, title), path, made.truth.notes, model);
  }
  const clips = join(cacheDir, 'clips');
  for (const name of readdirSync(clips).filter((each) => each.endsWith('.json'))) {
    const { file, notes } = JSON.parse(readFileSync(join(clips, name), 'utf8')) as Truth & {
      file: string;
    };
    await writeRows(join(out, `clip-${name.replace('.json', '')}`), file, notes, model);
  }
}

/** What is played in one font of `fonts` after the other. */
function inTurn(
  kind: string,
  all: readonly { name: string; made: Excerpt }[],
  fonts: readonly string[],
): Piece[] {
  return all.map(({ name, made }, i) => ({
    name: `${kind}-${name}`,
    made,
    font: fonts[i % fonts.length] ?? '',
  }));
}

function simple(fonts: readonly string[]): Piece[] {
  const all = Array.from({ length: SIMPLE }, (_, i) => ({
    name: String(i),
    made: generatedPiece(FIRST_SIMPLE + i, PIECE_SEC - 1),
  }));
  return inTurn('simple', all, fonts);
}

function alone(files: readonly MidiFile[], fonts: readonly string[]): Piece[] {
  const all = files.flatMap(({ name, bytes }, i) => {
    const made = i % 3 === 0 ? tryExcerpt(bytes, onlyOne(name)) : undefined;
    return made === undefined ? [] : [{ name, made }];
  });
  return inTurn('alone', spread(all, ALONE), fonts);
}

function bands(
  files: readonly MidiFile[],
  fonts: readonly string[],
  moreFonts: readonly string[],
): Piece[] {
  const all = files.flatMap(({ name, bytes }) => {
    const made = tryExcerpt(bytes);
    const isBand = made !== undefined && made.truth.hits.length >= FEWEST_STROKES;
    return isBand ? [{ name, made }] : [];
  });
  const first = spread(all, BANDS_APART);
  const others = all.filter((each) => !first.includes(each));
  return [
    ...inTurn('band', first, fonts),
    ...inTurn('band', spread(others, MORE_BANDS), moreFonts),
  ];
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
  return candidates.flatMap((each, i) =>
    each.logit < HOPELESS ? [] : [[real.has(i) ? 1 : 0, ...company.features(each)]],
  );
}

/** The length of a row and the number of notes, then the rows, in 32 bits. */
async function writeRows(
  out: string,
  path: string,
  notes: readonly TrueNote[],
  model: Promise<NoteModel>,
): Promise<void> {
  if (notes.length < FEWEST_NOTES) return;
  const rows = await rowsOf(path, notes, model);
  const all = Float32Array.from([rows[0]?.length ?? 0, notes.length, ...rows.flat()]);
  writeFileSync(`${out}.rows`, Buffer.from(all.buffer));
}

void main(process.argv.slice(2));
