import type { Step, Transposition } from '../model.ts';

/** What a part is played on, as far as it is known. */
interface Sound {
  readonly name: string;
  /** General MIDI program 0–127. */
  readonly program: number;
  readonly isPercussion: boolean;
}

/** The key an instrument is built in: what sounds when it reads a C. */
interface Pitch {
  readonly step: Step;
  readonly alter: -1 | 0 | 1;
}

interface Family {
  /** What parts of this family are called. */
  readonly words: RegExp;
  /** General MIDI programs of it. */
  readonly programs: readonly number[];
  /** The usual key. */
  readonly pitch: Pitch;
  /** Octaves from that pitch at or above C to what sounds; `nearest`: at most a fifth below or a fourth above. */
  readonly octaves: number | 'nearest';
  /** Players use it in several keys and name them: "in A". */
  readonly hasKeys: boolean;
}

const C: Pitch = { step: 'C', alter: 0 };
const B_FLAT: Pitch = { step: 'B', alter: -1 };
const E_FLAT: Pitch = { step: 'E', alter: -1 };
const F: Pitch = { step: 'F', alter: 0 };
const G: Pitch = { step: 'G', alter: 0 };

function family(
  words: RegExp,
  pitch: Pitch,
  octaves: Family['octaves'],
  programs: readonly number[] = [],
): Family {
  return { words, programs, pitch, octaves, hasKeys: octaves === 'nearest' };
}

/**
 * The transposing instruments of orchestra and band (after Adler, "The Study of Orchestration", 2002,
 * and Gould, "Behind Bars", 2011), the more special name first.
 */
const FAMILIES: readonly Family[] = [
  family(/english horn|cor anglais/, F, -1, [69]),
  family(/basset horn/, F, -1),
  family(/contra ?bass clarinet/, B_FLAT, -3),
  family(/contra ?alto clarinet/, E_FLAT, -2),
  family(/bass clarinet/, B_FLAT, -2),
  family(/alto clarinet/, E_FLAT, -1),
  family(/clarinet|klarinette/, B_FLAT, 'nearest', [71]),
  family(/sopranino sax/, E_FLAT, 0),
  family(/soprano sax/, B_FLAT, -1, [64]),
  family(/tenor sax/, B_FLAT, -2, [66]),
  family(/bari(tone)? sax/, E_FLAT, -2, [67]),
  family(/bass sax/, B_FLAT, -3),
  family(/\bc[- ]melody/, C, -1),
  family(/alto sax/, E_FLAT, -1, [65]),
  family(/piccolo trumpet/, B_FLAT, 0),
  family(/bass trumpet/, B_FLAT, -2),
  family(/flugel ?horn|flügelhorn/, B_FLAT, -1),
  family(/cornet|kornett/, B_FLAT, 'nearest'),
  family(/trumpet|trompete/, B_FLAT, 'nearest', [56, 59]),
  family(/(tenor|alto|peck) horn/, E_FLAT, -1),
  family(/mellophone/, F, -1),
  {
    ...family(/(french|double) horn|\bhorns? (\d|[iv]+\b|in )|^horn$/, F, -1, [60]),
    hasKeys: true,
  },
  family(/alto flute/, G, -1),
];

/** Programs whose parts may be called like a wind instrument: the winds, and those that nobody set. */
function maySound(program: number): boolean {
  return program === 0 || (program >= 56 && program <= 79);
}

const SEMITONES: Readonly<Record<Step, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const STEPS: readonly Step[] = ['C', 'D', 'E', 'F', 'G', 'A', 'B'];
/** A trumpet in F sounds higher than it reads, one in A lower. */
const HIGHEST_ABOVE = 5;

/**
 * How a part's instrument transposes: its name decides ("Clarinet in A"), then its General MIDI sound.
 * Octaves alone (guitar, double bass) are no transposition: they are written so in every score.
 * @returns `undefined` for instruments that read what sounds
 */
export function transpositionOf({ name, program, isPercussion }: Sound): Transposition | undefined {
  if (isPercussion) return undefined;
  const words = name.toLowerCase();
  const found =
    // A synthesiser called "French Horn Pad" has no player who transposes.
    FAMILIES.find((each) => maySound(program) && each.words.test(words)) ??
    FAMILIES.find((each) => each.programs.includes(program));
  if (found === undefined) return undefined;
  const { step, alter } = (found.hasKeys ? keyNamed(name) : undefined) ?? found.pitch;
  const up = SEMITONES[step] + alter;
  const octaves = found.octaves === 'nearest' ? (up > HIGHEST_ABOVE ? -1 : 0) : found.octaves;
  const chromatic = up + 12 * octaves;
  return chromatic === 0 ? undefined : { diatonic: STEPS.indexOf(step) + 7 * octaves, chromatic };
}

/** "B♭" of an instrument that sounds a B flat (of any octave) where it reads a C. */
export function pitchName({ diatonic, chromatic }: Transposition): string {
  const step = STEPS[((diatonic % 7) + 7) % 7] ?? 'C';
  const alter = ((((chromatic - SEMITONES[step] + 6) % 12) + 12) % 12) - 6;
  return step + (alter < 0 ? '♭' : alter > 0 ? '♯' : '');
}

/** The key in a name: "in A", "in B flat", "B♭ Trumpet", "Eb Clarinet". */
export function keyNamed(name: string): Pitch | undefined {
  const after = /\bin ([A-G])(?:[ -]?(♭|b|flat|♯|#|sharp))?(?!\p{L})/u.exec(name);
  const before = /^([A-G])(?:[ -]?(♭|b|flat|♯|#|sharp))?[ -](?=\p{L}{3})/u.exec(name);
  const [, letter, sign] = after ?? before ?? [];
  const step = STEPS.find((each) => each === letter);
  if (step === undefined) return undefined;
  return { step, alter: sign === undefined ? 0 : /^(♭|b|flat)$/u.test(sign) ? -1 : 1 };
}
