import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Loudness } from '../../../src/engines/on-device/audio/loudness.ts';
import { MonoStream } from '../../../src/engines/on-device/audio/mono-stream.ts';
import { openAudio } from '../../../src/engines/on-device/audio/open-audio.ts';
import { MODEL_RATE } from '../../../src/engines/on-device/audio/resample.ts';
import { ChildSlot } from '../../../src/engines/on-device/child-slot.ts';
import { Chunker } from '../../../src/engines/on-device/basic-pitch/chunker.ts';
import { HOP_SAMPLES, KEYS } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import type { Activations, NoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { BandStream } from '../../../src/engines/on-device/drums/bands.ts';

/** All that the engine measures in a recording before it decides what the notes are. */
export interface HeardFile {
  readonly activations: Activations;
  /** Band levels, as `BandStream` makes them. */
  readonly levels: Float32Array;
  readonly loudnessDb: Float32Array;
  readonly durationSec: number;
}

/** Listens to a recording with the engine's own parts, in one thread. */
export async function hear(path: string, model: NoteModel): Promise<HeardFile> {
  const [mono, chunker, loudness, bands] = [
    new MonoStream(),
    new Chunker(),
    new Loudness(),
    new BandStream(),
  ];
  const answers: Activations[] = [];
  const push = (samples: Float32Array): void => {
    loudness.push(samples);
    bands.push(samples);
    for (const chunk of chunker.push(samples)) {
      answers.push(model.listen(chunk.samples, chunk.windows));
    }
  };
  const audio = openAudio(path, { ffmpegProgram: 'ffmpeg', child: new ChildSlot() });
  for (;;) {
    const next = await audio.next();
    if (next.done === true) break;
    push(mono.push(next.value));
  }
  push(mono.flush());
  const last = chunker.flush();
  if (last !== undefined) answers.push(model.listen(last.samples, last.windows));
  const cells = Math.ceil(mono.samples / HOP_SAMPLES) * KEYS;
  return {
    activations: {
      frames: joined(answers.map(({ frames }) => frames)).slice(0, cells),
      onsets: joined(answers.map(({ onsets }) => onsets)).slice(0, cells),
    },
    levels: bands.finish().slice(),
    loudnessDb: loudness.finish().slice(),
    durationSec: mono.samples / MODEL_RATE,
  };
}

/** The same, kept in a file beside the recording, so that it is listened to once. */
export async function hearOnce(path: string, model: () => Promise<NoteModel>): Promise<HeardFile> {
  const kept = `${path}.heard`;
  if (existsSync(kept)) return read(readFileSync(kept));
  const heard = await hear(path, await model());
  writeFileSync(kept, written(heard));
  return heard;
}

function written({ activations, levels, loudnessDb, durationSec }: HeardFile): Uint8Array {
  const arrays = [activations.frames, activations.onsets, levels, loudnessDb];
  const head = Float64Array.from([durationSec, ...arrays.map(({ length }) => length)]);
  return Buffer.concat(
    [head, ...arrays].map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength)),
  );
}

function read(bytes: Buffer): HeardFile {
  const data = Uint8Array.from(bytes).buffer;
  const [durationSec = 0, ...lengths] = new Float64Array(data, 0, 5);
  let at = 5 * 8;
  const [frames, onsets, levels, loudnessDb] = lengths.map((length) => {
    const array = new Float32Array(data, at, length);
    at += array.byteLength;
    return array;
  });
  const none = new Float32Array();
  return {
    activations: { frames: frames ?? none, onsets: onsets ?? none },
    levels: levels ?? none,
    loudnessDb: loudnessDb ?? none,
    durationSec,
  };
}

function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
