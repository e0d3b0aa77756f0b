import { StemstaveError } from '../../errors.ts';
import type { Part, Score, Staff, Voice } from '../../score/model.ts';
import { DIVS_PER_WHOLE } from '../../score/time.ts';
import { writtenKey } from '../../score/transposition/written-key.ts';
import { barText, endsPartlyTied } from './bar.ts';
import { clefText, keyText, tempoText, timeText } from './fields.ts';
import { PitchWriter } from './pitches.ts';
import { fieldText, quoted, silenceText, UNIT_DIVS } from './text.ts';
import { tuningText } from '../../transcription/tuning.ts';

/** Bars of each voice on a line of text. */
const BARS_PER_LINE = 4;

/** One `V:`: a voice of a staff through the whole piece, silent where the staff has none. */
interface Stream {
  readonly id: string;
  readonly part: Part;
  readonly staff: Staff;
  readonly staffIndex: number;
  readonly voiceIndex: number;
}

/**
 * A score as ABC 2.1 (the standard of December 2011), for tools that read tunes as text. Octave lines
 * are not written: the notes under them stand where they sound.
 * @throws {StemstaveError} `no-notes` for a score without parts
 */
export function writeAbc(score: Score): string {
  const streams = score.parts.flatMap((part) => streamsOf(part));
  const first = score.bars[0];
  if (streams.length === 0 || first === undefined) {
    throw new StemstaveError('no-notes', 'There are no notes in this file to be exported.');
  }
  const opening = score.tempoMarks.find(({ barIndex, offsetDivs }) => barIndex + offsetDivs === 0);
  const header = [
    '%abc-2.1',
    'X:1',
    `T:${fieldText(score.title)}`,
    ...(score.tuningHz === undefined ? [] : [`N:${tuningText(score.tuningHz)}`]),
    `M:${timeText(first.time)}`,
    `L:1/${DIVS_PER_WHOLE / UNIT_DIVS}`,
    ...(opening === undefined ? [] : [`Q:${tempoText(opening)}`]),
    `%%score ${score.parts.map((part) => groupText(part)).join(' ')}`,
    ...streams.map((stream) => voiceField(stream)),
    `K:${keyText(first.key)}`,
  ];
  const lines: string[] = [];
  const writers = streams.map(() => new PitchWriter());
  for (let from = 0, to = 0; from < score.bars.length; from = to) {
    to = Math.min(from + BARS_PER_LINE, score.bars.length);
    // Readers lose ties within chords where a line of text ends.
    while (to < score.bars.length && isPartlyTiedInto(streams, to)) to++;
    streams.forEach((stream, index) => {
      const bars = Array.from({ length: to - from }, (_, i) =>
        streamBar(score, stream, from + i, index === 0, writers[index] ?? new PitchWriter()),
      );
      const end = to === score.bars.length ? ' |]' : ' |';
      lines.push(`[V:${stream.id}] ${bars.join(' | ')}${end}`);
    });
  }
  return [...header, ...lines, ''].join('\n');
}

function isPartlyTiedInto(streams: readonly Stream[], bar: number): boolean {
  return streams.some(({ staff, voiceIndex }) => {
    const voice = staff.bars[bar - 1]?.voices[voiceIndex];
    return voice !== undefined && endsPartlyTied(voice);
  });
}

function streamsOf(part: Part): Stream[] {
  return part.staves.flatMap((staff, staffIndex) => {
    const count = Math.max(1, ...staff.bars.map(({ voices }) => voices.length));
    return Array.from({ length: count }, (_, voiceIndex) => ({
      id: voiceId(part, staffIndex, voiceIndex),
      part,
      staff,
      staffIndex,
      voiceIndex,
    }));
  });
}

function voiceId({ id }: Part, staffIndex: number, voiceIndex: number): string {
  return `${id}s${staffIndex + 1}v${voiceIndex + 1}`;
}

/** The voices of a staff in parentheses, the staves of a grand staff in braces. */
function groupText(part: Part): string {
  const staves = part.staves.map((_, staffIndex) => {
    const ids = streamsOf(part)
      .filter((stream) => stream.staffIndex === staffIndex)
      .map(({ id }) => id);
    return ids.length > 1 ? `(${ids.join(' ')})` : ids.join('');
  });
  return staves.length > 1 ? `{${staves.join(' ')}}` : staves.join('');
}

function voiceField({ id, part, staff, staffIndex, voiceIndex }: Stream): string {
  const clef = staff.bars[0]?.clef;
  const names =
    staffIndex === 0 && voiceIndex === 0
      ? [`name=${quoted(part.name)}`, `snm=${quoted(part.abbreviation)}`]
      : [];
  const transpose = part.octaveTransposition * 12 + (part.transposition?.chromatic ?? 0);
  return [
    `V:${id}`,
    ...(clef === undefined ? [] : [`clef=${clefText(clef)}`]),
    ...(transpose === 0 ? [] : [`transpose=${transpose}`]),
    ...names,
  ].join(' ');
}

/** What a stream has in a bar, after the changes that hold from it on. */
function streamBar(
  { bars, tempoMarks }: Score,
  { part, staff, voiceIndex }: Stream,
  index: number,
  hasTempo: boolean,
  pitches: PitchWriter,
): string {
  const bar = bars[index];
  const staffBar = staff.bars[index];
  if (bar === undefined || staffBar === undefined) return '';
  const before = bars[index - 1];
  const clefBefore = staff.bars[index - 1]?.clef;
  const changes: string[] = [];
  if (before !== undefined && timeText(before.time) !== timeText(bar.time)) {
    changes.push(`[M:${timeText(bar.time)}]`);
  }
  const key = writtenKey(bar.key, part.transposition);
  // The header has the key of the music; a transposing voice begins with its own.
  const known = before === undefined ? bar.key : writtenKey(before.key, part.transposition);
  if (keyText(known) !== keyText(key)) changes.push(`[K:${keyText(key)}]`);
  if (clefBefore !== undefined && clefText(clefBefore) !== clefText(staffBar.clef)) {
    changes.push(`[K:clef=${clefText(staffBar.clef)}]`);
  }
  pitches.startBar(key.fifths);
  const voice: Voice | undefined = staffBar.voices[voiceIndex];
  const music =
    voice === undefined
      ? silenceText('x', bar.lengthDivs)
      : barText(voice, {
          pitches,
          clef: staffBar.clef,
          isPercussion: part.isPercussion,
          tempoMarks: hasTempo
            ? // The one over the very first note stands in the header.
              tempoMarks.filter(
                (mark) => mark.barIndex === index && mark.barIndex + mark.offsetDivs > 0,
              )
            : [],
        });
  return [...changes, music].join(' ');
}
