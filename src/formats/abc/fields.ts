import type { Clef, TempoMark } from '../../score/model.ts';
import {
  valueDivs,
  DIVS_PER_WHOLE,
  type KeySignature,
  type TimeSignature,
} from '../../score/time.ts';
import { quoted } from './text.ts';

const TONICS = ['Cb', 'Gb', 'Db', 'Ab', 'Eb', 'Bb', 'F', 'C', 'G', 'D', 'A', 'E', 'B', 'F#', 'C#'];
const MAJOR_C = 7;
/** A minor key has the signature of the major one three fifths down. */
const MINOR_SHIFT = 3;
const MINOR_TONICS = [...TONICS, 'G#', 'D#', 'A#'];

/** "D", "Bm": the value of `K:`. */
export function keyText({ fifths, mode }: KeySignature): string {
  return mode === 'major'
    ? (TONICS[fifths + MAJOR_C] ?? 'C')
    : `${MINOR_TONICS[fifths + MAJOR_C + MINOR_SHIFT] ?? 'A'}m`;
}

/** The value of `M:`. */
export function timeText({ beats, beatType }: TimeSignature): string {
  return `${beats}/${beatType}`;
}

/** `"Slower" 1/4=96`: the value of `Q:`. */
export function tempoText({ text, swing, beat, perMinute }: TempoMark): string {
  const words = text === '' && swing ? 'Swing' : text;
  const divs = valueDivs(beat);
  const perWhole = DIVS_PER_WHOLE / divs;
  const length = Number.isInteger(perWhole) ? `1/${perWhole}` : fraction(divs);
  return `${words === '' ? '' : `${quoted(words)} `}${length}=${perMinute}`;
}

/** A dotted value: "3/8". */
function fraction(divs: number): string {
  for (let of = 2; of <= 512; of *= 2) {
    const count = (divs * of) / DIVS_PER_WHOLE;
    if (Number.isInteger(count)) return `${count}/${of}`;
  }
  return '1/4';
}

const CLEF_NAMES: Readonly<Record<Clef['sign'], (line: number) => string>> = {
  G: () => 'treble',
  F: (line) => (line === 3 ? 'bass3' : 'bass'),
  C: (line) => (line === 4 ? 'tenor' : 'alto'),
  percussion: () => 'perc',
};

/** "treble-8": the value of `clef=`. */
export function clefText({ sign, line, octaveChange }: Clef): string {
  const octave = { '-1': '-8', '0': '', '1': '+8' }[octaveChange];
  return CLEF_NAMES[sign](line) + octave;
}
