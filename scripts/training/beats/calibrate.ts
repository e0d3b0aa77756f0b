/**
 * How often beats, metres and barlines are right by how sure they are of themselves, for the constants of
 * `src/score/beats/decisions.ts`:
 *
 *     node --import tsx scripts/training/beats/calibrate.ts performances.json
 */
import { readFileSync } from 'node:fs';
import { isSameLength } from '../../../src/score/beats/decisions.ts';
import { estimateBeats } from '../../../src/score/estimate-frame.ts';
import { divAtSec, type MetricalFrame } from '../../../src/score/frame.ts';
import { barDivs } from '../../../src/score/time.ts';
import type { Transcription } from '../../../src/transcription/model.ts';

/** What make_performances.py writes. */
interface Performance {
  readonly time: readonly [number, number];
  /** Start, end, pitch, whether it is a stroke on a drum. */
  readonly notes: readonly (readonly [number, number, number, 0 | 1])[];
  /** In seconds. */
  readonly beats: readonly number[];
  readonly downbeats: readonly number[];
}

/** Barlines lie on a beat of the estimated bars if more than this share of them do. */
const MOST_DOWNBEATS = 0.6;
/** A beat this little before a barline is the one on it. */
const SAME_TIME_SEC = 0.01;
/** Of fewer nothing is said. */
const FEWEST_BEATS = 8;
const FEWEST_DOWNBEATS = 4;

/** How often a decision was right, by tenths of how sure it was. */
class Calibration {
  private readonly tenths = Array.from({ length: 10 }, () => ({ count: 0, sure: 0, right: 0 }));

  add(confidence: number, isRight: boolean): void {
    const tenth = this.tenths[Math.min(9, Math.floor(10 * confidence))];
    if (tenth === undefined) return;
    tenth.count += 1;
    tenth.sure += confidence;
    tenth.right += isRight ? 1 : 0;
  }

  report(name: string): void {
    const some = this.tenths.filter((each) => each.count > 0);
    const total = some.reduce((sum, each) => sum + each.count, 0);
    const off = some.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / total;
    process.stdout.write(`${name}: expected calibration error ${off.toFixed(3)}\n`);
    for (const { count, sure, right } of some) {
      process.stdout.write(
        `  ${count} times ${(sure / count).toFixed(2)} sure, ${(right / count).toFixed(2)} right\n`,
      );
    }
  }
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

/** Whether estimated beats are as long as the true ones, most of the time. */
function isBeatRight(frame: MetricalFrame, beats: readonly number[], beatDivs: number): boolean {
  const divs = beats.map((sec) => divAtSec(frame.tempoMap, sec));
  const lengths = divs.slice(1).map((div, i) => (div - (divs[i] ?? 0)) / beatDivs);
  return isSameLength(Math.max(1e-3, median(lengths)));
}

/** On which beat of the estimated bars most true barlines lie; undefined where they lie here and there. */
function beatOfBarlines(
  frame: MetricalFrame,
  downbeats: readonly number[],
  beatDivs: number,
  beatsPerBar: number,
): number | undefined {
  const counts = new Array<number>(beatsPerBar).fill(0);
  for (const sec of downbeats) {
    const div = divAtSec(frame.tempoMap, sec);
    const metre = frame.timeSignatures.findLast((each) => each.div <= div + beatDivs / 2);
    if (metre === undefined || barDivs(metre.time) !== beatDivs * beatsPerBar) continue;
    const beat = Math.round((div - metre.div) / beatDivs) % beatsPerBar;
    counts[beat] = (counts[beat] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return most > MOST_DOWNBEATS * counts.reduce((sum, each) => sum + each, 0)
    ? counts.indexOf(most)
    : undefined;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const [, , path = ''] = process.argv;
const performances = JSON.parse(readFileSync(path, 'utf8')) as Performance[];
const [ofBeats, ofMetres, ofBarlines] = [new Calibration(), new Calibration(), new Calibration()];
for (const performance_ of performances) {
  const { frame, decisions } = estimateBeats(transcriptionOf(performance_), []);
  if (decisions === undefined) continue;
  const { beatFactor, metre, barlineBeat } = decisions;
  const { beats, downbeats, time } = performance_;
  ofMetres.add(
    metre.confidence,
    metre.choice.beats === time[0] && metre.choice.beatType === time[1],
  );
  if (beats.length < FEWEST_BEATS) continue;
  const beatsPerBar = barlineBeat.alternatives.length + 1;
  const beatDivs = barDivs(metre.choice) / beatsPerBar;
  const isRight = isBeatRight(frame, beats, beatDivs);
  ofBeats.add(beatFactor.confidence, isRight);
  const trueBars = downbeats.slice(1).map((sec, i) => {
    const from = downbeats[i] ?? 0;
    return beats.filter((beat) => beat >= from - SAME_TIME_SEC && beat < sec - SAME_TIME_SEC)
      .length;
  });
  if (!isRight || beatsPerBar === 1 || median(trueBars) !== beatsPerBar) continue;
  if (downbeats.length < FEWEST_DOWNBEATS) continue;
  ofBarlines.add(
    barlineBeat.confidence,
    beatOfBarlines(frame, downbeats, beatDivs, beatsPerBar) === 0,
  );
}
ofBeats.report('beats');
ofMetres.report('metres');
ofBarlines.report('barlines, where beats and metre are right');
