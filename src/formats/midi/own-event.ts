import type { Correction } from '../../score/corrections.ts';
import type { Clef } from '../../score/model.ts';
import type { KeySignature, TimeSignature } from '../../score/time.ts';
import { isTuning } from '../../transcription/tuning.ts';
import type { MidiDocument, Provenance } from './document.ts';

/** What no standard event can say; kept in one sequencer-specific event of the first track. */
export interface OwnData {
  /** `undefined` when the document has no frame and the tempo in the file means nothing. */
  readonly firstBarDiv: number | undefined;
  readonly corrections: readonly Correction[];
  readonly provenance: Provenance | undefined;
  /** `packConfidences`. */
  readonly confidences: readonly string[] | undefined;
  /** Of the recording; its sound is not in the file, so that the notes are to be played at 440 Hz. */
  readonly tuningHz: number | undefined;
}

/** Manufacturer id of the MIDI Association for everything not registered, then our name. */
const PREFIX = [0x7d, ...new TextEncoder().encode('Stemstave ')];
const VERSION = 1;
const MAX_CORRECTIONS = 10_000;

/** The bytes of the sequencer-specific event. @param confidences of `packConfidences` */
export function writeOwnData(
  { frame, corrections, provenance, performance: { tuningHz } }: MidiDocument,
  confidences: readonly string[] | undefined,
): Uint8Array {
  const json = JSON.stringify({
    version: VERSION,
    ...(frame === undefined ? {} : { firstBarDiv: frame.firstBarDiv }),
    corrections,
    ...(provenance === undefined ? {} : { provenance }),
    ...(confidences === undefined ? {} : { confidences }),
    ...(tuningHz === undefined ? {} : { tuningHz }),
  });
  return Uint8Array.from([...PREFIX, ...new TextEncoder().encode(json)]);
}

/**
 * Reads the event back. Nothing in it is believed unchecked: the file may come from anybody.
 * @returns `undefined` if these bytes are not ours, or of a version that we do not know
 */
export function readOwnData(bytes: Uint8Array): OwnData | undefined {
  if (!PREFIX.every((byte, i) => bytes[i] === byte)) return undefined;
  const data = parse(new TextDecoder().decode(bytes.subarray(PREFIX.length)));
  if (data['version'] !== VERSION) return undefined;
  const firstBarDiv = data['firstBarDiv'];
  const corrections = Array.isArray(data['corrections']) ? data['corrections'] : [];
  return {
    firstBarDiv: Number.isSafeInteger(firstBarDiv) ? Math.max(0, Number(firstBarDiv)) : undefined,
    corrections: corrections
      .slice(0, MAX_CORRECTIONS)
      .map(readCorrection)
      .filter((correction) => correction !== undefined),
    provenance: readProvenance(data['provenance']),
    confidences: readConfidences(data['confidences']),
    tuningHz: isTuning(data['tuningHz']) ? data['tuningHz'] : undefined,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(json: string): Fields {
  try {
    return fieldsOf(JSON.parse(json));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function readConfidences(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value
    : undefined;
}

function readProvenance(value: unknown): Provenance | undefined {
  const { engine, sourceName, sourceSha256, taskIds } = fieldsOf(value);
  if (
    typeof engine !== 'string' ||
    typeof sourceName !== 'string' ||
    typeof sourceSha256 !== 'string'
  ) {
    return undefined;
  }
  const ids = Object.entries(fieldsOf(taskIds)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { engine, sourceName, sourceSha256, taskIds: Object.fromEntries(ids) };
}

function readCorrection(value: unknown): Correction | undefined {
  const fields = fieldsOf(value);
  switch (fields['kind']) {
    case 'scale-tempo': {
      const { factor } = fields;
      return factor === 0.5 || factor === 2 ? { kind: 'scale-tempo', factor } : undefined;
    }
    case 'first-downbeat': {
      const { sec } = fields;
      return isNumber(sec, 0, 1e6) ? { kind: 'first-downbeat', sec } : undefined;
    }
    case 'time-signature': {
      const time = readTime(fields['time']);
      return time && { kind: 'time-signature', time };
    }
    case 'key': {
      const key = readKey(fields['key']);
      return key && { kind: 'key', key };
    }
    case 'clef': {
      const { instrumentIndex, staff } = fields;
      const clef = readClef(fields['clef']);
      if (clef === undefined || !isWhole(instrumentIndex, 0, 1e4) || !isWhole(staff, 0, 9)) {
        return undefined;
      }
      return { kind: 'clef', instrumentIndex, staff, clef };
    }
    case 'grid': {
      const finest = ([4, 8, 16, 32] as const).find((known) => known === fields['finest']);
      const { tuplets } = fields;
      if (finest === undefined || typeof tuplets !== 'boolean') return undefined;
      return { kind: 'grid', finest, tuplets };
    }
    case 'swing': {
      const { swing } = fields;
      return typeof swing === 'boolean' ? { kind: 'swing', swing } : undefined;
    }
    case 'staff-split': {
      const { instrumentIndex, pitch } = fields;
      if (!isWhole(instrumentIndex, 0, 1e4)) return undefined;
      if (pitch !== null && !isWhole(pitch, 0, 128)) return undefined;
      return { kind: 'staff-split', instrumentIndex, pitch };
    }
    case 'octave': {
      const { instrumentIndex } = fields;
      const octaves = ([-2, -1, 0, 1, 2] as const).find((known) => known === fields['octaves']);
      if (!isWhole(instrumentIndex, 0, 1e4) || octaves === undefined) return undefined;
      return { kind: 'octave', instrumentIndex, octaves };
    }
    default:
      return undefined;
  }
}

function readTime(value: unknown): TimeSignature | undefined {
  const { beats, beatType } = fieldsOf(value);
  const type = ([1, 2, 4, 8, 16, 32] as const).find((known) => known === beatType);
  return isWhole(beats, 1, 255) && type !== undefined ? { beats, beatType: type } : undefined;
}

function readKey(value: unknown): KeySignature | undefined {
  const { fifths, mode } = fieldsOf(value);
  if (!isWhole(fifths, -7, 7) || (mode !== 'major' && mode !== 'minor')) return undefined;
  return { fifths, mode };
}

function readClef(value: unknown): Clef | undefined {
  const fields = fieldsOf(value);
  const { line } = fields;
  const sign = (['G', 'F', 'C', 'percussion'] as const).find((known) => known === fields['sign']);
  const octaveChange = ([-1, 0, 1] as const).find((known) => known === fields['octaveChange']);
  if (sign === undefined || octaveChange === undefined || !isWhole(line, 1, 5)) return undefined;
  return { sign, line, octaveChange };
}

function isNumber(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return isNumber(value, low, high) && Number.isInteger(value);
}
