/** One note of a MusicXML file, as far as two programs must agree about it. */
export interface WrittenNote {
  readonly part: number;
  /** Index of the bar, from 0. */
  readonly bar: number;
  readonly staff: string;
  readonly voice: string;
  /** "C#4"; for percussion the place on the staff, "x:C5". */
  readonly pitch: string;
  /** "quarter", with a dot for each dot; "grace" notes begin with "g:". */
  readonly value: string;
}

/**
 * The notes of a MusicXML file without its rests. Reads the regular text that programs write, which
 * is all a test meets; it is no XML parser.
 */
export function notesOfMusicXml(xml: string): readonly WrittenNote[] {
  return blocks(xml, 'part').flatMap((part, partIndex) =>
    blocks(part, 'measure').flatMap((measure, bar) =>
      blocks(measure, 'note')
        .filter((note) => !/<rest\b/.test(note))
        .map((note) => ({
          part: partIndex,
          bar,
          staff: text(note, 'staff') ?? '1',
          voice: text(note, 'voice') ?? '1',
          pitch: pitchOf(note),
          value: `${note.includes('<grace') ? 'g:' : ''}${text(note, 'type') ?? ''}${'.'.repeat(note.split('<dot').length - 1)}`,
        })),
    ),
  );
}

/** How many bars each part has. */
export function barCounts(xml: string): readonly number[] {
  return blocks(xml, 'part').map((part) => blocks(part, 'measure').length);
}

function pitchOf(note: string): string {
  const display = text(note, 'display-step');
  if (display !== undefined) return `x:${display}${text(note, 'display-octave') ?? ''}`;
  const alter = Number(text(note, 'alter') ?? '0');
  const sign = (alter < 0 ? 'b' : '#').repeat(Math.abs(alter));
  return `${text(note, 'step') ?? ''}${sign}${text(note, 'octave') ?? ''}`;
}

function blocks(xml: string, tag: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([\\s\\S]*?)</${tag}>`, 'g'))].map(
    (match) => match[1] ?? '',
  );
}

function text(xml: string, tag: string): string | undefined {
  return new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`).exec(xml)?.[1];
}
