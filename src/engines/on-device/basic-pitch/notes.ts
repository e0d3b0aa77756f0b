import { KEYS, LOWEST_PITCH } from './grid.ts';
import type { Activations } from './model.ts';
import { onsetPeaks } from './peaks.ts';
import { cellsByEnergy } from './sort-cells.ts';

/** A note on the model's grid. */
export interface FrameNote {
  /** MIDI note number. */
  readonly pitch: number;
  readonly startFrame: number;
  /** First frame after the note. */
  readonly endFrame: number;
  /** Mean frame activation over the note, 0–1. */
  readonly amplitude: number;
  /** Activation of the onset, 0–1; 0 for a note found without one. */
  readonly onset: number;
}

export interface NoteSettings {
  readonly onsetThreshold: number;
  readonly frameThreshold: number;
  /** Notes must be longer than this many frames. */
  readonly minFrames: number;
  /** Also take sounding notes that have no onset ("melodia trick"). */
  readonly withoutOnset: boolean;
}

/** A note survives gaps shorter than this many frames. */
const GAP_FRAMES = 11;

/**
 * Notes from the model's activations: `outputToNotesPoly` of Spotify's Basic Pitch (Apache-2.0),
 * written anew in linear time. Notes with an onset come first, last first; the others by energy.
 */
export function decodeNotes(activations: Activations, settings: NoteSettings): FrameNote[] {
  const { frames, onsets } = activations;
  const energy = frames.slice();
  const notes: FrameNote[] = [];
  const peaks = onsetPeaks(activations, settings.onsetThreshold);
  for (let i = peaks.length - 1; i >= 0; i--) {
    const cell = peaks[i] ?? 0;
    const note = noteFromOnset(frames, energy, cell, settings);
    if (note !== undefined) notes.push({ ...note, onset: onsets[cell] ?? 0 });
  }
  if (!settings.withoutOnset) return notes;
  for (const cell of cellsByEnergy(energy, settings.frameThreshold)) {
    if (energy[cell] === 0) continue;
    const note = noteAround(frames, energy, cell, settings);
    if (note !== undefined) notes.push({ ...note, onset: 0 });
  }
  return notes;
}

type Found = Omit<FrameNote, 'onset'> | undefined;

function noteFromOnset(
  frames: Float32Array,
  energy: Float32Array,
  cell: number,
  settings: NoteSettings,
): Found {
  const frameCount = frames.length / KEYS;
  const key = cell % KEYS;
  const start = (cell - key) / KEYS;
  if (start >= frameCount - 1) return undefined;
  let end = start + 1;
  let gap = 0;
  while (end < frameCount - 1 && gap < GAP_FRAMES) {
    gap = (energy[end * KEYS + key] ?? 0) < settings.frameThreshold ? gap + 1 : 0;
    end++;
  }
  end -= gap;
  if (end - start <= settings.minFrames) return undefined;
  for (let frame = start; frame < end; frame++) silence(energy, frame, key);
  return toNote(frames, key, start, end);
}

function noteAround(
  frames: Float32Array,
  energy: Float32Array,
  cell: number,
  settings: NoteSettings,
): Found {
  const frameCount = frames.length / KEYS;
  const key = cell % KEYS;
  const middle = (cell - key) / KEYS;
  energy[cell] = 0;
  let end = middle + 1;
  let gap = 0;
  for (; end < frameCount - 1 && gap < GAP_FRAMES; end++) {
    gap = (energy[end * KEYS + key] ?? 0) < settings.frameThreshold ? gap + 1 : 0;
    silence(energy, end, key);
  }
  end = end - 1 - gap;
  let start = middle - 1;
  gap = 0;
  for (; start > 0 && gap < GAP_FRAMES; start--) {
    gap = (energy[start * KEYS + key] ?? 0) < settings.frameThreshold ? gap + 1 : 0;
    silence(energy, start, key);
  }
  start = start + 1 + gap;
  if (end - start <= settings.minFrames) return undefined;
  return toNote(frames, key, start, end);
}

/** A note's energy spills into the keys beside it: that is spent too. */
function silence(energy: Float32Array, frame: number, key: number): void {
  const cell = frame * KEYS + key;
  energy[cell] = 0;
  if (key < KEYS - 1) energy[cell + 1] = 0;
  if (key > 0) energy[cell - 1] = 0;
}

function toNote(frames: Float32Array, key: number, start: number, end: number): Found {
  let sum = 0;
  for (let frame = start; frame < end; frame++) sum += frames[frame * KEYS + key] ?? 0;
  return {
    pitch: key + LOWEST_PITCH,
    startFrame: start,
    endFrame: end,
    amplitude: sum / (end - start),
  };
}
