/** What a transcription may hold at most; beyond this nobody reads a score, and memory is at stake. */
export const MAX_INSTRUMENTS = 128;
export const MAX_NOTES_PER_INSTRUMENT = 50_000;
/** A note that starts later than this many seconds is a fault of its source. */
export const MAX_START_SEC = 3600;
/** Notes that start in time may ring this much longer; they are cut here. */
export const MAX_END_SEC = MAX_START_SEC + 60;
