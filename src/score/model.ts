import type { TempoMap } from './frame.ts';
import type { KeySignature, NoteType, NoteValue, TimeSignature } from './time.ts';

/**
 * The Score: everything a reader sees, nothing about where on the paper. Immutable, plain data, so
 * it can be posted to a webview or a worker and compared in tests.
 */
export interface Score {
  readonly title: string;
  /** Frequency of A4 in Hz, where the recording is not tuned to 440. */
  readonly tuningHz?: number;
  /** One per printed bar; every staff has exactly as many `StaffBar`s. */
  readonly bars: readonly Bar[];
  readonly tempoMap: TempoMap;
  /** Printed tempo marks, in order; the first stands over the first bar. */
  readonly tempoMarks: readonly TempoMark[];
  readonly parts: readonly Part[];
}

export interface Bar {
  /** Printed number: 0 for an anacrusis, 1 for the first whole bar. */
  readonly number: number;
  /** Position of its barline (or, for an anacrusis, of its first beat) in the frame, in divs. */
  readonly startDiv: number;
  /** Real length in divs; shorter than the metre says in an anacrusis. */
  readonly lengthDivs: number;
  readonly time: TimeSignature;
  readonly key: KeySignature;
}

export interface TempoMark {
  /** Index into `Score.bars`. */
  readonly barIndex: number;
  /** Offset from the bar's start, in divs. */
  readonly offsetDivs: number;
  readonly beat: NoteValue;
  /** `beat`s per minute, as printed. */
  readonly perMinute: number;
  /** Words before the mark: "Swing", "rit."; empty for none. */
  readonly text: string;
  /** Eighths are written straight and played long–short. */
  readonly swing: boolean;
}

export interface Part {
  /** Unique within the score, stable between two inferences of the same performance: "P1". */
  readonly id: string;
  readonly name: string;
  /** Short name for all systems but the first. */
  readonly abbreviation: string;
  /** General MIDI program 0–127. */
  readonly program: number;
  readonly isPercussion: boolean;
  /** Index of the instrument in the Transcription this part was written from. */
  readonly instrumentIndex: number;
  /**
   * Octaves from the written to the sounding pitch where the *instrument* transposes under a plain
   * clef (−1 for guitar and bass); octave clefs say it themselves and leave this 0.
   */
  readonly octaveTransposition: number;
  /**
   * Where the score is written for its players and this instrument transposes; else `undefined`.
   * Octaves that are written in every score are `octaveTransposition`'s.
   */
  readonly transposition: Transposition | undefined;
  /**
   * Where a tablature staff stands under the others: sounding MIDI pitches of the open strings, from
   * the lowest. Its notes then say where they are fingered.
   */
  readonly openStrings?: readonly number[];
  /** One staff, or two for a grand staff (upper first); the tablature is not among them. */
  readonly staves: readonly Staff[];
}

/** Where a note is stopped on a fingerboard. */
export interface StringFret {
  /** 1 = the highest string, as tablature and MusicXML count. */
  readonly string: number;
  /**
   * 0 = open. A note the instrument does not have is shown on its nearest string by what would be
   * missing: below 0, or past the last fret.
   */
  readonly fret: number;
}

/** The interval from the written to the sounding pitch, as MusicXML has it: B flat clarinet −1, −2. */
export interface Transposition {
  /** Steps of the scale. */
  readonly diatonic: number;
  /** Semitones. */
  readonly chromatic: number;
}

export interface Staff {
  readonly bars: readonly StaffBar[];
  readonly ottavas: readonly Ottava[];
}

/** Written `octaves` away from where it sounds: `1` = 8va over the staff, `-1` = 8vb under it. */
export interface Ottava {
  readonly octaves: -2 | -1 | 1 | 2;
  /** First and last bar index and the offsets in divs within them; the end is exclusive. */
  readonly startBar: number;
  readonly startOffsetDivs: number;
  readonly endBar: number;
  readonly endOffsetDivs: number;
}

export type ClefSign = 'G' | 'F' | 'C' | 'percussion';

export interface Clef {
  readonly sign: ClefSign;
  /** Staff line the sign sits on, 1 = bottom line. */
  readonly line: number;
  /** −1 for a little 8 below the clef (sounds an octave lower), 1 above, 0 for none. */
  readonly octaveChange: -1 | 0 | 1;
}

export interface StaffBar {
  /** Clef in force at the barline. A change against the previous bar is printed before it. */
  readonly clef: Clef;
  /** One voice in the common case, at most two; voice 1 has its stems up where there are two. */
  readonly voices: readonly Voice[];
}

/** One rhythmic stream. Its elements fill the bar without gaps or overlaps, rests included. */
export interface Voice {
  readonly elements: readonly VoiceElement[];
  readonly beams: readonly Beam[];
  readonly tuplets: readonly Tuplet[];
  /** `auto`: each by its place on the staff. */
  readonly stems: 'auto' | 'up' | 'down';
}

export type VoiceElement = Chord | Rest;

interface Timed {
  /** From the start of the bar, in divs. */
  readonly offsetDivs: number;
  /** Real length in divs, tuplets counted in. */
  readonly durationDivs: number;
  /** What is printed. For a whole-bar rest, the whole rest whatever the metre. */
  readonly value: NoteValue;
}

export interface Rest extends Timed {
  readonly kind: 'rest';
  readonly isWholeBar: boolean;
  /** Takes time but is not printed: the silence of a second voice. */
  readonly isHidden: boolean;
}

export interface Chord extends Timed {
  readonly kind: 'chord';
  /** From low to high, at least one. */
  readonly notes: readonly ScoreNote[];
  /** Played before it, in order; each a small note without a share in the bar's time. */
  readonly graceNotes: readonly GraceNote[];
  readonly articulations: readonly Articulation[];
  /** Notes were spread from low to high. */
  readonly isArpeggiated: boolean;
  readonly trill?: Trill | undefined;
}

/** Written as the sign over a chord; how it was played is in the performance. */
export interface Trill {
  /** `ScoreNote.noteIndex` of the note that is trilled. */
  readonly noteIndex: number;
  /** The note above that it alternates with, as written. */
  readonly upper: Spelling;
  /** Whether the accidental of that note stands over the sign. */
  readonly hasAccidental: boolean;
}

export type Articulation = 'staccato' | 'tenuto' | 'accent';

export interface GraceNote {
  readonly notes: readonly ScoreNote[];
  readonly type: NoteType;
  /** Acciaccatura: printed with a slash. */
  readonly slash: boolean;
}

export type Step = 'C' | 'D' | 'E' | 'F' | 'G' | 'A' | 'B';

/** A spelled pitch as written (an octave above the sound for guitar and bass). Octave 4 starts at middle C. */
export interface Spelling {
  readonly step: Step;
  /** Semitones: −2 double flat … 2 double sharp. */
  readonly alter: -2 | -1 | 0 | 1 | 2;
  readonly octave: number;
}

/** What a reader must see beside the notehead; `courtesy` ones stand in parentheses. */
export interface PrintedAccidental {
  readonly courtesy: boolean;
}

export type Notehead = 'normal' | 'x' | 'circle-x' | 'diamond' | 'triangle' | 'slash';

export interface ScoreNote {
  /** Sounding MIDI pitch; for percussion, the General MIDI drum key. */
  readonly pitch: number;
  /** Written pitch; for percussion, the place on the staff as if under a treble clef. */
  readonly spelling: Spelling;
  /** Present when `spelling.alter` must be printed (0 = natural sign). */
  readonly accidental: PrintedAccidental | undefined;
  readonly notehead: Notehead;
  /** Tied from the note of the same pitch before it / to the one after it, across barlines too. */
  readonly tiedFromPrevious: boolean;
  readonly tiedToNext: boolean;
  /** Index into the notes of the part's Instrument: which heard note this writes. */
  readonly noteIndex: number;
  /** In parts with tablature; missing where no hand can hold the note beside the rest of its chord. */
  readonly stringFret?: StringFret;
}

/** Elements joined by a beam, by index into `Voice.elements`; at least two, in order. */
export interface Beam {
  readonly elements: readonly number[];
  /** Indices (into `elements`, ≥ 1) before which secondary beams are broken. */
  readonly secondaryBreaks: readonly number[];
}

/** `actual` notes in the time of `normal`, over the elements `first`…`last` (inclusive indices). */
export interface Tuplet {
  readonly actual: number;
  readonly normal: number;
  readonly type: NoteType;
  readonly first: number;
  readonly last: number;
  readonly bracket: boolean;
}
