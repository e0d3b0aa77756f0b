import { MODEL_RATE } from '../audio/resample.ts';

/**
 * The time and pitch grid of the Basic Pitch model (Bittner et al. 2022, "A Lightweight
 * Instrument-Agnostic Model for Polyphonic Note Transcription and Multipitch Estimation").
 */

/** Samples from one frame to the next, at 22 050 Hz: 11.6 ms. */
export const HOP_SAMPLES = 256;
export const FRAME_SEC = HOP_SAMPLES / MODEL_RATE;
/** The model hears this many samples at once, and answers with 172 frames. */
export const WINDOW_SAMPLES = 43_844;
export const WINDOW_FRAMES = 172;
/** Frames at both ends of a window that lack context and are left to its neighbours. */
export const MARGIN_FRAMES = 15;
/**
 * Frames used of each window. The library uses 142 of them but moves on by 141.27, so that its frames
 * drift and repeat at every window; whole frames keep one even grid over the whole recording.
 */
export const USED_FRAMES = 141;
/** Samples from one window to the next. */
export const STRIDE_SAMPLES = USED_FRAMES * HOP_SAMPLES;
/** The model's keys: A0 to C8. */
export const KEYS = 88;
/** Bins of pitch that the model answers for in between, three per key. */
export const PITCH_BINS = 264;
export const BINS_PER_KEY = 3;
/** MIDI pitch of the lowest key. */
export const LOWEST_PITCH = 21;

/** Windows handed to a listener at a time: about 6.5 seconds of sound. */
export const WINDOWS_PER_CHUNK = 4;
/** Samples a chunk of `windows` windows needs, context on both sides included. */
export function chunkSamples(windows: number): number {
  return (windows - 1) * STRIDE_SAMPLES + WINDOW_SAMPLES;
}

/** How many windows it takes to hear all of `samples` samples. */
export function windowsFor(samples: number): number {
  return Math.ceil(Math.ceil(samples / HOP_SAMPLES) / USED_FRAMES);
}
