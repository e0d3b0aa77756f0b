import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { midiFilesInWad } from './wad.ts';

/** Where human-composed General MIDI music comes from: a package of Debian, fetched when it is needed. */
export interface Source {
  readonly name: string;
  readonly packageName: string;
  /** Learned from; the others are only ever listened to. */
  readonly isForTraining: boolean;
}

export interface MidiFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Licences: BSD, Artistic, BSD; GPL, GPL, GPL, zlib, GPL, GPL. */
export const SOURCES: readonly Source[] = [
  { name: 'freedoom', packageName: 'freedoom', isForTraining: true },
  { name: 'freedm', packageName: 'freedm', isForTraining: true },
  { name: 'simutrans', packageName: 'simutrans-data', isForTraining: true },
  { name: 'openmsx', packageName: 'openttd-openmsx', isForTraining: false },
  { name: 'planetblupi', packageName: 'planetblupi-music-midi', isForTraining: false },
  { name: 'pianobooster', packageName: 'pianobooster', isForTraining: false },
  { name: 'freedink', packageName: 'freedink-data', isForTraining: false },
  { name: 'mma', packageName: 'mma', isForTraining: false },
  { name: 'playmidi', packageName: 'playmidi', isForTraining: false },
];

/** Where sound fonts are when their packages are installed or fetched. */
export interface SoundFont {
  readonly name: string;
  readonly packageName: string;
  readonly path: string;
  readonly isForTraining: boolean;
}

/** Licences: MIT, MIT, MIT; GPL, LGPL. Those that are not MIT are only ever listened to. */
export const SOUND_FONTS: readonly SoundFont[] = [
  {
    name: 'FluidR3',
    packageName: 'fluid-soundfont-gm',
    path: 'usr/share/sounds/sf2/FluidR3_GM.sf2',
    isForTraining: true,
  },
  {
    name: 'MuseScoreGeneral',
    packageName: 'musescore-general-soundfont-lossless',
    path: 'usr/share/sounds/sf2/MuseScore_General_Full.sf2',
    isForTraining: true,
  },
  {
    name: 'TimGM6mb',
    packageName: 'timgm6mb-soundfont',
    path: 'usr/share/sounds/sf2/TimGM6mb.sf2',
    isForTraining: false,
  },
  {
    name: 'GMbank',
    packageName: 'csound-soundfont',
    path: 'usr/share/sounds/sf2/sf_GMbank.sf2',
    isForTraining: false,
  },
];

/** Unpacks a package into the cache, once. @returns the folder */
export function fetchPackage(cacheDir: string, packageName: string): string {
  const folder = join(cacheDir, 'packages', packageName);
  if (existsSync(folder)) return folder;
  const downloads = join(cacheDir, 'downloads');
  mkdirSync(join(cacheDir, 'packages'), { recursive: true });
  mkdirSync(downloads, { recursive: true });
  const isIt = (name: string): boolean =>
    name.startsWith(`${packageName}_`) && name.endsWith('.deb');
  if (!readdirSync(downloads).some(isIt)) {
    execFileSync('apt-get', ['download', packageName], { cwd: downloads, stdio: 'ignore' });
  }
  const file = readdirSync(downloads).find(isIt);
  if (file === undefined) throw new Error(`apt-get fetched no ${packageName}`);
  execFileSync('dpkg-deb', ['-x', join(downloads, file), folder]);
  return folder;
}

/** All MIDI files of a source, by name; those with the same content once. */
export function midiFilesOf(cacheDir: string, source: Source): MidiFile[] {
  const folder = fetchPackage(cacheDir, source.packageName);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.flatMap((path): MidiFile[] => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const full = join(folder, path);
    if (/\.wad$/i.test(name)) return midiFilesInWad(readFileSync(full));
    if (/\.midi?$/i.test(name)) return [{ name, bytes: readFileSync(full) }];
    if (/\.midi?\.gz$/i.test(name)) return [{ name, bytes: gunzipSync(readFileSync(full)) }];
    return [];
  });
  const byContent = new Map(
    files.map((file) => [Buffer.from(file.bytes).toString('base64'), file]),
  );
  return [...byContent.values()];
}
