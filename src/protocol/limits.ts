/** Bounds of what either side accepts; all far above any music, so that only nonsense meets them. */
export const LIMITS = {
  bars: 200_000,
  /** Bars in one answer; a request for more gets this many. */
  barsPerRange: 64,
  parts: 512,
  stavesPerPart: 4,
  voicesPerBar: 4,
  elementsPerVoice: 2048,
  notesPerChord: 64,
  tempoMarksPerRange: 1024,
  ottavasPerRange: 1024,
  nameLength: 500,
  sentenceLength: 2000,
} as const;
