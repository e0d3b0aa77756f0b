import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Sound {
  /** What rings on after this is cut off. */
  readonly lengthSec: number;
  readonly soundFontPath: string;
  /** Further options of fluidsynth, such as `-R 0`. */
  readonly synthOptions?: readonly string[];
  /** Chain of ffmpeg's audio filters. */
  readonly filters?: string;
  /** What ffmpeg writes, such as `-c:a libmp3lame -b:a 128k`; without it, what the name says. */
  readonly codec?: readonly string[];
}

/** Plays a MIDI file with fluidsynth into an audio file of any kind that ffmpeg writes. */
export function render(midi: Uint8Array, path: string, sound: Sound): void {
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-render-'));
  try {
    const [midiPath, wavPath] = [join(folder, 'a.mid'), join(folder, 'a.wav')];
    writeFileSync(midiPath, midi);
    const options = [
      '-q',
      '-n',
      '-i',
      '-g',
      '0.5',
      '-o',
      'synth.dynamic-sample-loading=1',
      ...(sound.synthOptions ?? []),
    ];
    const output = ['-F', wavPath, '-r', '44100', sound.soundFontPath, midiPath];
    execFileSync('fluidsynth', [...options, ...output], { stdio: 'ignore' });
    const filters = sound.filters === undefined ? [] : ['-af', sound.filters];
    execFileSync(
      'ffmpeg',
      [
        '-v',
        'error',
        '-y',
        '-i',
        wavPath,
        '-t',
        String(sound.lengthSec),
        ...filters,
        ...(sound.codec ?? []),
        path,
      ],
      { stdio: 'ignore' },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
