import type { MidiFile } from './sources.ts';

const ENTRY_BYTES = 16;

/** The MIDI files in the data file of a Doom-like game: lumps named D_… that are Standard MIDI Files. */
export function midiFilesInWad(wad: Buffer): MidiFile[] {
  const entries = wad.readInt32LE(4);
  const directory = wad.readInt32LE(8);
  return Array.from({ length: entries }, (_, i) => {
    const at = directory + i * ENTRY_BYTES;
    const from = wad.readInt32LE(at);
    const name = wad.toString('latin1', at + 8, at + ENTRY_BYTES).replace(/\0.*$/s, '');
    return { name, bytes: wad.subarray(from, from + wad.readInt32LE(at + 4)) };
  }).filter(
    ({ name, bytes }) =>
      name.startsWith('D_') && bytes.subarray(0, 4).toString('latin1') === 'MThd',
  );
}
