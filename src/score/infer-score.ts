import { compareNotes } from '../transcription/model.ts';
import type { Transcription } from '../transcription/model.ts';
import type { Correction } from './corrections.ts';
import { divAtSec } from './frame.ts';
import type { MetricalFrame } from './frame.ts';
import { layOutBars } from './layout/bars.ts';
import { tempoMarksOf } from './layout/tempo-mark.ts';
import type { Bar, Score } from './model.ts';
import { keysAtBarlines } from './pitch/key-changes.ts';
import { estimateKeys, localKeys } from './pitch/key.ts';
import { spellNotes } from './pitch/spell.ts';
import { cellsOf } from './rhythm/cells.ts';
import { findSwing } from './rhythm/swing.ts';
import { DIVS_PER_QUARTER } from './time.ts';
import type { KeySignature } from './time.ts';
import { writePart } from './write-part.ts';

/**
 * The Score of a performance whose beats are known: notes put on the grid, given values, voices and
 * staves, spelled and written out. Pure and deterministic; any performance gives a score in which
 * every bar is full. Beats and barlines are final: corrections of tempo, barline and metre are
 * `estimateFrame`'s to read, all others are read here.
 */
export function inferScore(input: {
  readonly title: string;
  readonly performance: Transcription;
  readonly frame: MetricalFrame;
  readonly corrections: readonly Correction[];
}): Score {
  const { title, performance, frame, corrections } = input;
  const keys = keysOf(performance, frame, corrections);
  const bars = layOutBars(frame, keys, endDivOf(performance, frame));
  const fifths = spellAll(performance, frame, bars);
  const swingShare = swingShareOf(performance, frame, bars, corrections);
  const parts = performance.instruments.map((instrument, index) =>
    writePart(instrument, index, {
      bars,
      tempoMap: frame.tempoMap,
      corrections,
      swingShare,
      fifths: fifths[index] ?? [],
    }),
  );
  const tempoMarks = tempoMarksOf(frame, bars, swingShare > 0.5);
  const { tuningHz } = performance;
  const tuning = tuningHz === undefined ? {} : { tuningHz };
  return { title, ...tuning, bars, tempoMap: frame.tempoMap, tempoMarks, parts };
}

/** What the user said, what the frame says, or what is heard. */
function keysOf(
  performance: Transcription,
  frame: MetricalFrame,
  corrections: readonly Correction[],
): MetricalFrame['keys'] {
  const said = corrections.findLast((each) => each.kind === 'key');
  if (said !== undefined) return [{ div: 0, key: said.key }];
  if (frame.keys.length > 0) return frame.keys;
  return keysAtBarlines(frame, estimateKeys(performance).stretches);
}

/** Swing that the user says and nobody hears is played as a triplet. */
const TRIPLET_SHARE = 2 / 3;

function swingShareOf(
  performance: Transcription,
  frame: MetricalFrame,
  bars: readonly Bar[],
  corrections: readonly Correction[],
): number {
  const said = corrections.findLast((each) => each.kind === 'swing');
  if (said?.swing === false) return 0.5;
  const { share } = findSwing(performance, cellsOf(bars), frame.tempoMap);
  return said?.swing === true && share <= 0.5 ? TRIPLET_SHARE : share;
}

/** Where the last note may have to be written: a little after the last onset, not where a pedal lets go. */
function endDivOf(performance: Transcription, frame: MetricalFrame): number {
  let lastStart = 0;
  for (const instrument of performance.instruments) {
    for (const note of instrument.notes) {
      lastStart = Math.max(lastStart, divAtSec(frame.tempoMap, note.startSec));
    }
  }
  return lastStart + DIVS_PER_QUARTER / 8;
}

/** Spelling hears all pitched parts together. */
function spellAll(
  performance: Transcription,
  frame: MetricalFrame,
  bars: readonly Bar[],
): number[][] {
  const fifths = performance.instruments.map((each) =>
    new Array<number>(each.notes.length).fill(0),
  );
  const all = performance.instruments
    .flatMap((each, part) =>
      each.isDrum ? [] : each.notes.map((note, index) => ({ note, part, index })),
    )
    .sort((a, b) => compareNotes(a.note, b.note));
  const local = localKeys(performance);
  let bar = 0;
  let stretch = 0;
  const sounding = all.map(({ note }) => {
    const div = divAtSec(frame.tempoMap, note.startSec);
    while ((bars[bar + 1]?.startDiv ?? Infinity) <= div) bar += 1;
    while ((local[stretch + 1]?.startSec ?? Infinity) <= note.startSec) stretch += 1;
    const printed = bars[bar]?.key ?? { fifths: 0, mode: 'major' as const };
    const key = near(local[stretch]?.key ?? printed, printed);
    return { pitch: note.pitch, sec: note.startSec, key };
  });
  const spelled = spellNotes(sounding);
  all.forEach(({ part, index }, at) => {
    const row = fifths[part];
    if (row !== undefined) row[index] = spelled[at] ?? 0;
  });
  return fifths;
}

/** The enharmonic name of a key that is nearer to the printed one, if it has seven accidentals at most. */
function near(key: KeySignature, printed: KeySignature): KeySignature {
  const other = key.fifths > 0 ? key.fifths - 12 : key.fifths + 12;
  const isNearer = Math.abs(other - printed.fifths) < Math.abs(key.fifths - printed.fifths);
  return isNearer && Math.abs(other) <= 7 ? { ...key, fifths: other } : key;
}
