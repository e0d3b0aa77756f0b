/**
 * How often metres are right by how sure they are of themselves, for the constants of
 * `src/score/beats/decisions.ts`:
 *
 *     node --import tsx scripts/training/beats/calibrate.ts performances.json
 */
import { readFileSync } from 'node:fs';
import { estimateBeats } from '../../../src/score/estimate-frame.ts';
import type { Transcription } from '../../../src/transcription/model.ts';

/** What make_performances.py writes. */
interface Performance {
  readonly time: readonly [number, number];
  /** Start, end, pitch, whether it is a stroke on a drum. */
  readonly notes: readonly (readonly [number, number, number, 0 | 1])[];
}

function transcriptionOf({ notes }: Performance): Transcription {
  const part = (isDrum: boolean) => ({
    name: '',
    program: 0,
    isDrum,
    notes: notes
      .filter((note) => (note[3] === 1) === isDrum)
      .map(([startSec, endSec, pitch]) => ({ startSec, endSec, pitch, velocity: 0.6 })),
  });
  const durationSec = Math.max(...notes.map((note) => note[1]));
  return { instruments: [part(false), part(true)], durationSec };
}

const [, , path = ''] = process.argv;
const performances = JSON.parse(readFileSync(path, 'utf8')) as Performance[];
const tenths = Array.from({ length: 10 }, () => ({ count: 0, sure: 0, right: 0 }));
for (const performance_ of performances) {
  const metre = estimateBeats(transcriptionOf(performance_), []).decisions?.metre;
  const tenth = tenths[Math.min(9, Math.floor(10 * (metre?.confidence ?? 0)))];
  if (metre === undefined || tenth === undefined) continue;
  const [beats, beatType] = performance_.time;
  tenth.count += 1;
  tenth.sure += metre.confidence;
  tenth.right += metre.choice.beats === beats && metre.choice.beatType === beatType ? 1 : 0;
}
const total = tenths.reduce((sum, each) => sum + each.count, 0);
const off = tenths.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / total;
for (const { count, sure, right } of tenths.filter((each) => each.count > 0)) {
  process.stdout.write(
    `${count} times ${(sure / count).toFixed(2)} sure, ${(right / count).toFixed(2)} right\n`,
  );
}
process.stdout.write(`expected calibration error ${off.toFixed(3)}\n`);
