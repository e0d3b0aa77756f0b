/**
 * Finding the frames of an MPEG audio stream (ISO/IEC 11172-3 and 13818-3, section 2.4.2.3), so that
 * the decoder sees whole, valid frames only: tags, junk and a cut-off end are left out here.
 */

const BITRATES_KBPS = {
  v1: {
    1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  },
  v2: {
    1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    3: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  },
} as const;
const SAMPLE_RATES = [44100, 48000, 32000] as const;

/** Frames in a row, of one version, layer and sample rate, that make a stream believable. */
const CHAIN_FRAMES = 3;

interface FrameHeader {
  readonly byteLength: number;
  /** Version, layer and sample rate: what all frames of a stream have in common. */
  readonly kind: number;
}

/** The frame header at `at`, or `undefined` if there is none. */
function frameHeaderAt(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const b1 = bytes[at + 1] ?? 0;
  const b2 = bytes[at + 2] ?? 0;
  if (bytes[at] !== 0xff || (b1 & 0xe0) !== 0xe0 || at + 4 > bytes.length) return undefined;
  const version = (b1 >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = 4 - ((b1 >> 1) & 3);
  const baseRate = SAMPLE_RATES[(b2 >> 2) & 3];
  if (version === 1 || baseRate === undefined || (layer !== 1 && layer !== 2 && layer !== 3)) {
    return undefined;
  }
  const kbps = BITRATES_KBPS[version === 3 ? 'v1' : 'v2'][layer][b2 >> 4];
  if (kbps === undefined || kbps === 0) return undefined;
  const sampleRate = version === 3 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const padding = (b2 >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && version !== 3 ? 576 : 1152;
  const byteLength =
    layer === 1
      ? (Math.floor((12_000 * kbps) / sampleRate) + padding) * 4
      : Math.floor((samples * 125 * kbps) / sampleRate) + padding;
  return { byteLength, kind: (b1 & 0xfe) | ((b2 & 0x0c) << 8) };
}

/**
 * Offset of the first frame that is followed by more of its kind; frames that fill `bytes` need be no chain.
 * `undefined` if this is no MPEG audio.
 */
export function mp3ChainStart(bytes: Uint8Array): number | undefined {
  for (let start = 0; start + 4 <= bytes.length; start++) {
    if (bytes[start] === 0xff && isChain(bytes, start)) return start;
  }
  return undefined;
}

function isChain(bytes: Uint8Array, start: number): boolean {
  const first = frameHeaderAt(bytes, start);
  if (first === undefined) return false;
  let at = start + first.byteLength;
  for (let count = 1; count < CHAIN_FRAMES; count++) {
    // Shorter than a chain, but nothing else in it: a very short recording.
    if (at === bytes.length) return start === 0;
    const next = frameHeaderAt(bytes, at);
    if (next?.kind !== first.kind) return false;
    at += next.byteLength;
  }
  return true;
}

/** Cuts a stream that arrives in chunks into runs of whole frames. */
export class Mp3FrameCutter {
  private rest = new Uint8Array(0);
  private inSync = false;

  /** All whole frames that are complete with this chunk, back to back. */
  push(chunk: Uint8Array): Uint8Array {
    const bytes = concat(this.rest, chunk);
    const frames: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      if (!this.inSync) {
        const start = mp3ChainStart(bytes.subarray(at));
        if (start === undefined) {
          // A chain may begin in the last bytes seen: three frames of the largest size.
          at = Math.max(at, bytes.length - CHAIN_FRAMES * MAX_FRAME_BYTES);
          break;
        }
        at += start;
        this.inSync = true;
      }
      if (at + 4 > bytes.length) break;
      const header = frameHeaderAt(bytes, at);
      if (header === undefined) {
        this.inSync = false;
        continue;
      }
      if (at + header.byteLength > bytes.length) break;
      frames.push(bytes.subarray(at, at + header.byteLength));
      at += header.byteLength;
    }
    this.rest = bytes.slice(at);
    return concat(...frames);
  }
}

/** Layer II, 384 kbit/s at 32 kHz, is the largest there is: 1728 bytes; MPEG 2.5 at 8 kHz reaches 2880. */
const MAX_FRAME_BYTES = 2881;

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
