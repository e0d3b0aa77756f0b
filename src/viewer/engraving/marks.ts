import type { Ottava, TempoMark } from '../../score/model.ts';
import type { NoteType } from '../../score/time.ts';
import { MUSIC_FONT, TEXT_FONT, textWidth } from './fonts.ts';
import type { SystemContext } from './system-context.ts';

const TEMPO_SIZE = 23;
const METRONOME_SCALE = 0.75;
const METRONOME_DOT = '\uECB7';
const METRONOME_NOTE: Readonly<Record<NoteType, string>> = {
  0.5: '\uECA0',
  1: '\uECA2',
  2: '\uECA3',
  4: '\uECA5',
  8: '\uECA7',
  16: '\uECA9',
  32: '\uECAB',
  64: '\uECAD',
  128: '\uECAF',
};

interface TempoPiece {
  readonly kind: 'words' | 'note';
  readonly text: string;
  readonly isBold: boolean;
  /** From the start of the mark. */
  readonly x: number;
}

/** A tempo mark: words, and a note value with its beats per minute. @param y baseline */
export function drawTempo(context: SystemContext, mark: TempoMark, x: number, y: number): void {
  for (const piece of layTempo(mark).pieces) {
    if (piece.kind === 'note') context.glyph(piece.text, x + piece.x, y, METRONOME_SCALE);
    else context.words(piece.text, x + piece.x, y, TEMPO_SIZE, { bold: piece.isBold });
  }
}

export function tempoWidth(mark: TempoMark): number {
  return layTempo(mark).width;
}

function layTempo(mark: TempoMark): { readonly pieces: TempoPiece[]; readonly width: number } {
  const pieces: TempoPiece[] = [];
  let x = 0;
  const words = mark.text === '' && mark.swing ? 'Swing' : mark.text;
  if (words !== '') {
    pieces.push({ kind: 'words', text: words, isBold: true, x });
    x += textWidth(words, TEMPO_SIZE, TEXT_FONT, 'bold') + 8;
  }
  if (mark.perMinute > 0) {
    const note = METRONOME_NOTE[mark.beat.type] + METRONOME_DOT.repeat(mark.beat.dots);
    pieces.push({ kind: 'note', text: note, isBold: false, x });
    x += textWidth(note, 40, MUSIC_FONT) * METRONOME_SCALE + 6;
    const perMinute = `= ${Math.round(mark.perMinute * 10) / 10}`;
    pieces.push({ kind: 'words', text: perMinute, isBold: false, x });
    x += textWidth(perMinute, TEMPO_SIZE, TEXT_FONT);
  }
  return { pieces, width: x };
}

const OTTAVA_SIGN: Readonly<Record<Ottava['octaves'], string>> = {
  1: '\uE511',
  2: '\uE515',
  [-1]: '\uE51C',
  [-2]: '\uE51D',
};

const OTTAVA_PARENTHESES = ['\uE51A', '\uE51B'] as const;
const OTTAVA_SCALE = 0.8;

/** Where an ottava bracket stands on a line of music. */
interface OttavaPlace {
  readonly from: number;
  readonly to: number;
  /** Of its dashed line. */
  readonly y: number;
  /** It began on an earlier line. */
  readonly goesOn: boolean;
  /** It ends here, with a hook that points to the staff. */
  readonly ends: boolean;
}

export function drawOttava(
  context: SystemContext,
  octaves: Ottava['octaves'],
  { from, to, y, goesOn, ends }: OttavaPlace,
): void {
  const [open, close] = OTTAVA_PARENTHESES;
  const sign = goesOn ? open + OTTAVA_SIGN[octaves] + close : OTTAVA_SIGN[octaves];
  const down = octaves > 0;
  context.glyph(sign, from, down ? y + 10 : y, OTTAVA_SCALE);
  const line = from + textWidth(sign, 40, MUSIC_FONT) * OTTAVA_SCALE + 4;
  if (to <= line) return;
  context.save();
  context.setLineDash([5, 4]);
  context.line(line, y, to, y, 1.2);
  context.restore();
  if (ends) context.line(to, y, to, y + (down ? 9 : -9), 1.2);
}

/** Stands for a bar that could not be drawn. */
export function drawPlaceholder(
  context: SystemContext,
  x1: number,
  x2: number,
  bottomY: number,
): void {
  context.save();
  context.setLineDash([4, 4]);
  for (const y of [bottomY - 35, bottomY - 5]) context.line(x1 + 6, y, x2 - 6, y, 1);
  context.restore();
  context.words('?', (x1 + x2) / 2, bottomY - 13, 20, { anchor: 'middle' });
}
