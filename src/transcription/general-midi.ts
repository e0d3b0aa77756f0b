import { DRUM_KIT, INSTRUMENT_WORDS } from './instrument-words.ts';

/** One of the 16 General MIDI families, eight programs each, in order of program number. */
const FAMILIES: readonly string[] = [
  'Acoustic Grand Piano|Bright Acoustic Piano|Electric Grand Piano|Honky-tonk Piano|Electric Piano 1|Electric Piano 2|Harpsichord|Clavinet',
  'Celesta|Glockenspiel|Music Box|Vibraphone|Marimba|Xylophone|Tubular Bells|Dulcimer',
  'Drawbar Organ|Percussive Organ|Rock Organ|Church Organ|Reed Organ|Accordion|Harmonica|Bandoneon',
  'Acoustic Guitar (nylon)|Acoustic Guitar (steel)|Electric Guitar (jazz)|Electric Guitar (clean)|Electric Guitar (muted)|Overdriven Guitar|Distortion Guitar|Guitar Harmonics',
  'Acoustic Bass|Electric Bass (finger)|Electric Bass (pick)|Fretless Bass|Slap Bass 1|Slap Bass 2|Synth Bass 1|Synth Bass 2',
  'Violin|Viola|Cello|Contrabass|Tremolo Strings|Pizzicato Strings|Orchestral Harp|Timpani',
  'String Ensemble 1|String Ensemble 2|Synth Strings 1|Synth Strings 2|Choir Aahs|Voice Oohs|Synth Voice|Orchestra Hit',
  'Trumpet|Trombone|Tuba|Muted Trumpet|French Horn|Brass Section|Synth Brass 1|Synth Brass 2',
  'Soprano Sax|Alto Sax|Tenor Sax|Baritone Sax|Oboe|English Horn|Bassoon|Clarinet',
  'Piccolo|Flute|Recorder|Pan Flute|Blown Bottle|Shakuhachi|Whistle|Ocarina',
  'Lead 1 (square)|Lead 2 (sawtooth)|Lead 3 (calliope)|Lead 4 (chiff)|Lead 5 (charang)|Lead 6 (voice)|Lead 7 (fifths)|Lead 8 (bass + lead)',
  'Pad 1 (new age)|Pad 2 (warm)|Pad 3 (polysynth)|Pad 4 (choir)|Pad 5 (bowed)|Pad 6 (metallic)|Pad 7 (halo)|Pad 8 (sweep)',
  'FX 1 (rain)|FX 2 (soundtrack)|FX 3 (crystal)|FX 4 (atmosphere)|FX 5 (brightness)|FX 6 (goblins)|FX 7 (echoes)|FX 8 (sci-fi)',
  'Sitar|Banjo|Shamisen|Koto|Kalimba|Bagpipe|Fiddle|Shanai',
  'Tinkle Bell|Agogo|Steel Drums|Woodblock|Taiko Drum|Melodic Tom|Synth Drum|Reverse Cymbal',
  'Guitar Fret Noise|Breath Noise|Seashore|Bird Tweet|Telephone Ring|Helicopter|Applause|Gunshot',
];

/** The 128 sounds of General MIDI level 1, by program number (0-based). */
export const GENERAL_MIDI_PROGRAMS: readonly string[] = FAMILIES.flatMap((family) =>
  family.split('|'),
);

/** How an instrument sounds: its program, or that it is a drum kit (the program then means nothing). */
export interface GeneralMidiSound {
  /** 0–127. */
  readonly program: number;
  readonly isDrum: boolean;
}

const PROGRAM_BY_NAME: ReadonlyMap<string, number> = new Map(
  GENERAL_MIDI_PROGRAMS.map((name, program) => [normal(name), program]),
);

/** Spellings of single programs that other tables use. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['synth choir', 'Synth Voice'],
  ['tango accordion', 'Bandoneon'],
  ['skakuhachi', 'Shakuhachi'],
  ['shehnai', 'Shanai'],
  ['synthstrings 1', 'Synth Strings 1'],
  ['synthstrings 2', 'Synth Strings 2'],
  ['synthbrass 1', 'Synth Brass 1'],
  ['synthbrass 2', 'Synth Brass 2'],
  ['bag pipe', 'Bagpipe'],
]);

/** Lower case, with single spaces for underscores and runs of blanks. */
function normal(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .trim();
}

/**
 * The General MIDI sound an instrument or stem name asks for: an exact General MIDI name, or a name
 * with a telling word in it ("Lead Vocal", "Rhythm Electric Guitar", "Drum Kit"), in any case.
 * @returns `undefined` when the name says nothing
 */
export function generalMidiSound(name: string): GeneralMidiSound | undefined {
  const wanted = normal(name);
  const exact = programNamed(wanted) ?? programNamed(wanted.replace(/ \(?\d+\)?$/, ''));
  if (exact !== undefined) return { program: exact, isDrum: false };
  const row = INSTRUMENT_WORDS.find(([pattern]) => pattern.test(wanted));
  if (row === undefined) return undefined;
  const [, sound] = row;
  return sound === DRUM_KIT
    ? { program: 0, isDrum: true }
    : { program: PROGRAM_BY_NAME.get(normal(sound)) ?? 0, isDrum: false };
}

function programNamed(wanted: string): number | undefined {
  return PROGRAM_BY_NAME.get(normal(ALIASES.get(wanted) ?? wanted));
}

/** General MIDI name of a program, 0–127. */
export function programName(program: number): string {
  return GENERAL_MIDI_PROGRAMS[program] ?? 'Acoustic Grand Piano';
}

/** First key of the General MIDI level 2 drum map (General MIDI 1 begins at 35). */
const FIRST_DRUM_KEY = 27;

const DRUM_KEY_NAMES: readonly string[] =
  'High Q|Slap|Scratch Push|Scratch Pull|Sticks|Square Click|Metronome Click|Metronome Bell|Acoustic Bass Drum|Bass Drum 1|Side Stick|Acoustic Snare|Hand Clap|Electric Snare|Low Floor Tom|Closed Hi-Hat|High Floor Tom|Pedal Hi-Hat|Low Tom|Open Hi-Hat|Low-Mid Tom|Hi-Mid Tom|Crash Cymbal 1|High Tom|Ride Cymbal 1|Chinese Cymbal|Ride Bell|Tambourine|Splash Cymbal|Cowbell|Crash Cymbal 2|Vibraslap|Ride Cymbal 2|High Bongo|Low Bongo|Mute High Conga|Open High Conga|Low Conga|High Timbale|Low Timbale|High Agogo|Low Agogo|Cabasa|Maracas|Short Whistle|Long Whistle|Short Guiro|Long Guiro|Claves|High Woodblock|Low Woodblock|Mute Cuica|Open Cuica|Mute Triangle|Open Triangle|Shaker|Jingle Bell|Bell Tree|Castanets|Mute Surdo|Open Surdo'.split(
    '|',
  );

/** What a drum kit plays on a key: "Acoustic Snare" for 38; "Drum 12" for keys no map names. */
export function drumKeyName(pitch: number): string {
  return DRUM_KEY_NAMES[pitch - FIRST_DRUM_KEY] ?? `Drum ${pitch}`;
}
