import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { estimateFrame } from '../../../src/score/estimate-frame.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { agreement, barsOf } from './bars.ts';
import { hearOnce } from './hear.ts';
import { drumMarks } from './marks.ts';
import { transcribed } from './quality.ts';
import { table } from './table.ts';
import type { TrueNote } from './truth.ts';

/** The drums of MDB Drums as General MIDI keys; what is struck beside a kit is not marked. */
const KEY_OF: Readonly<Record<string, number>> = { KD: 36, SD: 38, HH: 42, CY: 49, TT: 45 };
const AUDIO = /_(MIX|Drum)\.(wav|flac|mp3|ogg)$/;
const STROKE_SEC = 0.1;
const COLUMNS = ['kick', 'snare', 'cymbals', 'toms', 'beats', 'downbeats'] as const;

type RecordingMarks = Partial<Readonly<Record<(typeof COLUMNS)[number], number | undefined>>>;

interface Recording {
  readonly path: string;
  readonly kind: 'full mix' | 'drums alone';
  readonly strokes: readonly TrueNote[] | undefined;
  /** Beats and barlines that were tapped. */
  readonly beats: { readonly beatsSec: number[]; readonly downbeatsSec: number[] } | undefined;
}

/**
 * What the engine hears in real recordings, a line for each and one for the mean: F1 in per cent of strokes (50 ms),
 * beats and barlines (70 ms). The folder holds them as the data of MDB Drums do (Southall et al. 2017), wherever
 * in it: `NAME_MIX.wav` or `NAME_Drum.wav`, `NAME_class.txt` (seconds and drum) and `NAME_MIX.beats` (seconds and
 * number in the bar); one of the two will do.
 */
export async function recordingsTable(
  folder: string,
  model: () => Promise<NoteModel>,
): Promise<string> {
  const rows: { title: string; kind: string; marks: RecordingMarks }[] = [];
  for (const recording of recordingsIn(folder)) {
    const heard = transcribed(await hearOnce(recording.path, model));
    const { path, kind } = recording;
    rows.push({ title: basename(path), kind, marks: marksOf(recording, heard) });
  }
  const groups = ['full mix', 'drums alone'].map((kind) => {
    const group = rows.filter((row) => row.kind === kind).map(({ marks }) => marks);
    return [kind, group] as const;
  });
  return table(
    'recordings, mean F1 %',
    COLUMNS,
    [...groups, ...rows.map(({ title, marks }) => [`  ${title}`, [marks]] as const)],
    (marks, column) => marks[column],
  );
}

/** What nobody wrote down is not marked. */
function marksOf({ strokes, beats }: Recording, heard: Transcription): RecordingMarks {
  const drums = strokes && drumMarks(strokes, heard);
  if (beats === undefined) return { ...drums };
  const { beatsSec, downbeatsSec } = beats;
  const span = [Math.min(...beatsSec), Math.max(...beatsSec)] as const;
  const found = barsOf(estimateFrame(heard, []), span);
  return {
    ...drums,
    beats: agreement(found.beatsSec, beatsSec),
    downbeats: downbeatsSec.length > 0 ? agreement(found.downbeatsSec, downbeatsSec) : undefined,
  };
}

function recordingsIn(folder: string): Recording[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const rowsOf = (name: string): string[][] | undefined => {
    const path = paths.find((each) => basename(each) === name);
    if (path === undefined) return undefined;
    const lines = readFileSync(join(folder, path), 'utf8').split('\n');
    return lines.map((line) => line.trim().split(/\s+/)).filter(([sec]) => sec !== '');
  };
  return paths.flatMap((path): Recording[] => {
    if (!AUDIO.test(path)) return [];
    const title = basename(path).replace(AUDIO, '');
    const [strokes, beats] = [rowsOf(`${title}_class.txt`), rowsOf(`${title}_MIX.beats`)];
    if (strokes === undefined && beats === undefined) return [];
    return [
      {
        path: join(folder, path),
        kind: path.includes('_MIX.') ? 'full mix' : 'drums alone',
        strokes: strokes?.flatMap(strokeOf),
        beats: beats && {
          beatsSec: beats.map(([sec]) => Number(sec)),
          downbeatsSec: beats.filter(([, number]) => number === '1').map(([sec]) => Number(sec)),
        },
      },
    ];
  });
}

function strokeOf([sec, drum = '']: readonly string[]): TrueNote[] {
  const [startSec, pitch] = [Number(sec), KEY_OF[drum]];
  if (pitch === undefined) return [];
  return [{ pitch, startSec, endSec: startSec + STROKE_SEC, velocity: 100, families: [] }];
}
