import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A note of a synthetic recording. */
export interface PlayedNote {
  readonly pitch: number;
  readonly startSec: number;
  readonly endSec: number;
}

/** A struck string with four partials: enough like an instrument for the model. */
export function playNotes(
  notes: readonly PlayedNote[],
  seconds: number,
  sampleRate: number,
  damping = 1,
): Float32Array {
  const out = new Float32Array(Math.round(seconds * sampleRate));
  for (const { pitch, startSec, endSec } of notes) {
    const hz = 440 * 2 ** ((pitch - 69) / 12);
    const from = Math.round(startSec * sampleRate);
    const to = Math.min(out.length, Math.round(endSec * sampleRate));
    for (let partial = 1; partial <= 4 && partial * hz < sampleRate * 0.45; partial++) {
      const turn = (2 * Math.PI * hz * partial) / sampleRate;
      for (let i = from; i < to; i++) {
        const sec = (i - from) / sampleRate;
        const attack = Math.min(1, sec / 0.005);
        const release = Math.min(1, (to - i) / sampleRate / 0.02);
        const decay = Math.exp(-sec * damping * (0.2 + partial * 0.3));
        out[i] =
          (out[i] ?? 0) +
          (0.25 / partial ** 2) * attack * release * decay * Math.sin(turn * (i - from));
      }
    }
  }
  return out;
}

export type WavKind = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

const BYTES: Readonly<Record<WavKind, number>> = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

export interface WavOptions {
  readonly kind?: WavKind;
  readonly extensible?: boolean;
  /** Chunks between format and data, as [id, bytes]. */
  readonly extraChunks?: readonly (readonly [string, Uint8Array])[];
  /** What the data chunk claims to hold; the truth without it. */
  readonly claimedDataBytes?: number;
  readonly rf64?: boolean;
}

/** A WAVE file, by the letter of the format or, where asked, with the faults of real ones. */
export function encodeWav(
  channels: readonly Float32Array[],
  sampleRate: number,
  options: WavOptions = {},
): Uint8Array {
  const kind = options.kind ?? 's16';
  const sampleBytes = BYTES[kind];
  const frames = channels[0]?.length ?? 0;
  const data = Buffer.alloc(frames * channels.length * sampleBytes);
  for (let frame = 0, at = 0; frame < frames; frame++) {
    for (const channel of channels) {
      writeSample(data, at, kind, channel[frame] ?? 0);
      at += sampleBytes;
    }
  }
  const tag = kind === 'f32' || kind === 'f64' ? 3 : 1;
  const format = Buffer.alloc(options.extensible === true ? 40 : 16);
  format.writeUInt16LE(options.extensible === true ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels.length, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(sampleRate * channels.length * sampleBytes, 8);
  format.writeUInt16LE(channels.length * sampleBytes, 12);
  format.writeUInt16LE(sampleBytes * 8, 14);
  if (options.extensible === true) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(sampleBytes * 8, 18);
    format.writeUInt16LE(tag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(format, 26);
  }
  const claimed = options.claimedDataBytes ?? (options.rf64 === true ? 0xffff_ffff : data.length);
  const head = Buffer.from(
    options.rf64 === true ? 'RF64\xff\xff\xff\xffWAVE' : 'RIFF\0\0\0\0WAVE',
    'latin1',
  );
  const parts: Uint8Array[] = [head];
  if (options.rf64 === true) {
    const ds64 = Buffer.alloc(28);
    ds64.writeBigUInt64LE(BigInt(data.length), 8);
    parts.push(chunkHeader('ds64', 28), ds64);
  }
  parts.push(chunkHeader('fmt ', format.length), format);
  for (const [id, bytes] of options.extraChunks ?? []) {
    parts.push(chunkHeader(id, bytes.length), Buffer.from(bytes), Buffer.alloc(bytes.length % 2));
  }
  parts.push(chunkHeader('data', claimed), data);
  return new Uint8Array(Buffer.concat(parts));
}

function chunkHeader(id: string, size: number): Buffer {
  const header = Buffer.from(`${id}\0\0\0\0`, 'latin1');
  header.writeUInt32LE(size, 4);
  return header;
}

function writeSample(data: Buffer, at: number, kind: WavKind, value: number): void {
  const limited = (scale: number): number =>
    Math.max(-scale, Math.min(scale - 1, Math.round(value * scale)));
  switch (kind) {
    case 'u8':
      data.writeUInt8(limited(128) + 128, at);
      break;
    case 's16':
      data.writeInt16LE(limited(0x8000), at);
      break;
    case 's24':
      data.writeIntLE(limited(0x80_0000), at, 3);
      break;
    case 's32':
      data.writeInt32LE(limited(0x8000_0000), at);
      break;
    case 'f32':
      data.writeFloatLE(value, at);
      break;
    case 'f64':
      data.writeDoubleLE(value, at);
      break;
  }
}

/** A folder that is gone after the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-'));
  context.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** @returns the path of a new file with this content */
export function writeTemporary(context: TestContext, name: string, bytes: Uint8Array): string {
  const path = join(temporaryFolder(context), name);
  writeFileSync(path, bytes);
  return path;
}

/** Deterministic noise, −1 … 1. */
export function noise(length: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x8000_0000 - 1;
  });
}
