/** Bounds of what either side accepts; all far above any music, so that only nonsense meets them. */
export const LIMITS = {
  bars: 200_000,
  /** Bars in one answer; a request for more gets this many. */
  barsPerRange: 64,
  parts: 512,
  stavesPerPart: 4,
  strings: 12,
  voicesPerBar: 4,
  elementsPerVoice: 2048,
  notesPerChord: 64,
  tempoMarksPerRange: 1024,
  ottavasPerRange: 1024,
  tempoPoints: 1_000_000,
  /** A day and a half. */
  durationSec: 131_072,
  /** Notes as heard in one answer; a request for more gets this many. */
  notesPerRange: 4096,
  /** Bytes of a recording in one answer. */
  bytesPerRange: 1_048_576,
  /** As long as the longest recording that is transcribed, whatever its format. */
  recordingBytes: 4_294_967_296,
  /** Larger ones are never fetched whole: the view would hold them decoded, which takes many times their size. */
  wholeRecordingBytes: 268_435_456,
  stems: 64,
  /** As large as a stem may be that is fetched. */
  stemBytes: 314_572_800,
  /** Characters of a drawing to be painted; a dense page has under a million. */
  drawingLength: 16_777_216,
  /** A0 at 300 dots an inch; browsers paint no more. */
  pictureSidePx: 16_384,
  /** Characters of a picture in base64. */
  pictureLength: 67_108_864,
  /** Characters of what a view keeps of itself; it names every part. */
  keptViewLength: 524_288,
  nameLength: 500,
  sentenceLength: 2000,
} as const;
