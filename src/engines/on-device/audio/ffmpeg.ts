import { spawn } from 'node:child_process';
import { StemstaveError } from '../../../errors.ts';
import type { ChildSlot } from '../child-slot.ts';
import type { PcmBlock } from './pcm.ts';
import { MODEL_RATE } from './resample.ts';
import type { ForeignFormat } from './sniff.ts';

/** ffmpeg is given up when it has said nothing for this long. */
const SILENCE_LIMIT_MS = 60_000;
/** Of what ffmpeg complains, this much is kept for the log. */
const COMPLAINT_CHARS = 2_000;

export interface FfmpegRequest {
  /** The program: a path, or a name to look up in PATH. */
  readonly program: string;
  readonly path: string;
  readonly format: ForeignFormat;
  /** Where the process is kept, so that others can end it. */
  readonly child: ChildSlot;
}

/**
 * Decodes with the ffmpeg of this computer, to mono at the model's rate. The file is named as a file,
 * its demuxer is fixed and only local files are allowed, so that no playlist in it can reach elsewhere.
 * @throws {StemstaveError} `ffmpeg-missing`, `audio-damaged`
 */
export async function* decodeWithFfmpeg(request: FfmpegRequest): AsyncGenerator<PcmBlock> {
  const child = request.child.start(() =>
    spawn(request.program, ffmpegArguments(request), {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    }),
  );
  let complaint = '';
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
  }, SILENCE_LIMIT_MS);
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_CHARS);
  });
  const ended = new Promise<number | Error>((resolve) => {
    child.on('error', resolve);
    child.on('close', (code) => {
      resolve(code ?? -1);
    });
  });
  let hasSound = false;
  try {
    let rest = new Uint8Array(0);
    for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) {
      timer.refresh();
      const bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
      const samples = Math.floor(bytes.length / 4);
      rest = bytes.slice(samples * 4);
      if (samples === 0) continue;
      hasSound = true;
      const mono = floatsOf(bytes, samples);
      yield { sampleRate: MODEL_RATE, channels: [mono], consumed: 0 };
    }
    const end = await ended;
    if (end instanceof Error) throw ffmpegMissing(end);
    if (!hasSound) throw ffmpegFailed(complaint);
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    request.child.empty();
  }
}

function ffmpegArguments({ path, format }: FfmpegRequest): string[] {
  const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error'];
  const input = ['-protocol_whitelist', 'file,pipe', '-f', format, '-i', `file:${path}`];
  const output = [
    '-map',
    '0:a:0',
    '-vn',
    '-ac',
    '1',
    '-ar',
    `${MODEL_RATE}`,
    '-f',
    'f32le',
    'pipe:1',
  ];
  return [...quiet, ...input, ...output];
}

function floatsOf(bytes: Uint8Array, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(i * 4, true));
}

function ffmpegMissing(cause: Error): StemstaveError {
  return new StemstaveError(
    'ffmpeg-missing',
    'This kind of recording (such as M4A or AAC) needs the free program ffmpeg, which was not found ' +
      'on this computer. Install ffmpeg or set its path in the settings, convert the recording to ' +
      'WAV, MP3, FLAC or Ogg, or use the Apikley engine.',
    { action: 'choose-engine', cause },
  );
}

function ffmpegFailed(complaint: string): StemstaveError {
  return new StemstaveError(
    'audio-damaged',
    'ffmpeg found no sound that it could decode in this file. It may be damaged, copy-protected or ' +
      'not a recording. Please export it again, or convert it to WAV, MP3, FLAC or Ogg.',
    { cause: new Error(complaint) },
  );
}
