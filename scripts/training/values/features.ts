/**
 * Performances made by `play.py` -> what the value net learns from: for each note its features and where
 * it ends, as 32-bit floats. Four in ten are spoiled first, as a bad transcription does.
 *
 *     node --import tsx features.ts performances.json SEED features.bin
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { layOutBars } from '../../../src/score/layout/bars.ts';
import { VALUE_FEATURES, valueFeatures } from '../../../src/score/rhythm/value-features.ts';
import { placesOf } from '../../../src/score/rhythm/value-places.ts';
import type { StaffView } from '../../../src/score/rhythm/value-places.ts';
import { barDivs, DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import type { TimeSignature } from '../../../src/score/time.ts';
import { staffViewsOf } from '../../../src/score/write-part.ts';
import type { NoteEvent } from '../../../src/transcription/model.ts';

interface Performance {
  readonly program: number;
  readonly time: readonly [TimeSignature['beats'], TimeSignature['beatType']];
  /** Quarters that the first bar lacks. */
  readonly upbeat: number;
  /** Quarters from the first barline, seconds. */
  readonly tempo: readonly (readonly [number, number])[];
  /** Start and end in seconds, pitch, onset and length in quarters. */
  readonly notes: readonly (readonly [number, number, number, number, number])[];
}

/** A note with where it begins and ends in print, in divs; a ghost has no place. */
interface Truth extends NoteEvent {
  readonly place: { readonly onset: number; readonly end: number } | undefined;
}

const SPOILED_SHARE = 0.4;
const NEAR_DIVS = DIVS_PER_QUARTER / 25;
const [source = '', seed = '1', target = ''] = process.argv.slice(2);

/** Lehmer's generator (Park & Miller 1988). */
let state = Number(seed);
function random(): number {
  state = (state * 16_807) % 2_147_483_647;
  return state / 2_147_483_647;
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function spoiled(notes: readonly Truth[]): Truth[] {
  const share = 0.12 * random();
  const jitterSec = 0.022 * random();
  const ghosts = notes
    .filter(() => random() < 0.8 * share)
    .map((note): Truth => {
      const startSec = Math.max(0, note.startSec + random() - 0.5);
      const endSec = startSec + note.endSec - note.startSec;
      const pitch = note.pitch + Math.round(24 * random() - 12);
      return { ...note, pitch, startSec, endSec, place: undefined };
    });
  const kept = notes
    .filter(() => random() >= share)
    .map((note): Truth => {
      const startSec = Math.max(0, note.startSec + jitterSec * normal());
      const lengthSec = note.endSec - note.startSec + jitterSec * normal();
      return { ...note, startSec, endSec: startSec + Math.max(0.02, lengthSec) };
    });
  return [...kept, ...ghosts].sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
}

function staves(performance: Performance): { truths: Truth[]; views: StaffView[] } {
  const [beats, beatType] = performance.time;
  const whole = barDivs({ beats, beatType });
  const divOf = (quarters: number): number => Math.round(whole + DIVS_PER_QUARTER * quarters);
  const tempoMap = [{ div: 0, sec: 0 }];
  for (const [quarters, sec] of performance.tempo) {
    const last = tempoMap.at(-1);
    const div = divOf(quarters);
    if (last !== undefined && div > last.div && sec > last.sec) tempoMap.push({ div, sec });
  }
  const played = performance.notes.map(([startSec, endSec, pitch, onset, length]): Truth => ({
    pitch,
    startSec,
    endSec,
    velocity: 0.6,
    place: { onset: divOf(onset), end: divOf(onset + length) },
  }));
  const truths = random() < SPOILED_SHARE ? spoiled(played) : played;
  const keys = [{ div: 0, key: { fifths: 0, mode: 'major' as const } }];
  const timeSignatures = [{ div: 0, time: { beats, beatType } }];
  const frame = { tempoMap, timeSignatures, keys, firstBarDiv: divOf(performance.upbeat) };
  const end = Math.max(0, ...truths.map((note) => note.place?.end ?? 0));
  const instrument = { name: '', program: performance.program, isDrum: false, notes: truths };
  const context = {
    bars: layOutBars(frame, keys, end),
    tempoMap,
    corrections: [],
    swingShare: 0.5,
    fifths: [],
  };
  return { truths, views: staffViewsOf(instrument, 0, context) };
}

/** Which of the net's outputs is right, or undefined where nothing can be said. */
function endOf(view: StaffView, moment: number, truth: Truth | undefined): number | undefined {
  const onsetOf = (ahead: number): number => view.moments[moment + ahead]?.onset ?? Infinity;
  const place = truth?.place;
  if (place === undefined || onsetOf(1) === Infinity) return undefined;
  if (Math.abs(onsetOf(0) - place.onset) > NEAR_DIVS) return undefined;
  if (onsetOf(1) > place.end + NEAR_DIVS) return 0;
  let ahead = 1;
  while (onsetOf(ahead) < place.end - NEAR_DIVS) ahead += 1;
  return ahead <= 4 ? ahead : ahead <= 7 ? 5 : 6;
}

const rows: Float32Array[] = [];
const features = new Float64Array(VALUE_FEATURES);
for (const performance of JSON.parse(readFileSync(source, 'utf8')) as Performance[]) {
  const { truths, views } = staves(performance);
  for (const view of views) {
    const places = placesOf(view);
    view.moments.forEach(({ notes }, moment) => {
      notes.forEach(({ noteIndex }, at) => {
        const end = endOf(view, moment, truths[noteIndex]);
        if (end === undefined) return;
        valueFeatures(view, places, moment, at, features);
        rows.push(Float32Array.of(...features, end));
      });
    });
  }
}
writeFileSync(target, Buffer.concat(rows.map((row) => Buffer.from(row.buffer))));
process.stdout.write(`${rows.length} notes\n`);
