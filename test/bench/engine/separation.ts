import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import type { Stereo } from '../../../src/engines/on-device/separation/messages.ts';
import { Separator } from '../../../src/engines/on-device/separation/separator.ts';
import { stemNotes } from '../../../src/engines/on-device/separation/stem-notes.ts';
import { encodeWav } from '../../unit/on-device/sound.ts';
import { midiLengthSec } from './excerpt.ts';
import { hearOnce } from './hear.ts';
import { transcribed } from './quality.ts';
import { Random } from './random.ts';
import { fetchPackage, midiFilesOf, SOUND_FONTS, SOURCES, type SoundFont } from './sources.ts';
import { playStems, readStereo, STEM_RATE, STEMS, type Stem } from './stems.ts';

const EXCERPT_SEC = 20;
const MOST_PER_SOURCE = 4;
/** A stem this far below its mix cannot be judged. */
const AUDIBLE_DB = -35;

/**
 * How well stems are taken out of mixes of held-out music in held-out sound fonts: scale-invariant signal-to-distortion
 * ratio (Le Roux et al. 2019) of each stem, and by how much that is better than taking the mix for it. In dB, means
 * over pieces in which there is that stem.
 */
export async function separationTable(
  cacheDir: string,
  model: () => Promise<NoteModel>,
  every: number,
): Promise<string> {
  const rows: { source: string; stem: Stem; mixDb: number; stemDb: number }[] = [];
  for (const { source, path } of (await stemPieces(cacheDir)).filter((_, i) => i % every === 0)) {
    const notes = stemNotes(transcribed(await hearOnce(`${path}.mix.wav`, model)));
    const mix = await readStereo(`${path}.mix.wav`);
    const truths = await Promise.all(STEMS.map((stem) => readStereo(`${path}.${stem}.wav`)));
    const isAudible = truths.map((truth) => levelDb(truth) >= levelDb(mix) + AUDIBLE_DB);
    // Of a mix of one stem nothing can be taken apart.
    if (isAudible.filter(Boolean).length < 2) continue;
    const found = separated(mix, notes);
    STEMS.forEach((stem, i) => {
      const truth = truths[i];
      if (truth === undefined || isAudible[i] !== true) return;
      rows.push({ source, stem, mixDb: siSdr(truth, mix), stemDb: siSdr(truth, found[stem]) });
    });
  }
  const line = (title: string, of: typeof rows): string => {
    const cells = STEMS.flatMap((stem) => {
      const those = of.filter((row) => row.stem === stem);
      const mean = (values: readonly number[]): string =>
        values.length === 0 ? '–' : (values.reduce((a, b) => a + b, 0) / values.length).toFixed(1);
      return [
        String(those.length),
        mean(those.map(({ mixDb }) => mixDb)),
        mean(those.map(({ stemDb }) => stemDb)),
        mean(those.map(({ mixDb, stemDb }) => stemDb - mixDb)),
      ];
    });
    return [title.padEnd(16), ...cells.map((cell) => cell.padStart(7))].join('');
  };
  const heads = STEMS.flatMap((stem) => [stem, 'mix', 'stem', 'better']);
  const sources = [...new Set(rows.map(({ source }) => source))];
  return [
    ['SI-SDR, dB'.padEnd(16), ...heads.map((head) => head.padStart(7))].join(''),
    line('held-out', rows),
    ...sources.map((source) =>
      line(
        `  ${source}`,
        rows.filter((row) => row.source === source),
      ),
    ),
  ].join('\n');
}

function separated(mix: Stereo, notes: ReturnType<typeof stemNotes>): Record<Stem, Stereo> {
  const length = mix[0].length;
  const empty = (): Stereo => [new Float32Array(length), new Float32Array(length)];
  const out = { drums: empty(), bass: empty(), rest: empty() };
  let at = 0;
  const separator = new Separator(STEM_RATE, notes, (parts) => {
    for (const stem of ['drums', 'bass'] as const) {
      out[stem].forEach((channel, side) => {
        channel.set(parts[stem][side] ?? new Float32Array(), at);
      });
    }
    at += parts.drums[0].length;
  });
  separator.push(mix);
  separator.flush();
  out.rest.forEach((channel, side) => {
    for (let i = 0; i < length; i++) {
      channel[i] = (mix[side]?.[i] ?? 0) - (out.drums[side]?.[i] ?? 0) - (out.bass[side]?.[i] ?? 0);
    }
  });
  return out;
}

function siSdr(truth: Stereo, estimate: Stereo): number {
  const [cross, own] = [dot(truth, estimate), dot(truth, truth)];
  const target = (cross * cross) / (own + 1e-12);
  const error = dot(estimate, estimate) - target;
  return 10 * Math.log10((target + 1e-9) / (Math.max(0, error) + 1e-9));
}

function levelDb(sound: Stereo): number {
  return 10 * Math.log10(dot(sound, sound) / sound[0].length + 1e-12);
}

function dot(a: Stereo, b: Stereo): number {
  let sum = 0;
  a.forEach((channel, side) => {
    const other = b[side] ?? new Float32Array();
    for (let i = 0; i < channel.length; i++) sum += (channel[i] ?? 0) * (other[i] ?? 0);
  });
  return sum;
}

/** Mixes with their stems, played once into the cache. */
async function stemPieces(cacheDir: string): Promise<{ source: string; path: string }[]> {
  const folder = join(cacheDir, 'separation-bench');
  mkdirSync(folder, { recursive: true });
  const fonts = SOUND_FONTS.filter(({ isForTraining }) => !isForTraining);
  const pieces: { source: string; path: string }[] = [];
  for (const source of SOURCES.filter(({ isForTraining }) => !isForTraining)) {
    const files = midiFilesOf(cacheDir, source).filter(({ bytes }) => isLong(bytes));
    const step = Math.max(1, files.length / MOST_PER_SOURCE);
    for (let at = 0; at < files.length; at += step) {
      const file = files[Math.floor(at)];
      if (file === undefined) continue;
      const path = join(folder, `${source.name}-${file.name.replace(/[^\w-]+/g, '_')}`);
      if (!existsSync(`${path}.mix.wav`)) {
        const { packageName, path: font } = new Random(file.name).pick(
          fonts as [SoundFont, ...SoundFont[]],
        );
        const soundFontPath = join(fetchPackage(cacheDir, packageName), font);
        const fromSec = midiLengthSec(file.bytes) / 5;
        const { stems, mix } = await playStems(file.bytes, fromSec, EXCERPT_SEC, {}, () => ({
          soundFontPath,
          lengthSec: EXCERPT_SEC,
        }));
        for (const stem of STEMS)
          writeFileSync(`${path}.${stem}.wav`, encodeWav(stems[stem], STEM_RATE));
        writeFileSync(`${path}.mix.wav`, encodeWav(mix, STEM_RATE));
      }
      pieces.push({ source: source.name, path });
    }
  }
  return pieces;
}

function isLong(bytes: Uint8Array): boolean {
  try {
    return midiLengthSec(bytes) >= 2 * EXCERPT_SEC;
  } catch {
    return false;
  }
}
