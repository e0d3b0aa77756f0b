import type { Clicks } from './messages.ts';
import type { Span } from './transport.ts';

const ACCENT_HZ = 1760;
const BEAT_HZ = 1175;
/** Time in which a stroke falls to 1/e. */
const DECAY_SEC = 0.012;
const LENGTH_SEC = 0.06;
const LOUDNESS = 0.5;

/** Strokes at given times: those of the beats, and those of the count-in. */
export class Metronome {
  /** Whether the beats are heard; the count-in always is. */
  isOn = false;
  readonly #sampleRate: number;
  #clicks: Clicks = NO_CLICKS;
  /** The next beat; `undefined` where it must be looked for. */
  #next: number | undefined;
  #countIn: Clicks = NO_CLICKS;
  #countedFrames = 0;
  #strokeHz = 0;
  #strokeFrame = Infinity;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  load(clicks: Clicks): void {
    this.#clicks = clicks;
    this.#next = undefined;
  }

  /** @param clicks in real seconds from now */
  countIn(clicks: Clicks): void {
    this.#countIn = clicks;
    this.#countedFrames = 0;
  }

  /** Adds the strokes of a span to the output, from `offset` on; those of the count-in while `isWaiting`. */
  render(span: Span, output: Float32Array, offset: number, isWaiting: boolean): void {
    if (span.isJump) this.#next = undefined;
    const strokes = isWaiting ? this.#countedIn(span) : this.#beats(span);
    let done = 0;
    for (const { frame, hz } of strokes) {
      this.#ring(output, offset + done, frame - done);
      done = frame;
      this.#strokeHz = hz;
      this.#strokeFrame = 0;
    }
    this.#ring(output, offset + done, span.frames - done);
  }

  #beats({ fromSec, secPerFrame, frames }: Span): Stroke[] {
    const strokes: Stroke[] = [];
    if (secPerFrame === 0) return strokes;
    let next = this.#next ?? firstFrom(this.#clicks, fromSec - 1e-4);
    for (; next < this.#clicks.secs.length; next++) {
      const frame = Math.round(((this.#clicks.secs[next] ?? 0) - fromSec) / secPerFrame);
      if (frame >= frames) break;
      if (this.isOn) strokes.push({ frame: Math.max(0, frame), hz: this.#hz(this.#clicks, next) });
    }
    this.#next = next;
    return strokes;
  }

  #countedIn({ frames }: Span): Stroke[] {
    const strokes: Stroke[] = [];
    this.#countIn.secs.forEach((sec, i) => {
      const frame = Math.round(sec * this.#sampleRate) - this.#countedFrames;
      if (frame >= 0 && frame < frames) strokes.push({ frame, hz: this.#hz(this.#countIn, i) });
    });
    this.#countedFrames += frames;
    return strokes;
  }

  #hz(clicks: Clicks, index: number): number {
    return clicks.accents[index] === 1 ? ACCENT_HZ : BEAT_HZ;
  }

  #ring(output: Float32Array, offset: number, frames: number): void {
    for (let i = 0; i < frames; i++) {
      const sec = this.#strokeFrame++ / this.#sampleRate;
      if (sec >= LENGTH_SEC) return;
      const at = offset + i;
      const value = Math.sin(2 * Math.PI * this.#strokeHz * sec) * Math.exp(-sec / DECAY_SEC);
      output[at] = (output[at] ?? 0) + LOUDNESS * value;
    }
  }
}

interface Stroke {
  readonly frame: number;
  readonly hz: number;
}

function firstFrom({ secs }: Clicks, sec: number): number {
  let low = 0;
  let high = secs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((secs[middle] ?? 0) < sec) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NO_CLICKS: Clicks = { secs: new Float64Array(0), accents: new Uint8Array(0) };
