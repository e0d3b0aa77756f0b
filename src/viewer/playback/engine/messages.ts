/** Seconds of the score's own time, as played at speed 1: second 0 is the start of the recording. */
type ScoreSec = number;

/** A stretch of the score that is played over and over. */
export interface Loop {
  readonly fromSec: ScoreSec;
  readonly toSec: ScoreSec;
}

/** Of one channel: as shares of full scale, or 16-bit, which is half as much to hold. */
export type Samples = Float32Array<ArrayBuffer> | Int16Array<ArrayBuffer>;

/** Number of the recording among the tracks; its stems follow. */
export const RECORDING_TRACK = 0;

/** How a part sounds. */
export interface PartSound {
  /** General MIDI program 0–127. */
  readonly program: number;
  readonly isDrum: boolean;
}

/** Notes of all parts, in columns, in any order. */
export interface EngineNotes {
  /** Index into the parts. */
  readonly parts: Uint16Array;
  readonly pitches: Uint8Array;
  readonly startsSec: Float64Array;
  readonly endsSec: Float64Array;
  /** 0–1. */
  readonly velocities: Float32Array;
}

/** Strokes of the metronome, ascending. */
export interface Clicks {
  readonly secs: Float64Array;
  /** 1 for the first beat of a bar. */
  readonly accents: Uint8Array;
}

/** What the page tells the sound engine. */
export type EngineCommand =
  /** The sounds of General MIDI, as a SoundFont 2 file. */
  | { readonly type: 'sound-bank'; readonly bytes: ArrayBuffer }
  | {
      readonly type: 'parts';
      readonly sounds: readonly PartSound[];
      readonly notes: EngineNotes;
      /** Frequency of A4 in Hz, where it is not 440. */
      readonly tuningHz?: number | undefined;
    }
  /** Samples at the context's own rate, one array per channel; none takes the track away. */
  | { readonly type: 'track'; readonly track: number; readonly channels: readonly Samples[] }
  /** A track too long to be held: its chunks are asked for as they are to be heard (see `wants`). */
  | {
      readonly type: 'stream';
      readonly track: number;
      /** Samples of each channel in a chunk, but for the last, and in all, at the context's own rate. */
      readonly chunkFrames: number;
      readonly frameCount: number;
    }
  | {
      readonly type: 'chunk';
      readonly track: number;
      readonly chunk: number;
      readonly channels: readonly Samples[];
    }
  /** Loudness of each track: 0 silent, 1 as it is. */
  | { readonly type: 'track-gains'; readonly gains: readonly number[] }
  | { readonly type: 'no-tracks' }
  | { readonly type: 'clicks'; readonly clicks: Clicks }
  /** Whether the strokes of the beats are heard; those of a count-in always are. */
  | { readonly type: 'metronome'; readonly isOn: boolean }
  /** Plays up to `endSec`; `countIn` is in real seconds and is played before. */
  | {
      readonly type: 'play';
      readonly fromSec: ScoreSec;
      readonly endSec: ScoreSec;
      readonly countIn: CountIn | undefined;
    }
  | { readonly type: 'stop' }
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'loop'; readonly loop: Loop | undefined }
  /** Loudness of each part: 0 silent, 1 usual. */
  | { readonly type: 'gains'; readonly gains: readonly number[] }
  /** Lets notes of one part be heard, whether the score plays or not. */
  | {
      readonly type: 'preview';
      readonly part: number;
      readonly pitches: readonly number[];
      readonly velocity: number;
    };

export interface CountIn {
  readonly clicks: Clicks;
  /** Real seconds from the first stroke to the music. */
  readonly lengthSec: number;
}

/** How score time runs from a moment of the context's clock on. */
export interface ClockReading {
  /** Seconds of the audio context at which this was true. */
  readonly contextSec: number;
  readonly positionSec: ScoreSec;
  /** Score seconds per real second; 0 while it stands still. */
  readonly speed: number;
}

/** What the sound engine tells the page. */
export type EngineReport =
  | { readonly type: 'clock'; readonly reading: ClockReading; readonly isPlaying: boolean }
  /** Chunks of a streamed track are needed, the most urgent first; those asked for before are needed no more. */
  | { readonly type: 'wants'; readonly track: number; readonly chunks: readonly number[] }
  /** The music is over: it stands at its end. */
  | { readonly type: 'ended' }
  | { readonly type: 'sound-bank-ready' }
  | { readonly type: 'failed'; readonly reason: string };

/** Outputs of the engine's node, each of two channels. */
export const OUTPUTS = { recording: 0, parts: 1, clicks: 2, count: 3 } as const;
