import type { NoteEvent } from '../../../transcription/model.ts';
import { FRAME_SEC } from '../basic-pitch/grid.ts';
import { CYMBAL_OUTPUT, DRUM_CLASSES, drumActivations } from './drum-net.ts';
import { judgeHits, type JudgedHit } from './judge-hits.ts';
import { peaksOf } from './peaks.ts';
import { pickHits } from './pick-hits.ts';
import { lagsOf } from './rhythm.ts';

/** What the net alone would take for strokes … */
const STROKES = [
  { output: DRUM_CLASSES.indexOf('kick'), threshold: 0.55 },
  { output: DRUM_CLASSES.indexOf('snare'), threshold: 0.45 },
  { output: DRUM_CLASSES.indexOf('tom'), threshold: 0.45 },
  { output: CYMBAL_OUTPUT, threshold: 0.45 },
] as const;
/** … counts, where it is so sure, as evidence that there is a drum kit at all … */
const SURE = 0.85;
/** … and there must be this much of it, … */
const MIN_SURE_STROKES = 4;
/** … and so much a minute, and as a share of all strokes: plucked strings look like a drum now and then. */
const MIN_SURE_PER_MINUTE = 30;
const MIN_SURE_SHARE = 0.1;
/**
 * Of a kit whose sound the net does not know it is nowhere sure; but kicks beside other strokes, some of them firm, that
 * keep time are a kit, too. A minute, at the least; a bass alone has the kicks, not the others.
 */
const IN_TIME = { kicks: 36, others: 48, firm: 24 } as const;
const LIKELY = 0.5;
const FIRM = 0.8;
/** So is a hat that ticks alone: so many strokes a minute, that repeat themselves so exactly as few tunes do. */
const TICKS = { strokes: 60, firm: 30, strength: 0.82 } as const;

/**
 * The drum hits of a recording; none where there is not enough evidence of a drum kit.
 * @param levels band levels of the whole recording, as `BandStream` makes them
 */
export function findDrums(levels: Float32Array, durationSec: number): NoteEvent[] {
  const activations = drumActivations(levels);
  const judged = judgeHits(activations);
  return hearsKit(activations, judged, durationSec) ? pickHits(activations, judged) : [];
}

/** Whether there is evidence enough that a drum kit is played at all. */
export function hearsKit(
  activations: Float32Array,
  judged: readonly JudgedHit[],
  durationSec: number,
): boolean {
  const minutes = durationSec / 60;
  return isSure(activations, durationSec) || keepsTime(judged, minutes) || ticks(judged, minutes);
}

function ticks(judged: readonly JudgedHit[], minutes: number): boolean {
  const strokes = judged.filter(({ drum, likelihood }) => drum === 'cymbal' && likelihood > LIKELY);
  const firm = strokes.filter(({ likelihood }) => likelihood > FIRM);
  if (strokes.length < TICKS.strokes * minutes || firm.length < TICKS.firm * minutes) return false;
  const beats = new Float32Array(Math.ceil((minutes * 60) / FRAME_SEC));
  // A frame early or late is in time.
  for (const { frame } of strokes) beats.fill(1, Math.max(0, frame - 1), frame + 2);
  return (lagsOf(beats)[0]?.strength ?? 0) >= TICKS.strength;
}

function keepsTime(judged: readonly JudgedHit[], minutes: number): boolean {
  const likely = judged.filter(({ likelihood }) => likelihood > LIKELY);
  const count = (isCounted: (hit: JudgedHit) => boolean): number => likely.filter(isCounted).length;
  return (
    count(({ drum }) => drum === 'kick') >= IN_TIME.kicks * minutes &&
    count(({ drum }) => drum === 'snare' || drum === 'cymbal') >= IN_TIME.others * minutes &&
    count(({ likelihood }) => likelihood > FIRM) >= IN_TIME.firm * minutes
  );
}

function isSure(activations: Float32Array, durationSec: number): boolean {
  const strokes = STROKES.flatMap(({ output, threshold }) =>
    peaksOf(activations, output, threshold),
  );
  const sure = strokes.filter(({ activation }) => activation >= SURE).length;
  return (
    sure >= MIN_SURE_STROKES &&
    sure >= (MIN_SURE_PER_MINUTE * durationSec) / 60 &&
    sure >= MIN_SURE_SHARE * strokes.length
  );
}
