import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StemstaveError } from '../../../src/errors.ts';
import type { NoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import type { MidiDocument } from '../../../src/formats/midi/document.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { estimateFrame } from '../../../src/score/estimate-frame.ts';
import type { MetricalFrame } from '../../../src/score/frame.ts';
import { secAtDiv } from '../../../src/score/frame.ts';
import { barDivs, isSameTime } from '../../../src/score/time.ts';
import type { TimeSignature } from '../../../src/score/time.ts';
import { frameIsUsable } from '../../../src/score/usable-frame.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { transcribedBadly } from '../transcribed-badly.ts';
import { excerpt } from './excerpt.ts';
import { hearOnce } from './hear.ts';
import { f1 } from './matching.ts';
import { transcribed } from './quality.ts';
import { Random } from './random.ts';
import { render } from './render.ts';
import { fetchPackage, midiFilesOf, SOUND_FONTS, SOURCES, type SoundFont } from './sources.ts';
import { spread } from './spread.ts';
import { table } from './table.ts';

const MOST_SEC = 60;
const LEAST_SEC = 25;
const LEAST_NOTES = 40;
const MOST_PER_SOURCE = 10;
/** A beat this near to the true one is right (Davies, Degara & Plumbley 2009). */
const RIGHT_SEC = 0.07;

/** What bars of a recording come to: F1 in per cent, and whether the time signature is the file's. */
interface BarMarks {
  readonly beats: number;
  readonly downbeats: number;
  readonly isTime: boolean;
}

/**
 * From recordings to bars: held-out music played from its beginning, heard by the engine and barred, against the
 * beats and barlines of its file, where the music keeps to them; then the file's own notes spoiled as a bad
 * transcription would, not heard. A table, one line per source.
 */
export async function barsTable(
  cacheDir: string,
  model: () => Promise<NoteModel>,
  every: number,
): Promise<string> {
  const rows: [string, BarMarks][] = [];
  const spoiled: BarMarks[] = [];
  const pieces = barPieces(cacheDir).filter((_, at) => at % every === 0);
  for (const [at, { name, path, document, frame }] of pieces.entries()) {
    const written = beginningOf(document.performance);
    const onsets = written.instruments.flatMap(({ notes }) =>
      notes.map(({ startSec }) => startSec),
    );
    const span = [Math.min(...onsets), Math.max(...onsets)] as const;
    const marks = (performance: Transcription): BarMarks =>
      marksOf(estimateFrame(performance, []), frame, span);
    rows.push([name, marks(transcribed(await hearOnce(path, model)))]);
    spoiled.push(marks(transcribedBadly(written, at + 1)));
  }
  const sources = [...new Set(rows.map(([name]) => name))].map((source) => {
    const own = rows.filter(([name]) => name === source).map(([, marks]) => marks);
    return [`  ${source}`, own] as const;
  });
  return table(
    'bars, %',
    ['beats', 'downbeats', 'time sig.'],
    [['held-out', rows.map(([, marks]) => marks)], ...sources, ['not heard but spoiled', spoiled]],
    ({ beats, downbeats, isTime }, column) =>
      column === 'beats' ? beats : column === 'downbeats' ? downbeats : isTime ? 100 : 0,
  );
}

/** As much of a piece as is rendered. */
function beginningOf({ instruments }: Transcription): Transcription {
  return {
    durationSec: MOST_SEC,
    instruments: instruments.map((instrument) => ({
      ...instrument,
      notes: instrument.notes.filter(({ startSec }) => startSec < MOST_SEC),
    })),
  };
}

function marksOf(
  estimate: MetricalFrame,
  frame: MetricalFrame,
  span: readonly [number, number],
): BarMarks {
  const [found, truth] = [barsOf(estimate, span), barsOf(frame, span)];
  return {
    beats: agreement(found.beatsSec, truth.beatsSec),
    downbeats: agreement(found.downbeatsSec, truth.downbeatsSec),
    isTime: isSameTime(found.time, truth.time),
  };
}

interface BarPiece {
  readonly name: string;
  readonly path: string;
  readonly document: MidiDocument;
  readonly frame: MetricalFrame;
}

/** The pieces, rendered once into the cache. */
function barPieces(cacheDir: string): BarPiece[] {
  const fonts = SOUND_FONTS.filter(({ isForTraining }) => !isForTraining);
  const folder = join(cacheDir, 'bars');
  mkdirSync(folder, { recursive: true });
  return SOURCES.filter(({ isForTraining }) => !isForTraining).flatMap((source) => {
    const files = midiFilesOf(cacheDir, source);
    const usable = files.flatMap(({ name, bytes }): [string, Uint8Array, MidiDocument][] => {
      const document = documentOf(bytes);
      return document === undefined ? [] : [[name, bytes, document]];
    });
    return spread(usable, MOST_PER_SOURCE).flatMap(([name, bytes, document]): BarPiece[] => {
      const path = join(folder, `${source.name}-${name.replace(/[^\w-]+/g, '_')}.wav`);
      if (!existsSync(path)) {
        const font = new Random(name).pick(fonts as [SoundFont, ...SoundFont[]]);
        const soundFontPath = join(fetchPackage(cacheDir, font.packageName), font.path);
        render(excerpt(bytes, 0, MOST_SEC).midi, path, { soundFontPath, lengthSec: MOST_SEC });
      }
      const { frame } = document;
      return frame === undefined ? [] : [{ name: source.name, path, document, frame }];
    });
  });
}

/** Undefined for what cannot be read, is short, or does not keep to the beats of its file. */
export function documentOf(bytes: Uint8Array): MidiDocument | undefined {
  try {
    const document = readMidi(bytes);
    const { performance, frame } = document;
    const notes = performance.instruments.reduce((sum, each) => sum + each.notes.length, 0);
    if (frame === undefined || performance.durationSec < LEAST_SEC || notes < LEAST_NOTES) return;
    return frameIsUsable(performance, frame) ? document : undefined;
  } catch (error) {
    if (!(error instanceof StemstaveError)) throw error;
    return undefined;
  }
}

interface Bars {
  readonly beatsSec: readonly number[];
  readonly downbeatsSec: readonly number[];
  /** That of most of the bars. */
  readonly time: TimeSignature;
}

/** Beats and barlines of a frame between two times. */
export function barsOf(
  { tempoMap, timeSignatures }: MetricalFrame,
  [fromSec, toSec]: readonly [number, number],
): Bars {
  const beatsSec: number[] = [];
  const downbeatsSec: number[] = [];
  const bars = new Map<TimeSignature, number>();
  const isInside = (sec: number): boolean => sec >= fromSec - RIGHT_SEC && sec <= toSec + RIGHT_SEC;
  timeSignatures.forEach(({ div, time }, at) => {
    const end = timeSignatures[at + 1]?.div ?? Infinity;
    const beatDivs = barDivs(time) / time.beats;
    for (let beat = 0, here = div; here < end; beat += 1, here = div + beat * beatDivs) {
      const sec = secAtDiv(tempoMap, here);
      if (sec > toSec + RIGHT_SEC) break;
      if (!isInside(sec)) continue;
      beatsSec.push(sec);
      if (beat % time.beats !== 0) continue;
      downbeatsSec.push(sec);
      bars.set(time, (bars.get(time) ?? 0) + 1);
    }
  });
  const [time] = [...bars].reduce<[TimeSignature, number]>(
    (a, b) => (b[1] > a[1] ? b : a),
    [timeSignatures[0]?.time ?? { beats: 4, beatType: 4 }, 0],
  );
  return { beatsSec, downbeatsSec, time };
}

/** F1 in per cent of times; both in time order, each matched once. */
export function agreement(found: readonly number[], truth: readonly number[]): number {
  let [i, j, matched] = [0, 0, 0];
  while (i < found.length && j < truth.length) {
    const away = (found[i] ?? 0) - (truth[j] ?? 0);
    if (Math.abs(away) <= RIGHT_SEC) matched += 1;
    if (away <= RIGHT_SEC) i += 1;
    if (away >= -RIGHT_SEC) j += 1;
  }
  return f1({ matched, estimated: found.length, real: truth.length }) ?? 0;
}
