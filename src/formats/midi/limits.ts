/** Caps on files from anywhere, far above music and far below what would exhaust a machine. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;
export const MAX_EVENTS = 2_000_000;
export const MAX_PARTS = 512;
/** The last note must start before this, and is cut a little after. */
export const MAX_MUSIC_SEC = 4 * 3600;
export const MAX_MUSIC_END_SEC = MAX_MUSIC_SEC + 60;
/** A note whose end is missing rings no longer than this. */
export const MAX_UNENDED_SEC = 30;
/** More bars than this are no bars: such a file's beats are not to be trusted. */
export const MAX_BARS = 20_000;
