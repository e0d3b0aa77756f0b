import type { ColumnNote } from '../../protocol/hearing-messages.ts';
import { clockText } from '../clock-text.ts';
import type { RollColours } from './roll-colours.ts';
import { drumY, DRUMS_TOP, LINE_HEIGHT, pitchY, RULED, type RollLine } from './roll-lines.ts';

/** Room left of a line for the names of its rules, and above it for the clock; CSS pixels. */
export const GUTTER = 30;
export const HEADROOM = 16;

const NOTE_HEIGHT = 3;
const DRUM_HEIGHT = 4;
const LEAST_WIDTH = 1.5;
/** Between a note and the next of its pitch. */
const GAP = 0.75;
/** Faintest shade, of a note the engine hardly believes in. */
const LEAST_SHADE = 0.3;
const CLOCK_EVERY_SEC = 5;

/** All there is to paint on one line. */
export interface LinePicture {
  readonly line: RollLine;
  readonly notes: readonly ColumnNote[];
  readonly heardToSec: number;
  readonly durationSec: number;
  readonly isDrum: (part: number) => boolean;
}

/** Paints a line anew. @param width of the lane, CSS pixels */
export function paintLine(
  canvas: HTMLCanvasElement,
  width: number,
  { line, notes, heardToSec, durationSec, isDrum }: LinePicture,
  colours: RollColours,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const dots = window.devicePixelRatio;
  canvas.width = Math.round((GUTTER + width) * dots);
  canvas.height = Math.round((HEADROOM + LINE_HEIGHT) * dots);
  context.setTransform(dots, 0, 0, dots, GUTTER * dots, HEADROOM * dots);
  const pxPerSec = width / (line.endSec - line.startSec);
  const x = (sec: number): number => Math.min(width, Math.max(0, (sec - line.startSec) * pxPerSec));
  const end = x(durationSec);

  context.fillStyle = colours.lane;
  context.fillRect(0, 0, x(Math.min(heardToSec, durationSec)), LINE_HEIGHT);
  context.font = `10px ${getComputedStyle(canvas).fontFamily}`;
  context.fillStyle = colours.text;
  rule(context, colours, end);
  for (let sec = line.startSec; sec < Math.min(line.endSec, durationSec); sec += CLOCK_EVERY_SEC) {
    context.fillText(clockText(sec), x(sec), -5);
  }

  for (const note of notes) {
    const isStroke = isDrum(note.part);
    const height = isStroke ? DRUM_HEIGHT : NOTE_HEIGHT;
    const middle = isStroke ? drumY(note.pitch) : pitchY(note.pitch);
    const left = x(note.startSec) + (note.isContinued ? 0 : GAP);
    const right = isStroke ? left + DRUM_HEIGHT / 2 : x(note.endSec);
    const box = [left, middle - height / 2, Math.max(right - left, LEAST_WIDTH), height] as const;
    context.fillStyle = colours.part(note.part);
    context.globalAlpha = LEAST_SHADE + (1 - LEAST_SHADE) * note.confidence;
    context.fillRect(...box);
    context.globalAlpha = 1;
    if (colours.outline === undefined) continue;
    context.strokeStyle = colours.outline;
    context.lineWidth = 0.5;
    context.strokeRect(...box);
  }
  if (heardToSec > line.startSec && heardToSec <= line.endSec && heardToSec < durationSec) {
    context.fillStyle = colours.head;
    context.fillRect(x(heardToSec) - 1, 0, 2, LINE_HEIGHT);
  }
}

/** The frame of the lane, and the octaves, each C with its name. */
function rule(context: CanvasRenderingContext2D, { rule: ink }: RollColours, end: number): void {
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  const octaves = RULED.map((pitch) => ({ pitch, y: Math.round(pitchY(pitch)) + 0.5 }));
  for (const { pitch, y } of [...octaves, { pitch: 0, y: DRUMS_TOP + 0.5 }]) {
    context.globalAlpha = 0.14;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(end, y);
    context.stroke();
    context.globalAlpha = 1;
    if ((pitch / 12) % 2 === 1) context.fillText(`C${pitch / 12 - 1}`, 4 - GUTTER, y);
  }
  context.globalAlpha = 0.3;
  context.strokeRect(0.5, 0.5, Math.max(0, end - 1), LINE_HEIGHT - 1);
  context.globalAlpha = 1;
  context.textBaseline = 'alphabetic';
}
