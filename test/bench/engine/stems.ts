import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildSlot } from '../../../src/engines/on-device/child-slot.ts';
import { openAudio } from '../../../src/engines/on-device/audio/open-audio.ts';
import { excerpt, type Excerpt, type Variation } from './excerpt.ts';
import { render, type Sound } from './render.ts';

export const STEMS = ['drums', 'bass', 'rest'] as const;
export type Stem = (typeof STEMS)[number];

/** Two channels at 44.1 kHz. */
export type Stereo = readonly [Float32Array, Float32Array];

/** What a mix is made of, and what is played in it. */
export interface StemMix {
  readonly stems: Readonly<Record<Stem, Stereo>>;
  readonly mix: Stereo;
  readonly truth: Excerpt['truth'];
}

export const STEM_RATE = 44_100;

/** General MIDI's basses: 33 to 40 of its programs. */
function isBass(program: number): boolean {
  return program >= 32 && program < 40;
}

/** Plays an excerpt three times over: its drums, its basses, and the rest. @param soundOf per stem */
export async function playStems(
  bytes: Uint8Array,
  fromSec: number,
  lengthSec: number,
  variation: Variation,
  soundOf: (stem: Stem) => Sound,
): Promise<StemMix> {
  const { reprogram = (program: number) => program, ...others } = variation;
  const { truth } = excerpt(bytes, fromSec, lengthSec, variation);
  const only = (isWanted: (program: number) => boolean): Variation => ({
    ...others,
    keepDrums: false,
    reprogram: (program, channel) => {
      const played = reprogram(program, channel);
      return played !== undefined && isWanted(played) ? played : undefined;
    },
  });
  const variations: Readonly<Record<Stem, Variation>> = {
    drums: { ...others, reprogram: () => undefined },
    bass: only(isBass),
    rest: only((program) => !isBass(program)),
  };
  const played = {} as Record<Stem, Stereo>;
  for (const stem of STEMS) {
    const { midi } = excerpt(bytes, fromSec, lengthSec, variations[stem]);
    played[stem] = await sound(midi, soundOf(stem));
  }
  return { ...mixed(played), truth };
}

/** Stems and their sum, turned down together where the sum would be clipped. */
export function mixed(played: Readonly<Record<Stem, Stereo>>): Omit<StemMix, 'truth'> {
  const length = Math.min(...STEMS.map((stem) => played[stem][0].length));
  const cut = (stem: Stem): Stereo => [
    played[stem][0].slice(0, length),
    played[stem][1].slice(0, length),
  ];
  const stems = { drums: cut('drums'), bass: cut('bass'), rest: cut('rest') };
  const mix: Stereo = [new Float32Array(length), new Float32Array(length)];
  let peak = 0;
  mix.forEach((channel, side) => {
    for (let i = 0; i < length; i++) {
      for (const stem of STEMS) channel[i] = (channel[i] ?? 0) + (stems[stem][side]?.[i] ?? 0);
      peak = Math.max(peak, Math.abs(channel[i] ?? 0));
    }
  });
  const gain = 0.98 / Math.max(0.98, peak);
  for (const channel of [...mix, ...STEMS.flatMap((stem) => stems[stem])]) {
    for (let i = 0; i < length; i++) channel[i] = (channel[i] ?? 0) * gain;
  }
  return { stems, mix };
}

async function sound(midi: Uint8Array, how: Sound): Promise<Stereo> {
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-stem-'));
  try {
    const path = join(folder, 'a.wav');
    render(midi, path, { ...how, codec: ['-c:a', 'pcm_f32le', '-ac', '2', '-ar', `${STEM_RATE}`] });
    return await readStereo(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A recording of two channels, whole. */
export async function readStereo(path: string): Promise<Stereo> {
  const parts: (readonly Float32Array[])[] = [];
  const audio = openAudio(path, { ffmpegProgram: 'ffmpeg', child: new ChildSlot() });
  for await (const { channels } of audio) parts.push(channels.map((channel) => channel.slice()));
  const side = (at: number): Float32Array => {
    const pieces = parts.map((channels) => channels[at] ?? new Float32Array());
    const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let from = 0;
    for (const piece of pieces) {
      all.set(piece, from);
      from += piece.length;
    }
    return all;
  };
  return [side(0), side(1)];
}
